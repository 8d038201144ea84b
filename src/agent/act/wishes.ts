// Which values the configuration files of a topology should have: those in force, or those that were last proposed.
import type { JournalLine } from '../../audit/index.js';
import type { Wish } from '../../change/index.js';
import type { Cluster } from '../../clusters/index.js';
import { type Changes, type Configuration, componentOf, heronName, knobNamed } from '../../knobs/index.js';
import { lastingName, type Named } from '../lasting-name.js';
import { intentSchema } from './under-way.js';

/**
 * Everything that is in force, where a file has it. What no file has is put in only where leaving it out would bring another value at
 * the next submission: executors and workers that differ from the engine's own 1, and what Trimtab has turned.
 * @param turned knobs that the journal tells of
 */
export function wishesOfCurrent(configuration: Configuration, turned: ReadonlySet<string>): Wish[] {
  return Object.entries(configuration).flatMap(([knob, value]): Wish[] => {
    // Unset: nothing can be said of what a file has.
    if (value === null) return [];
    const component = componentOf(knob);
    const isSystem = component?.startsWith('__') === true;
    const counts = (component !== undefined && !isSystem) || knob === 'workers';
    const insert = turned.has(knob) || (counts && value !== knobNamed(knob)?.default);
    // Executors of the acker follow the workers where nobody has set them; other system components have no place in a file.
    return isSystem && component !== '__acker' ? [] : [{ knob, value, insert }];
  });
}

export function wishesOf(changes: Changes): Wish[] {
  return Object.entries(changes).map(([knob, value]) => ({ knob, value, insert: true }));
}

/** Decisions are made in the names that both engines share; files, and the keys of applications for them, go by those of their engine. */
export function inEnginesNames(wishes: readonly Wish[], { heron }: Pick<Cluster, 'heron'>): readonly Wish[] {
  return heron === undefined ? wishes : wishes.map((wish) => ({ ...wish, knob: heronName(wish.knob) }));
}

/** Knobs of a topology that were turned by changes in the journal. */
export async function turnedKnobs(
  lines: AsyncIterable<JournalLine>,
  cluster: string,
  topology: Named,
): Promise<ReadonlySet<string>> {
  const wanted = lastingName(topology);
  const turned = new Set<string>();
  for await (const line of lines) {
    if (line.topology?.cluster !== cluster || lastingName(line.topology) !== wanted) continue;
    const intent = line.kind === 'intended' ? intentSchema.safeParse(line).data : undefined;
    for (const knob of Object.keys(intent?.changes ?? {})) turned.add(knob);
  }
  return turned;
}
