// The utility functions of the site that a configuration names: read once, as models are, and given to the topologies that go by them.
import type { Config, TopologyConfig } from '../config/index.js';
import { loadOwnUtility, type Objective, type OwnUtility, refuseUnreadable } from '../objective/index.js';

/** By the path that the configuration has. */
export type OwnUtilities = ReadonlyMap<string, OwnUtility>;

/** A topology's settings with the objective as it is judged by. */
export interface JudgedTopology extends TopologyConfig {
  readonly objective: TopologyConfig['objective'] & Pick<Objective, 'own'>;
}

/**
 * @param told once for each thing that goes wrong with a function while it is asked
 * @throws TrimtabError TRIMTAB_E_OBJECTIVE for the first module that cannot be used
 */
export async function ownUtilitiesOf(
  { topologies }: Pick<Config, 'topologies'>,
  told: (text: string) => void,
): Promise<OwnUtilities> {
  const loaded = new Map<string, OwnUtility>();
  for (const path of modulesIn(topologies)) loaded.set(path, await loadOwnUtility(path, told));
  return loaded;
}

/** @throws TrimtabError TRIMTAB_E_OBJECTIVE for the first module whose file cannot be read; none is run */
export async function refuseUnreadableModules({ topologies }: Pick<Config, 'topologies'>): Promise<void> {
  for (const path of modulesIn(topologies)) await refuseUnreadable(path);
}

/** Paths of all modules, each once. */
export function modulesIn({ defaults, overrides }: Config['topologies']): readonly string[] {
  const given = overrides.map(({ objective }) =>
    typeof objective === 'object' ? objective.module : undefined,
  );
  return [...new Set([defaults.objective.module, ...given].filter((path) => path !== undefined))];
}

export function judgedBy(own: OwnUtilities, topology: TopologyConfig): JudgedTopology {
  const { module } = topology.objective;
  const utility = module === undefined ? undefined : own.get(module);
  return utility === undefined
    ? topology
    : { ...topology, objective: { ...topology.objective, own: utility } };
}
