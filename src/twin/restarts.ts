// How slow this cluster restarts workers, of what was measured elsewhere: learned from its own restarts.
import { type ChangeEngine, type ChangeStep, changeTimings } from '../model/index.js';
import { median } from '../util/index.js';

/** One restart as it was seen. */
export interface SeenRestart {
  readonly step: ChangeStep;
  readonly workers: number;
  readonly waitSeconds: number;
  /** From the call until the last of the new processes had started, seconds. */
  readonly upAfterSeconds: number;
}

export interface RestartExperience {
  /** Time that nothing runs, over the table's. */
  readonly factor: number;
  /** Restarts of this cluster that it rests on; 0: the table alone. */
  readonly seen: number;
}

export const noExperience: RestartExperience = { factor: 1, seen: 0 };

/** Older ones say little of the cluster as it is now. */
const counted = 9;
/** Beyond it something else was in the way than the restart. */
const range = [0.25, 10] as const;
/**
 * From the start of the processes until tuples flow, of the table's time that nothing runs: the part that is not seen of a restart.
 * Storm 2.8.3: the new worker is there 1.5 s after the old one went, and 3 s later tuples flow.
 */
const unseenShare: Readonly<Record<ChangeEngine, number>> = {
  'storm-2.x': 0.6,
  'storm-1.2': 0.3,
  heron: 0.3,
};

/**
 * Only new assignments count: a restart for new files waits for a poll, up to 30 s, that hides how long it took. The table is one
 * voice among them, so that a single odd restart does not decide.
 * @param restarts oldest first
 */
export function experienceOf(engine: ChangeEngine, restarts: readonly SeenRestart[]): RestartExperience {
  const factors = restarts
    .filter(({ step }) => step === 'assignment')
    .slice(-counted)
    .map((restart) => factorOf(engine, restart));
  return { factor: median([1, ...factors]), seen: factors.length };
}

function factorOf(engine: ChangeEngine, { workers, waitSeconds, upAfterSeconds }: SeenRestart): number {
  const { handOver, down, downPerFurtherWorker } = changeTimings[engine];
  const table = down + downPerFurtherWorker * Math.max(0, workers - 1);
  const seen = upAfterSeconds - (engine === 'heron' ? 0 : waitSeconds) - handOver;
  return Math.min(range[1], Math.max(range[0], seen / ((1 - unseenShare[engine]) * table)));
}

/** When the processes of a restart had started, by when tuples flowed again: seconds after the call. */
export function startedAfterSeconds(
  engine: ChangeEngine,
  waitSeconds: number,
  flowingAfterSeconds: number,
): number {
  const rested = (engine === 'heron' ? 0 : waitSeconds) + changeTimings[engine].handOver;
  return rested + (1 - unseenShare[engine]) * (flowingAfterSeconds - rested);
}
