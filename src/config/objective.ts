// Reads an objective that stands alone, outside a configuration file, by the same table of options.
import { TrimtabError } from '../errors/index.js';
import { mergeTopology } from './merge.js';
import { configSchema } from './options.js';
import { schemaProblems, sentence } from './problems.js';
import type { ObjectiveConfig } from './types.js';

/**
 * @param data the value of an option `objective`: the name of a preset or a mapping
 * @param source what to call it in errors
 * @throws TrimtabError TRIMTAB_E_CONFIG
 */
export function objectiveFrom(data: unknown, source: string): ObjectiveConfig {
  const whole = { topologies: { defaults: { objective: data } } };
  const problems = schemaProblems(configSchema, whole);
  if (problems.length === 0) {
    const { objective } = mergeTopology([configSchema.parse(whole).topologies.defaults]);
    if (objective.module === undefined) return objective;
    const text = `${source}: objective.module is for the configuration of suggest and the agent; leave it out here`;
    throw new TrimtabError('TRIMTAB_E_CONFIG', text);
  }
  // Paths begin at the objective, which is all that the user wrote.
  const lines = problems.map(({ path, text }) => sentence({ path: path.slice(2), text }));
  throw new TrimtabError('TRIMTAB_E_CONFIG', lines.map((line) => `${source}: ${line}`).join('\n'));
}
