// Where the oracle's search begins: what is there, and builds that carry the load.
import { type Changes, type Configuration, executorsKnob } from '../knobs/index.js';
import type { Circumstance, NoiseFree } from '../simulator/index.js';
import { planChangeOf } from './applying.js';
import { totalOf } from './segments.js';

const pendingKnob = 'topology.max.spout.pending';
/** Busy shares that are built for. */
const headrooms = [0.6, 0.85] as const;
/** What holds the load up gets so many times as much. */
const growth = 1.3;
const mostSteps = 40;

export interface StartSpace {
  readonly initial: Configuration;
  readonly slots: number;
  /** The most executors of anything, by component. */
  readonly tasks: Readonly<Record<string, number>>;
}

/**
 * As it is, as the load next to this one has it, and builds for some busy shares: as they are, and with more of what is too little until the
 * load is carried. Between the one and the other every single step may be a loss.
 */
export function startsOf(
  space: StartSpace,
  noiseFree: NoiseFree,
  circumstance: Circumstance,
  before: Configuration | null,
): Configuration[] {
  const { initial, tasks } = space;
  const busy = Object.entries(noiseFree.busy(circumstance));
  const builds = headrooms.map((headroom) => ({
    ...initial,
    ...Object.fromEntries(
      busy.map(([name, share]) => [executorsKnob(name), within(share / headroom, tasks[name] ?? 1)]),
    ),
  }));
  const known = new Map<string, Configuration>();
  for (const build of [before ?? initial, ...builds]) {
    for (const start of [build, carrying(build, space, noiseFree, circumstance)]) {
      known.set(JSON.stringify(Object.entries(start).sort()), start);
    }
  }
  return [...known.values()];
}

/** With more and more of what limits, until nothing does or there is no more. */
function carrying(
  build: Configuration,
  { slots, tasks }: StartSpace,
  noiseFree: NoiseFree,
  circumstance: Circumstance,
): Configuration {
  let now = build;
  // No update of Heron turns the pending tuples.
  const mostPending = noiseFree.elastic ? 0 : 50_000;
  for (let step = 0; step < mostSteps; step++) {
    const { limitedBy, throughputPerSecond } = noiseFree.steady(planChangeOf(changesTo(now)), circumstance);
    if (throughputPerSecond >= (1 - 1e-6) * totalOf(circumstance)) return now;
    const knob =
      limitedBy === 'pending'
        ? pendingKnob
        : limitedBy === 'cores' || limitedBy === 'memory'
          ? 'workers'
          : executorsKnob(limitedBy);
    const most = knob === pendingKnob ? mostPending : knob === 'workers' ? slots : (tasks[limitedBy] ?? 1);
    const from = now[knob] ?? 1;
    const to = within(growth * from, most);
    if (to <= from) return now;
    now = { ...now, [knob]: to };
  }
  return now;
}

/** What is not set stays as it is. */
export function changesTo(configuration: Configuration): Changes {
  return Object.fromEntries(
    Object.entries(configuration).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}

/** The next whole number from 1 to the most. */
function within(wanted: number, most: number): number {
  return Math.max(1, Math.min(most, Math.ceil(wanted)));
}
