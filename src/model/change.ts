// What a change of a running topology does, phase by phase, as each engine does it; and what it costs in tuples.

/** Releases differ in how they restart. */
export type ChangeEngine = 'storm-1.2' | 'storm-2.x' | 'heron';

export interface ChangePhase {
  /** drain: spouts off, what is under way completes. hand-over: all goes on as before. down: nothing runs. warm-up: slower. */
  readonly name: 'drain' | 'hand-over' | 'down' | 'warm-up';
  readonly seconds: number;
  readonly emits: boolean;
  /** Share of the full capacity, 0..1. */
  readonly capacity: number;
  /** What is under way when it begins is lost with the processes, and given once more. */
  readonly losesInFlight: boolean;
  /** Whether the new configuration is in force in it. */
  readonly isAfter: boolean;
}

/** What an update of Heron starts anew: every stream manager, and the instances that its repacking moves. */
export interface UpdateExtent {
  /** topology.update.deactivate.wait.secs: spouts off, the rest goes on. */
  readonly deactivateSeconds: number;
  /** One for each container there is afterwards. */
  readonly streamManagers: number;
  readonly newContainers: number;
  /** After it. */
  readonly instances: number;
  /** Of these the ones that were there before, and go on. */
  readonly kept: number;
}

/** Share of the processes of a topology that an update starts anew. */
export function startedShare({ streamManagers, instances, kept }: UpdateExtent): number {
  return (streamManagers + instances - kept) / Math.max(1, streamManagers + instances);
}

/** A restart for a new assignment (executors, workers, containers), or for new files (settings, memory). */
export type ChangeStep = 'assignment' | 'configuration';

export interface ChangeShape {
  readonly engine: ChangeEngine;
  /** In the order in which they are sent: Storm can take only one of the two in a rebalance. */
  readonly steps: readonly ChangeStep[];
  /** Processes after it. */
  readonly workers: number;
  /** How long the spouts are off before it, so that what is under way can complete. Heron has no such wait by default. */
  readonly waitSeconds: number;
  /** Heron; absent: everything starts anew. */
  readonly update?: UpdateExtent | undefined;
}

/** Seconds; each measured on real clusters or read in the engine's source, see the constants below. */
export interface ChangeTimings {
  readonly handOver: number;
  /** Until the new files are found. */
  readonly configurationPoll: number;
  readonly down: number;
  /** For each worker beyond the first: they start one after the other on a loaded host. */
  readonly downPerFurtherWorker: number;
  /** Heron, once where containers are added. */
  readonly newContainers: number;
  readonly warmUp: number;
  readonly warmUpCapacity: number;
}

/**
 * Storm 2.8.3: the old worker goes 7 s after the new assignment, the new one is there at 8.5 s, about 3 s later tuples flow; a changed
 * configuration waits for the supervisor's poll, every 30 s. Storm 1.2.4: statistics back after 10, 14, 22 s with 1, 2, 4 workers. Heron
 * 0.20: an update answered after 10.1 to 13.2 s, the ten seconds that it waits for a physical plan among them, all its processes but the
 * untouched instances restarted. A container that is new has its scheduler, its download and its start before it: taken for one more of these
 * waits (UpdateTopologyManager.java looks every ten seconds), and not measured.
 */
export const changeTimings: Readonly<Record<ChangeEngine, ChangeTimings>> = {
  'storm-2.x': {
    handOver: 7,
    configurationPoll: 15,
    down: 4,
    downPerFurtherWorker: 2,
    newContainers: 0,
    warmUp: 2,
    warmUpCapacity: 0.5,
  },
  'storm-1.2': {
    handOver: 0,
    configurationPoll: 0,
    down: 8,
    downPerFurtherWorker: 4,
    newContainers: 0,
    warmUp: 2,
    warmUpCapacity: 0.5,
  },
  heron: {
    handOver: 0,
    configurationPoll: 0,
    down: 12,
    downPerFurtherWorker: 0,
    newContainers: 10,
    warmUp: 2,
    warmUpCapacity: 0.5,
  },
};

/** @param factor how much longer the processes of this cluster take to come up: at 1 they take what the table says */
export function slowed(timings: ChangeTimings, factor: number): ChangeTimings {
  return {
    ...timings,
    down: timings.down * factor,
    downPerFurtherWorker: timings.downPerFurtherWorker * factor,
    newContainers: timings.newContainers * factor,
    warmUp: timings.warmUp * factor,
  };
}

/**
 * The phases in order: each step has a drain wait and a restart of its own.
 * @param timings default: those of the engine
 */
export function changePhases(shape: ChangeShape, timings = changeTimings[shape.engine]): ChangePhase[] {
  return shape.steps.flatMap((step, i) => {
    const handOver = timings.handOver + (step === 'configuration' ? timings.configurationPoll : 0);
    return oneRestart(shape, timings, handOver, i === shape.steps.length - 1);
  });
}

function oneRestart(
  { engine, workers, waitSeconds, update }: ChangeShape,
  timings: ChangeTimings,
  handOver: number,
  isAfter: boolean,
): ChangePhase[] {
  const { down, downPerFurtherWorker, newContainers, warmUp, warmUpCapacity } = timings;
  const before = { losesInFlight: false, isAfter: false };
  const drain = engine === 'heron' ? (update?.deactivateSeconds ?? 0) : waitSeconds;
  const added = (update?.newContainers ?? 0) > 0 ? newContainers : 0;
  // Instances that go on are warm.
  const cold = update === undefined ? 1 : 1 - update.kept / Math.max(1, update.instances);
  const phases: ChangePhase[] = [
    { name: 'drain', seconds: drain, emits: false, capacity: 1, ...before },
    { name: 'hand-over', seconds: handOver, emits: true, capacity: 1, ...before },
    {
      name: 'down',
      seconds: down + added + downPerFurtherWorker * Math.max(0, workers - 1),
      emits: false,
      capacity: 0,
      losesInFlight: true,
      isAfter,
    },
    {
      name: 'warm-up',
      seconds: warmUp,
      emits: true,
      capacity: 1 - cold * (1 - warmUpCapacity),
      losesInFlight: false,
      isAfter,
    },
  ];
  return phases.filter(({ seconds }) => seconds > 0);
}

export interface ChangeCost {
  /** Without throughput, a slow second counted in part. */
  readonly pauseSeconds: number;
  /** What has piled up at the source, or was lost and is given again, when the change is done. */
  readonly backlogTuples: number;
  /** Until that is worked off; Infinity where the source gives as much as can be carried. */
  readonly catchUpSeconds: number;
}

/**
 * @param offeredPerSecond of the source
 * @param capacityPerSecond of the topology after the change
 * @param inFlight tuples under way, lost at each restart
 */
export function changeCost(
  phases: readonly ChangePhase[],
  offeredPerSecond: number,
  capacityPerSecond: number,
  inFlight: number,
): ChangeCost {
  let [pauseSeconds, backlogTuples] = [0, 0];
  for (const { seconds, emits, capacity, losesInFlight } of phases) {
    pauseSeconds += seconds * (emits ? 1 - capacity : 1);
    const carried = emits && capacity > 0 ? Math.min(offeredPerSecond, capacity * capacityPerSecond) : 0;
    const taken = emits && capacity === 1 ? offeredPerSecond : carried;
    backlogTuples += seconds * (offeredPerSecond - taken) + (losesInFlight ? inFlight : 0);
  }
  const spare = capacityPerSecond - offeredPerSecond;
  const nothing = backlogTuples <= 0;
  return {
    pauseSeconds,
    backlogTuples,
    catchUpSeconds: nothing ? 0 : spare > 0 ? backlogTuples / spare : Number.POSITIVE_INFINITY,
  };
}
