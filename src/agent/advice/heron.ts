// What only a new submission of a Heron topology changes, and what an update brings beside what was asked for.
import {
  type Advice,
  type HeronTarget,
  isSayable,
  submitCommand,
  updateCommand,
} from '../../change/index.js';
import { type ClusterInfo, canUpdate, type Operation, type Snapshot } from '../../clusters/index.js';
import { knobNamed } from '../../knobs/index.js';
import { type Evaluation, fullestPendingUse, slowestPathMs } from '../../metrics/index.js';
import { spoutRate } from '../../twin/index.js';
import { movesOf } from './heron-moves.js';
import { lostAdvice, outputRate, outputRateAdvice } from './heron-runtime.js';

const pending = 'topology.max.spout.pending';
const reliability = 'topology.reliability.mode';
const highWatermark = 'heron.streammgr.network.backpressure.highwatermark.mb';
const repacking = 'heron.class.repacking.algorithm';
const keeping = 'org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking';
/** From this share of what may be in flight on, the limit counts. */
const limiting = 0.9;
/** Tuples that may wait for each one that is worked on. */
const queueing = 2;
/** Share of the time that spouts are held back. */
const heldBack = 0.05;

/** @returns null for a topology that is not Heron's */
export function heronTarget({ topology }: Snapshot, { apiUrl }: ClusterInfo): HeronTarget | null {
  const { name, place } = topology;
  return place === undefined ? null : { name, place, apiUrl: apiUrl ?? null };
}

/** Of the topology as it runs. */
export function heronRunningAdvice(
  evaluation: Evaluation,
  snapshot: Snapshot,
  target: HeronTarget,
): Advice[] {
  return [
    ...pendingAdvice(evaluation, snapshot, target),
    ...reliabilityAdvice(evaluation, snapshot, target),
    ...bufferAdvice(evaluation, target),
    ...outputRateAdvice(evaluation, snapshot, target),
    ...nameAdvice(snapshot),
    ...schedulerAdvice(snapshot, target),
  ];
}

/** Little's law: what is on its way at the present rate, twice over, for each spout instance. */
function pendingAdvice(
  evaluation: Evaluation,
  { measuring, components }: Snapshot,
  target: HeronTarget,
): Advice[] {
  const limit = measuring.maxSpoutPending;
  const spouts = components.reduce((sum, c) => (c.kind === 'spout' ? sum + c.executors : sum), 0);
  if (limit === null || spouts === 0 || (fullestPendingUse(evaluation) ?? 0) < limiting) return [];
  const seconds = slowestPathMs(evaluation.components) / 1000 + 0.001;
  const isBusy = evaluation.bottleneck !== null;
  const wanted = isBusy ? (queueing * spoutRate(evaluation) * seconds) / spouts : 2 * limit;
  const to = (knobNamed(pending)?.ladder ?? []).find((rung) => rung >= wanted) ?? limit;
  if (isBusy ? to >= limit / 2 : to <= limit) return [];
  const why = isBusy
    ? `tuples wait for ${evaluation.bottleneck} whatever their number: fewer in flight take less time`
    : 'no bolt is busy, so more in flight give more throughput';
  return [
    {
      knob: pending,
      from: limit,
      to,
      needs: 'resubmit',
      text: `Nearly all of the ${limit} tuples that each spout instance may have in flight are; ${why}. ${setAtSubmission(pending, to)}`,
      commands: submitCommand(target, []),
    },
  ];
}

/**
 * A key of the topology itself comes from its program's Config alone: --config-property ends in Heron's own override.yaml, and SubmitterMain
 * takes none but topology.stmgrs over into the topology.
 */
function setAtSubmission(key: string, value: string | number): string {
  return (
    `Only a new submission changes it: before it, set ${key} to ${value} in the program's Config, or under config of the ECO file. ` +
    '--config-property does not reach it.'
  );
}

/**
 * Where the mode acknowledges and nothing is, it is the program that emits without message ids: no setting changes that. Whoever has chosen
 * EFFECTIVELY_ONCE, which guarantees more, is not led to less.
 */
function reliabilityAdvice(
  { acking }: Evaluation,
  { measuring, configuration }: Snapshot,
  target: HeronTarget,
): Advice[] {
  if (acking || measuring.acking === true || configuration[reliability] === 'EFFECTIVELY_ONCE') return [];
  return [
    {
      knob: reliability,
      from: null,
      to: true,
      needs: 'resubmit',
      text:
        'Tuples are not acknowledged one by one: complete latency is unknown, and nothing but back pressure limits what is in flight. ' +
        `${reliability}: ATLEAST_ONCE tells both, at the price of the acknowledgements. ${setAtSubmission(reliability, 'ATLEAST_ONCE')}`,
      commands: submitCommand(target, []),
    },
  ];
}

function bufferAdvice({ backpressureShare, bottleneck }: Evaluation, target: HeronTarget): Advice[] {
  const share = backpressureShare ?? 0;
  if (share < heldBack || bottleneck !== null) return [];
  return [
    {
      knob: highWatermark,
      from: null,
      to: 200,
      needs: 'resubmit',
      text:
        `Stream managers hold the spouts back ${Math.round(share * 100)} % of the time although no bolt is busy: bursts fill the buffers. ` +
        `Larger ones (${highWatermark}, Heron's own is 100) even them out, and cost memory and latency.`,
      commands: submitCommand(target, [`${highWatermark}=200`]),
    },
  ];
}

function nameAdvice({ components }: Snapshot): Advice[] {
  return components
    .filter(({ name }) => !isSayable(name))
    .map(({ name, executors }) => ({
      knob: `parallelism.${name}`,
      from: executors,
      to: executors,
      needs: 'resubmit' as const,
      text: `heron update refuses the name ${JSON.stringify(name)} (letters, digits, "_", "." and "-" only), so its parallelism stays. Give it such a name at the next submission.`,
      commands: [],
    }));
}

/** Beside an update: what it brings, and what is still true after it; how many tuples should be in flight then is not known yet. */
export function adviceBeside<A extends { readonly knob: string }>(
  plan: readonly Operation[],
  snapshot: Snapshot,
  target: HeronTarget,
  running: readonly A[],
): (Advice | A)[] {
  return [
    ...repackingAdvice(plan, snapshot, target),
    ...containersAdvice(plan, snapshot, target),
    ...lostAdvice(snapshot, target),
    ...running.filter(({ knob }) => knob !== pending && knob !== outputRate),
  ];
}

/** What an update brings beside what was asked for: said with the change, and nothing to follow by itself. */
export function isOfTheChange({ knob, needs }: Pick<Advice, 'knob' | 'needs'>): boolean {
  return knob === 'containers' && needs === 'rebalance';
}

/**
 * RoundRobinPacking keeps as many instances in a container as at submission (RoundRobinPacking.java:377-410), so a parallelism changes
 * the number of containers too, and packs from scratch: most instances move. The other repacking keeps them.
 */
function repackingAdvice(plan: readonly Operation[], snapshot: Snapshot, target: HeronTarget): Advice[] {
  const [operation] = plan;
  const isPlain = operation?.kind === 'rebalance-assignment' && operation.workers === null;
  const moves = isPlain ? movesOf(plan, snapshot, 'round-robin') : null;
  if (!isPlain || moves === null) return [];
  const { before, after } = moves.containers;
  const changed = Object.entries(operation.executors).flatMap(([name, n]) => [
    '--component-parallelism',
    `${name}:${n}`,
  ]);
  const also = before === after ? '' : `, and makes ${after} containers of ${before}`;
  return [
    {
      knob: 'containers',
      from: before,
      to: after,
      needs: 'rebalance',
      text:
        `By hand, the update restarts the stream managers of all containers, and Heron's usual RoundRobinPacking moves ${moves.before - moves.kept} of ${moves.before} instances${also}. ` +
        (target.apiUrl === null
          ? 'This repacking keeps nearly all of them where they are; see with --dry-run what it would do, and run it without instead of the command above:'
          : 'The agent asks for ResourceCompliantRRPacking, which keeps nearly all of them where they are; for the command above packing.yaml would have to name it (heron.class.repacking.algorithm).'),
      commands:
        target.apiUrl === null
          ? [updateCommand(target, [...changed, '--config-property', `${repacking}=${keeping}`, '--dry-run'])]
          : [],
    },
  ];
}

/** A number of containers takes the repacking that packs from scratch, and an API server takes it by a command of its own. */
function containersAdvice(plan: readonly Operation[], snapshot: Snapshot, { apiUrl }: HeronTarget): Advice[] {
  const [operation] = plan;
  if (operation?.kind !== 'rebalance-assignment' || operation.workers === null) return [];
  const moves = movesOf(plan, snapshot, 'round-robin');
  const moved =
    moves === null ? '' : `, which moves ${moves.before - moves.kept} of ${moves.before} instances`;
  const apart =
    apiUrl !== null && Object.keys(operation.executors).length > 0
      ? ' The agent sends both in one update. By hand the API server would ignore a number of containers beside a parallelism: so there is a command for each, and a pause for each.'
      : '';
  return [
    {
      knob: 'containers',
      from: snapshot.assignedWorkers,
      to: operation.workers,
      needs: 'rebalance',
      text:
        `A number of containers takes RoundRobinPacking (${repacking})${moved}; ` +
        `where packing.yaml names another one, a command by hand is refused.${apart}`,
      commands: [],
    },
  ];
}

/** What runs on a scheduler that cannot update is changed by a new submission alone. */
function schedulerAdvice({ components }: Snapshot, target: HeronTarget): Advice[] {
  if (canUpdate(target.place)) return [];
  const instances = components.reduce((sum, { executors }) => sum + executors, 0);
  return [
    {
      knob: 'parallelism',
      from: instances,
      to: instances,
      needs: 'resubmit',
      text: `The scheduler ${target.place.cluster} cannot update a running topology (Heron has no update for mesos, marathon and slurm): parallelism and containers take a new submission.`,
      commands: submitCommand(target, []),
    },
  ];
}
