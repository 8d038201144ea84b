// Random wrong proposals by seed: garbage that means nothing, and settings that exist turned to where chance has it.
import {
  type Changes,
  type Configuration,
  componentOf,
  executorsKnob,
  knobCatalogue,
  memoryKnob,
} from '../knobs/index.js';
import type { Environment } from '../simulator/index.js';
import type { Random } from '../util/index.js';
import { configurationOf, slotsOf } from './applying.js';

/** What may be asked for, as far as a random proposal has to know it in order to ask for something else. */
export interface Possible {
  readonly configuration: Configuration;
  readonly tasks: Readonly<Record<string, number>>;
  /** Of the whole cluster. */
  readonly slots: number;
}

const pending = 'topology.max.spout.pending';
const strangeNames = ['', 'constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', '__system'];
const strangeKnobs = [
  ...strangeNames,
  'executors',
  'Workers',
  'topology.workers',
  'topology.no.such.setting',
  'supervisor.slots.ports',
  'nimbus.seeds',
];
/** 17 PB is a count of MiB, too. */
const absurd = [17 * 1024 ** 3, 1e9, 1e308, Number.MAX_SAFE_INTEGER + 1, 4_294_967_296];
const impossible = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, -1, -1000, 0.5];
/** Each fits its own knob and not the others that are in force. */
const misfits: readonly (readonly [knob: string, value: number])[][] = [
  [['topology.transfer.batch.size', 1000]],
  [['topology.transfer.batch.size', 501]],
  [
    ['topology.transfer.buffer.size', 2],
    ['topology.transfer.batch.size', 2],
  ],
  [['topology.producer.batch.size', 20_000]],
  [
    ['topology.executor.receive.buffer.size', 2],
    ['topology.producer.batch.size', 100],
  ],
  [
    ['topology.batch.flush.interval.millis', 0],
    ['topology.producer.batch.size', 10],
  ],
  [['topology.executor.receive.buffer.size', 1000]],
];

type Draw = (possible: Possible, random: Random) => (readonly [knob: string, value: number])[];

const garbage: readonly Draw[] = [
  (_, random) => [[oneOf(random, strangeKnobs), 1 + random.integer(64)]],
  (_, random) => [[executorsKnob(oneOf(random, ['ghost', ...strangeNames])), 1 + random.integer(8)]],
  (_, random) => [[memoryKnob(oneOf(random, ['ghost', ...strangeNames])), 128]],
  (possible, random) => [[realKnob(possible, random), oneOf(random, impossible)]],
  (possible, random) => [[realKnob(possible, random), 1 + 8 * random.uniform()]],
  (possible, random) => [[realKnob(possible, random), oneOf(random, absurd)]],
  (possible, random) => [[memoryKnob(componentIn(possible, random)), oneOf(random, absurd)]],
  ({ tasks }, random) => {
    const [component, most] = oneOf(random, Object.entries(tasks));
    return [[executorsKnob(component), most + 1 + random.integer(100)]];
  },
  ({ slots }, random) => [['workers', slots + 1 + random.integer(100)]],
  (_, random) => [...oneOf(random, misfits)],
  (_, random) => {
    const { name, max } = oneOf(random, settings);
    return [[name, max + 1 + random.integer(1000)]];
  },
  // Known, and no rebalance turns it.
  (_, random) => [
    [
      oneOf(
        random,
        settings.filter(({ live }) => live.length === 0),
      ).name,
      2,
    ],
  ],
];
const settings = knobCatalogue.filter(({ name, scope }) => scope === 'topology' && name !== 'workers');

export function possibleIn(environment: Environment): Possible {
  const tasks = Object.fromEntries(environment.plan().components.map((c) => [c.name, c.tasks]));
  return { configuration: configurationOf(environment), tasks, slots: slotsOf(environment) };
}

/** What no topology can be given; sometimes beside something that it can. */
export function garbageProposal(possible: Possible, random: Random): Changes {
  const wrong = oneOf(random, garbage)(possible, random);
  const beside = random.uniform() < 0.5 ? Object.entries(plausibleProposal(possible, random)) : [];
  // fromEntries makes even __proto__ an own key.
  return Object.fromEntries([...beside, ...wrong]);
}

/** One to three real knobs: executors times 0.25 to 4, any workers, pending tuples times 0.05 to 20. */
export function plausibleProposal(possible: Possible, random: Random): Changes {
  const draws = Array.from({ length: 1 + random.integer(3) }, () => plausibleChange(possible, random));
  return Object.fromEntries(draws);
}

/** One real knob that is turned, to a value of its range. */
export function plausibleChange(possible: Possible, random: Random): readonly [knob: string, value: number] {
  const { configuration, slots } = possible;
  const kind = random.uniform();
  if (kind < 0.25) {
    const now = configuration[pending] ?? 1000;
    return [pending, turned(now, scaled(random, 0.05, 20))];
  }
  if (kind < 0.4) {
    const workers = 1 + random.integer(slots);
    return ['workers', workers === configuration['workers'] ? workers + 1 : workers];
  }
  const knob = executorsKnob(componentIn(possible, random));
  return [knob, turned(configuration[knob] ?? 1, scaled(random, 0.25, 4))];
}

/** At least 1, and not what it was. */
function turned(now: number, factor: number): number {
  const value = Math.max(1, Math.round(now * factor));
  return value === now ? now + 1 : value;
}

function realKnob({ configuration }: Possible, random: Random): string {
  return oneOf(random, [...Object.keys(configuration), ...settings.map(({ name }) => name)]);
}

function componentIn({ configuration }: Possible, random: Random): string {
  const named = Object.keys(configuration).flatMap((knob) => componentOf(knob) ?? []);
  return oneOf(random, named);
}

/** Log-uniform. */
function scaled(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

/** @throws RangeError where there is nothing to choose from */
function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}
