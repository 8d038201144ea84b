// Reads a scenario: YAML to checked data, with errors that name the file, the place in it and what is expected there.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { nearest } from '../util/index.js';
import { type Scenario, scenarioSchema } from './scenario-schema.js';

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable or not YAML, TRIMTAB_E_CONFIG when not a scenario */
export async function loadScenario(file: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The scenario ${file} cannot be read: ${reason}`, {
      next: 'Check the path and the permissions.',
      cause,
    });
  }
  return parseScenario(text, file);
}

/** @param source what to call the text in errors, usually its file name */
export function parseScenario(text: string, source: string): Scenario {
  let data: unknown;
  try {
    data = parse(text);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The scenario ${source} is not YAML: ${reason}`, {
      next: 'Correct the YAML at that line.',
      cause,
    });
  }
  const checked = scenarioSchema.safeParse(data);
  const problems = checked.success ? contradictions(checked.data) : checked.error.issues.map(describe);
  if (!checked.success || problems.length > 0) {
    throw new TrimtabError(
      'TRIMTAB_E_CONFIG',
      problems.map((problem) => `${source}: ${problem}`).join('\n'),
      {
        next: 'Correct the scenario file; section "Scenario file" of the reference shows a whole one.',
      },
    );
  }
  return checked.data;
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.') || 'the document';
  return `${path}: ${issue.message.replace(/^Invalid input: /, '')}`;
}

/** What a schema cannot say: names that must exist, a flow without cycles, one meaning per stream. */
function contradictions(scenario: Scenario): string[] {
  const { components, streams } = scenario.topology;
  const names = Object.keys(components);
  const problems: string[] = [];
  const unknown = (path: string, name: string): void => {
    const meant = nearest(name, names);
    const hint = meant === undefined ? `one of ${names.join(', ')}` : `${meant}?`;
    problems.push(`${path}: no component ${JSON.stringify(name)}; expected ${hint}`);
  };
  streams.forEach(({ from, to, stream, tuplesPerInput }, i) => {
    if (components[from] === undefined) unknown(`topology.streams.${i}.from`, from);
    if (components[to] === undefined) unknown(`topology.streams.${i}.to`, to);
    if (components[to]?.kind === 'spout') {
      problems.push(`topology.streams.${i}.to: ${to} is a spout; expected a bolt`);
    }
    const first = streams.find((other) => other.from === from && other.stream === stream);
    if (first !== undefined && first.tuplesPerInput !== tuplesPerInput) {
      problems.push(
        `topology.streams.${i}.tuplesPerInput: expected ${first.tuplesPerInput} as above: ` +
          `all subscribers of stream ${from}.${stream} see the same tuples; name another stream to differ`,
      );
    }
  });
  for (const name of Object.keys(scenario.load)) {
    if (components[name]?.kind !== 'spout') {
      if (components[name] === undefined) unknown(`load.${name}`, name);
      else problems.push(`load.${name}: ${name} is a bolt; expected a spout`);
    }
  }
  if (problems.length === 0) problems.push(...unreachable(scenario));
  return problems;
}

function unreachable({ topology, load }: Scenario): string[] {
  const problems: string[] = [];
  const spouts = Object.entries(topology.components).filter(([, { kind }]) => kind === 'spout');
  if (spouts.length === 0) problems.push('topology.components: expected at least one spout');
  for (const [name] of spouts) {
    if (load[name] === undefined) problems.push(`load.${name}: expected the load of spout ${name}`);
  }
  // Peel off components whose inputs are all peeled; what stays is in a cycle or behind one.
  let left = Object.entries(topology.components)
    .filter(([, { kind }]) => kind === 'bolt')
    .map(([name]) => name);
  for (const name of left) {
    if (!topology.streams.some(({ to }) => to === name)) {
      problems.push(`topology.components.${name}: no stream leads to it; expected one in topology.streams`);
    }
  }
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter((name) => topology.streams.some(({ from, to }) => to === name && left.includes(from)));
  }
  if (left.length > 0) problems.push(`topology.streams: ${left.join(', ')} form a cycle; expected none`);
  return problems;
}
