// What only the operator can do about a topology that runs otherwise than its plan and its settings say.
import type { Advice } from '../../change/index.js';
import type { Generation, Snapshot } from '../../clusters/index.js';
import type { ComponentEvaluation, Evaluation } from '../../metrics/index.js';
import { settingCommand } from './setting-command.js';

/** Below it an idle sibling costs nothing: the engine means to keep tuples in one worker. */
const busyUtilisation = 0.5;
/** Tuples in flight against the limit: means over a window are never that far off (Little's law). */
const brokenLimit = 1.3;
const loadAware = 'topology.disable.loadaware.messaging';
const pending = 'topology.max.spout.pending';
const batch = 'topology.producer.batch.size';

export function runningAdvice(
  evaluation: Evaluation,
  snapshot: Snapshot,
  generation: Generation,
  waitSeconds: number,
): Advice[] {
  const idle = evaluation.components.filter(
    (c) => c.kind === 'bolt' && (c.idleExecutors ?? 0) > 0 && (c.utilisation ?? 0) >= busyUtilisation,
  );
  return [
    ...idle.map((c) => idleAdvice(c, evaluation, snapshot, generation, waitSeconds)),
    ...pendingAdvice(evaluation, snapshot),
    ...batchAdvice(evaluation, snapshot, generation, waitSeconds),
  ];
}

/**
 * Since 2.0 a shuffle prefers executors of its own worker, then of its host, and widens only once their queues are 80 % full
 * (LoadAwareShuffleGrouping), which a small topology.max.spout.pending never lets happen.
 */
function idleAdvice(
  { name, executors, idleExecutors, inputs }: ComponentEvaluation,
  { topology, workers }: Evaluation,
  { configuration }: Snapshot,
  generation: Generation,
  waitSeconds: number,
): Advice {
  const idle = idleExecutors ?? 0;
  const found = `${idle} of ${executors} executors of ${name} got nothing while the others were busy`;
  const shuffled = inputs.every(({ grouping }) => grouping === 'shuffle' || grouping === 'local_or_shuffle');
  const keepsLocal =
    generation === 'storm-2.x' && workers > 1 && shuffled && configuration[loadAware] !== true;
  if (keepsLocal) {
    return {
      knob: loadAware,
      from: null,
      to: true,
      needs: 'rebalance',
      text: `${found}: a shuffle prefers its own worker. Spread it over all workers by ${loadAware}, or use fewer workers.`,
      commands: [settingCommand(topology.name, { [loadAware]: true }, waitSeconds)],
    };
  }
  return {
    knob: `executors.${name}`,
    from: executors,
    to: executors - idle,
    needs: 'rebalance',
    text: `${found}: its keys fall on few tasks, or its grouping leaves some out; more executors do not help.`,
    commands: [],
  };
}

/** Measured: docs/experiments/storm-measurements.md; why: src/guard/held-back.ts. */
function batchAdvice(
  { topology, workers }: Evaluation,
  { configuration }: Snapshot,
  generation: Generation,
  waitSeconds: number,
): Advice[] {
  const size = configuration[batch];
  if (generation !== 'storm-2.x' || workers <= 1 || typeof size !== 'number' || size <= 1) return [];
  return [
    {
      knob: batch,
      from: size,
      to: 1,
      needs: 'rebalance',
      text:
        `${batch} is ${size}, and there are ${workers} workers: what an executor gets from another worker waits there, without a limit of time, ` +
        `until about ${size} such tuples are there. At low rates that is most of the latency, and with few tuples in flight the topology stands still; Trimtab adds nothing that brings it nearer to that. Set it to 1.`,
      commands: [settingCommand(topology.name, { [batch]: 1 }, waitSeconds)],
    },
  ];
}

/**
 * The engine shows a new setting as soon as it is stored; a worker that was not restarted keeps the old one. A spout's own
 * setMaxSpoutPending wins over the topology's and looks the same from outside, so this is advice and no veto.
 */
function pendingAdvice({ pendingUse, pendingLimit }: Evaluation, { measuring, workers }: Snapshot): Advice[] {
  const limit = measuring.maxSpoutPending;
  if (pendingUse === null || pendingLimit === null || limit === null || pendingUse <= brokenLimit) return [];
  const inFlight = Math.round(pendingUse * pendingLimit);
  const places = workers.map(({ host, port }) => `${host}:${port}`).join(', ');
  return [
    {
      knob: pending,
      from: null,
      to: limit,
      needs: 'worker-restart',
      text:
        `${pending} ${limit} is not in force: about ${inFlight} tuples are in flight where ${pendingLimit} are allowed. ` +
        `Unless a spout sets its own (setMaxSpoutPending), a worker runs on with older settings, and holds the port against its successor: ` +
        `look in supervisor.log and worker.log (${places}) and end the process that is older than the change.`,
      commands: [],
    },
  ];
}
