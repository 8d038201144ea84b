// One executor of a running process: counts what it did in a second, and tells it the way a worker publishes it.

import type { Random } from '../util/index.js';
import {
  addTo,
  closeBuckets,
  countEvents,
  createLedger,
  type Ledger,
  sumOfSamples,
  type WindowName,
  windowNames,
  windowTotal,
} from './counters.js';
import { executeVariation } from './model-of.js';
import type { ComponentFlow } from './network.js';
import type { PlannedExecutor } from './plan.js';
import type { ExecutorStatistics, Heartbeat, WindowCounts } from './types.js';

export interface RunningExecutor {
  readonly planned: PlannedExecutor;
  readonly ledger: Ledger;
}

/** What its component went through in one second, in tuples of the spouts, and how long things took. */
export interface Second {
  readonly emittedTuples: number;
  /** Tuple trees that went through the bolts and completed. */
  readonly completedTuples: number;
  /** Trees that timed out; they count where the others do, but never complete. */
  readonly failedTuples: number;
  readonly serviceSeconds: number;
  readonly responseSeconds: number;
  /** Whether the spouts hear of completions. */
  readonly acked: boolean;
}

/** Coefficient of variation of the duration of whole tuple trees. */
const completeVariation = 0.2;

export function startExecutor(planned: PlannedExecutor, sampleRate: number): RunningExecutor {
  return { planned, ledger: createLedger(sampleRate) };
}

export function recordSecond(
  { planned, ledger }: RunningExecutor,
  flow: ComponentFlow,
  second: Second,
  random: Random,
): void {
  const share = flow.shares.get(planned.id) ?? 0;
  const isSpout = flow.component.kind === 'spout';
  const tuples = share * (isSpout ? second.emittedTuples : second.completedTuples + second.failedTuples);
  const serviceMs = second.serviceSeconds * 1000;
  for (const { from, stream, visits } of flow.inputs) {
    const key = `in/${from}/${stream}`;
    const executed = countEvents(ledger, `${key}/executed`, tuples * visits, random);
    addTo(
      ledger,
      `${key}/executeMs`,
      sumOfSamples(executed, serviceMs, executeVariation, random) * ledger.every,
    );
    const acked = countEvents(ledger, `${key}/acked`, tuples * visits, random);
    addTo(
      ledger,
      `${key}/processMs`,
      sumOfSamples(acked, serviceMs, executeVariation, random) * ledger.every,
    );
  }
  for (const { stream, perInput, copies } of flow.outputs) {
    const emitted = tuples * flow.visits * perInput;
    countEvents(ledger, `out/${stream}/emitted`, emitted, random);
    countEvents(ledger, `out/${stream}/transferred`, emitted * copies, random);
  }
  if (!isSpout || !second.acked) return;
  for (const { stream } of flow.outputs) {
    if (stream.startsWith('__')) continue;
    const completed = share * second.completedTuples * flow.visits;
    const acked = countEvents(ledger, `done/${stream}/acked`, completed, random);
    const completeMs = sumOfSamples(acked, second.responseSeconds * 1000, completeVariation, random);
    addTo(ledger, `done/${stream}/completeMs`, completeMs * ledger.every);
    if (second.failedTuples > 0) {
      countEvents(ledger, `done/${stream}/failed`, share * second.failedTuples * flow.visits, random);
    }
  }
}

export function ageExecutor({ ledger }: RunningExecutor, uptimeSeconds: number): void {
  closeBuckets(ledger, uptimeSeconds);
}

/** @param flow absent when the process has not worked yet: then everything is zero */
export function heartbeatOf(
  { ledger }: RunningExecutor,
  flow: ComponentFlow | undefined,
  uptimeSeconds: number,
): Heartbeat {
  const counts = (window: WindowName): WindowCounts =>
    flow === undefined
      ? { outputs: [], inputs: [], completions: [] }
      : countsOf(
          flow,
          (key) => windowTotal(ledger, key, window, uptimeSeconds),
          (key) => ledger.totals.has(key),
        );
  const statistics = Object.fromEntries(windowNames.map((window) => [window, counts(window)]));
  return {
    uptimeSeconds,
    sampleRate: 1 / ledger.every,
    statistics: statistics as unknown as ExecutorStatistics,
  };
}

function countsOf(
  flow: ComponentFlow,
  total: (key: string) => number,
  counted: (key: string) => boolean,
): WindowCounts {
  const inputs = flow.inputs
    .map((input) => ({ input, key: `in/${input.from}/${input.stream}` }))
    .filter(({ key }) => counted(`${key}/executed`))
    .map(({ input, key }) => ({
      component: input.from,
      stream: input.stream,
      executed: total(`${key}/executed`),
      executeMsSum: total(`${key}/executeMs`),
      acked: total(`${key}/acked`),
      processMsSum: total(`${key}/processMs`),
      failed: 0,
    }));
  const outputs = flow.outputs
    .filter(({ stream }) => counted(`out/${stream}/emitted`))
    .map(({ stream }) => ({
      stream,
      emitted: total(`out/${stream}/emitted`),
      transferred: total(`out/${stream}/transferred`),
    }));
  const completions = flow.outputs
    .filter(({ stream }) => counted(`done/${stream}/acked`))
    .map(({ stream }) => ({
      stream,
      acked: total(`done/${stream}/acked`),
      failed: total(`done/${stream}/failed`),
      completeMsSum: total(`done/${stream}/completeMs`),
    }));
  return { inputs, outputs, completions };
}
