// Turns an offline tuner into an agent: every configuration that it asks for is applied, and the windows that are remembered are its measurements.
import type { Changes, Configuration } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Measurement, Tuner, TunerContext } from '../tuning/index.js';
import { createRandom } from '../util/index.js';
import { configurationIn, type SearchSpace, searchSpace } from './search-space.js';
import type { Answer, Policy, Situation } from './types.js';

/** As many earlier configurations as the agent remembers: then the search is over, and the best of them is kept. */
const trials = 8;
/** Of them, those that only look around; the papers give a fifth to a quarter of far more. */
const samples = 4;
/** How often a tuner may ask for what was measured already before it is given up. */
const patience = 50;

type CreateTuner = (context: TunerContext, samples: number) => Tuner;

/** One configuration that was in force, and what it was worth. */
interface Tried {
  readonly configuration: Configuration;
  readonly utility: number;
}

/**
 * No state of its own: the tuner is made anew for each decision, from a seed that the topology's id gives, and told again what the last
 * windows of the earlier configurations and the present one were worth.
 */
export function onlineSearch(own: Pick<Policy, 'name' | 'about'>, create: CreateTuner): Policy {
  return {
    ...own,
    decide: (situation: Situation): Answer => {
      const { earlier, evaluation, configuration } = situation;
      const now = triedIn(evaluation, situation);
      if (now === null) return { kind: 'hold', code: 'NO_UTILITY', text: 'the utility now is unknown' };
      const tried = [...earlier.flatMap((window) => triedIn(window, situation) ?? []), now];
      if (earlier.length >= trials) return best(tried, configuration);
      return next(tried, situation, create);
    },
  };
}

function triedIn(window: Evaluation, { utilityOf }: Situation): Tried | null {
  const utility = utilityOf(window);
  return utility === null ? null : { configuration: configurationIn(window), utility };
}

/** Back to the best that was measured, and then to stay there. */
function best(tried: readonly Tried[], configuration: Configuration): Answer {
  const most = tried.reduce((a, b) => (b.utility > a.utility ? b : a));
  const changes = differences(most.configuration, configuration);
  const text = `of ${tried.length} windows the best has a utility of ${most.utility.toFixed(2)}`;
  return Object.keys(changes).length === 0
    ? { kind: 'hold', code: 'SEARCH_OVER', text: `${text}, and its configuration is in force` }
    : { kind: 'propose', changes, text: `${text}: back to it` };
}

function next(tried: readonly Tried[], situation: Situation, create: CreateTuner): Answer {
  const { evaluation, configuration } = situation;
  const random = createRandom(0).fork(evaluation.topology.id);
  const space = searchSpace(tried[0]?.configuration ?? configuration, situation, random.fork('space'));
  const utilities = new Map<Measurement, number>();
  const tuner = create(
    {
      knobs: space.knobs.map((knob) => ({ ...knob, role: 'other' })),
      configurations: space.rows,
      goal: {
        name: 'utility',
        sense: 'maximise',
        value: (measurement) => utilities.get(measurement) ?? -1,
        score: (measurement) => utilities.get(measurement) ?? -1,
      },
      random: random.fork('tuner'),
    },
    samples,
  );
  const told = new Map<number, Measurement>();
  for (const one of tried) {
    const row = nearestRow(space, one.configuration);
    if (told.has(row)) continue;
    // What is in force at first was not asked for.
    if (told.size > 0) tuner.ask();
    const measurement: Measurement = { throughput: 1, latencyMs: 1 };
    utilities.set(measurement, one.utility);
    told.set(row, measurement);
    tuner.tell(row, measurement);
  }
  for (let i = 0; i < patience; i++) {
    const row = tuner.ask();
    const known = told.get(row);
    const wanted = Object.fromEntries(space.knobs.map(({ name }, k) => [name, space.rows[row]?.[k] ?? null]));
    const changes = differences(wanted, configuration);
    if (known === undefined && Object.keys(changes).length > 0) {
      const text = `trial ${told.size} of ${trials}: ${turned(changes, configuration)}`;
      return { kind: 'propose', changes, text };
    }
    if (known !== undefined) tuner.tell(row, known);
  }
  return best(tried, configuration);
}

function nearestRow({ knobs, rows }: SearchSpace, configuration: Configuration): number {
  const distance = (row: readonly number[]): number =>
    knobs.reduce(
      (sum, { name }, k) => sum + Math.abs(Math.log((row[k] ?? 1) / (configuration[name] ?? 1))),
      0,
    );
  const distances = rows.map(distance);
  return distances.indexOf(Math.min(...distances));
}

function differences(wanted: Configuration, configuration: Configuration): Changes {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([knob, value]) =>
      value === null || configuration[knob] === null || configuration[knob] === undefined
        ? []
        : value === configuration[knob]
          ? []
          : [[knob, value]],
    ),
  );
}

function turned(changes: Changes, configuration: Configuration): string {
  return Object.entries(changes)
    .map(([knob, value]) => `${knob} ${configuration[knob] ?? '?'} → ${value}`)
    .join('; ');
}
