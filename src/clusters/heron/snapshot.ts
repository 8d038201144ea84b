// Turns the Tracker's plans and the remembered minutes into one Snapshot.
import { largestKnown } from '../../util/index.js';
import { firstLine } from '../rest/first-line.js';
import type {
  ComponentSnapshot,
  ExecutorSample,
  ProcessLoad,
  Snapshot,
  TopologyManager,
  TopologyRef,
  WorkerSnapshot,
} from '../types.js';
import type { BackPressure } from './back-pressure.js';
import { measuringFacts, setAtRuntime, settingsOf, submittedPacking } from './configuration.js';
import type { TopologyMemory } from './memory.js';
import type { HeronPlan, PlannedComponent, PlannedInstance } from './plan.js';
import { fullest } from './prometheus-sink.js';
import type { Info } from './schemas.js';

export interface Read {
  readonly info: Info;
  readonly plan: HeronPlan;
  readonly topology: TopologyRef;
  readonly memory: TopologyMemory;
  readonly span: Snapshot['span'];
  /** Cluster time, milliseconds since the epoch. */
  readonly takenAt: number;
  /** null where nothing could be measured. */
  readonly backPressure: BackPressure | null;
}

export function buildSnapshot(read: Read): Snapshot {
  const { info, plan, topology, span, takenAt, backPressure } = read;
  const configuration = settingsOf(info.physical_plan.config);
  const instances = plan.components.flatMap((component) => component.instances);
  return {
    takenAt,
    topology,
    span,
    components: plan.components.map((component) => componentOf(component, read)),
    workers: plan.isComplete ? workersOf(read) : [],
    assignedExecutors: instances.length,
    assignedWorkers: plan.isComplete ? plan.containers.length : 0,
    measuring: measuringFacts(configuration),
    backpressureShare: backPressure?.share ?? null,
    release: info.execution_state.release_version ?? null,
    manager: managerOf(info),
    setAtRuntime: setAtRuntime(info.physical_plan),
    submitted: submittedPacking(info.logical_plan, configuration),
    configuration,
  };
}

function managerOf({ tmanager_location: location }: Info): TopologyManager | null {
  const { id, host, controller_port: controllerPort } = location ?? {};
  if (!id || !host || typeof controllerPort !== 'number') return null;
  return { topologyId: id, host, controllerPort };
}

function componentOf(component: PlannedComponent, read: Read): ComponentSnapshot {
  const { name, kind, inputs, streams, instances } = component;
  const samples = read.plan.isComplete ? instances.flatMap((one) => sampleOf(component, one, read)) : [];
  const total = (metric: string): number =>
    instances.reduce((sum, { id }) => sum + read.memory.history(component, id).total(metric), 0);
  const exception = read.memory.exceptions.get(name) ?? null;
  return {
    name,
    kind,
    // Each instance is one task: an update may ask for any number.
    tasks: instances.length,
    executors: instances.length,
    missingTasks: instances.length - samples.length,
    inputs,
    outputs: streams.map((stream) => ({ stream, emitted: total(`__emit-count/${stream}`) })),
    samples,
    process: processOf(component, read),
    ...(kind === 'bolt'
      ? {
          backpressureMsPerSecond: read.backPressure?.byComponent.get(name) ?? null,
          queueFill: queueFillOf(component, read),
        }
      : {}),
    lastError:
      exception === null
        ? null
        : {
            text: firstLine(exception.text),
            secondsAgo:
              exception.at === null ? null : Math.max(0, Math.round(read.takenAt / 1000 - exception.at)),
          },
  };
}

/** Each number of the instance that is worst off in it. */
function processOf(component: PlannedComponent, { memory }: Read): ProcessLoad {
  const loads = component.instances.map(({ id }) => memory.history(component, id).processLoad());
  const worst = (field: keyof ProcessLoad): number | null => largestKnown(loads.map((load) => load[field]));
  return {
    cpuCores: worst('cpuCores'),
    heapUsedMiB: worst('heapUsedMiB'),
    heapFill: worst('heapFill'),
    gcShare: worst('gcShare'),
  };
}

/** Of the fullest of its instances. */
function queueFillOf(component: PlannedComponent, { info, memory }: Read): number | null {
  const sizes = component.instances.flatMap(({ id }) => memory.history(component, id).queueSize() ?? []);
  return fullest(sizes, settingsOf(info.physical_plan.config));
}

/** None until a whole minute of it is known. */
function sampleOf(component: PlannedComponent, { id, place }: PlannedInstance, read: Read): ExecutorSample[] {
  const history = read.memory.history(component, id);
  if (place === null || history.seconds === 0) return [];
  const isBolt = component.kind === 'bolt';
  const recent = history.recent(isBolt);
  const isEngine = read.span === 'engine-10min';
  const { executed, executeLatencyMs } = recent.counters;
  const busyMs = (executed ?? 0) * (executeLatencyMs ?? 0);
  return [
    {
      id,
      tasks: 1,
      host: place.host,
      port: place.port,
      uptimeSeconds: isEngine ? recent.seconds : history.seconds,
      counters: isEngine ? recent.counters : history.sinceStart(isBolt),
      capacity: isBolt ? busyMs / 1000 / recent.seconds : null,
    },
  ];
}

/** A container counts as old as the youngest process in it, as far as that is known. */
function workersOf({ plan, memory }: Read): WorkerSnapshot[] {
  return plan.containers.flatMap((container) => {
    const own = plan.components.flatMap((component) =>
      component.instances
        .filter((instance) => instance.container === container)
        .map((instance) => ({ instance, history: memory.history(component, instance.id) })),
    );
    const place = own[0]?.instance.place;
    if (place === undefined || place === null) return [];
    const ages = own.map(({ history }) => Math.max(history.processSeconds ?? 0, history.seconds));
    return [{ ...place, uptimeSeconds: Math.min(...ages), executors: own.length, heapMiB: null }];
  });
}
