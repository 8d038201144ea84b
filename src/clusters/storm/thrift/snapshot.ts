// Turns one answer of getTopologyInfo, with the submitted topology and its settings, into a Snapshot.

import { inOrderOfFlow } from '../../flow-order.js';
import { firstLine } from '../../rest/first-line.js';
import type {
  ComponentSnapshot,
  ExecutorSample,
  Generation,
  Snapshot,
  StreamInput,
  WorkerSnapshot,
} from '../../types.js';
import { askedBy } from '../asked.js';
import { measuringFacts } from '../measuring.js';
import { topologyStatus } from '../words.js';
import { addEmitted, capacityOf, countersOf, isSystem, windows } from './counters.js';
import type { Component, ExecutorSummary, StormTopology, TopologyInfo } from './schemas.js';

export interface Answers {
  readonly info: TopologyInfo;
  /** As submitted: no system components. */
  readonly submitted: StormTopology;
  readonly configuration: Snapshot['configuration'];
  readonly generation: Generation;
  readonly isResourceAware: boolean;
  readonly span: Snapshot['span'];
  readonly takenAt: number;
}

export function buildSnapshot(answers: Answers): Snapshot {
  const { info, submitted, configuration, generation, isResourceAware, span, takenAt } = answers;
  const component = (
    name: string,
    kind: ComponentSnapshot['kind'],
    declared?: Component,
  ): ComponentSnapshot => componentOf({ answers, name, kind, declared });
  const acker = component('__acker', 'system');
  const workers = workersOf(info.executors);
  return {
    takenAt,
    topology: {
      id: info.id,
      name: info.name,
      status: topologyStatus(info.status),
      uptimeSeconds: info.uptime_secs,
    },
    span,
    components: [
      ...inOrderOfFlow([
        ...[...submitted.spouts].map(([name, declared]) => component(name, 'spout', declared)),
        ...[...submitted.bolts].map(([name, declared]) => component(name, 'bolt', declared)),
      ]),
      ...(acker.tasks > 0 ? [acker] : []),
    ],
    workers,
    assignedExecutors: info.executors.length,
    assignedWorkers: workers.length,
    measuring: measuringFacts(configuration, generation),
    configuration,
    ...(isResourceAware ? { isResourceAware } : {}),
    ...(info.sched_status ? { schedulerSays: firstLine(info.sched_status) } : {}),
  };
}

interface Parts {
  readonly answers: Answers;
  readonly name: string;
  readonly kind: ComponentSnapshot['kind'];
  readonly declared: Component | undefined;
}

function componentOf({ answers, name, kind, declared }: Parts): ComponentSnapshot {
  const { info, span, configuration, isResourceAware } = answers;
  const executors = info.executors.filter((executor) => executor.component_id === name);
  const emitted = new Map<string, number>();
  for (const { stats } of executors) if (stats !== undefined) addEmitted(emitted, stats, windows[span]);
  // Without an assignment, such as with no worker left, the submission still says how many there are.
  const tasks = tasksOf(executors) || declaredTasks(declared);
  return {
    name,
    kind,
    tasks,
    executors: executors.length,
    missingTasks: tasks - tasksOf(executors.filter((executor) => executor.stats !== undefined)),
    inputs: inputsOf(declared),
    outputs: [...emitted].map(([stream, count]) => ({ stream, emitted: count })),
    samples: executors.flatMap((executor) => sampleOf(executor, span)),
    lastError: lastErrorOf(answers, name),
    ...(isResourceAware
      ? askedBy(kind === 'system' ? null : (declared?.common.json_conf ?? {}), configuration)
      : {}),
  };
}

/** Nothing for an executor that has not reported since the last restart. */
function sampleOf(executor: ExecutorSummary, span: Snapshot['span']): ExecutorSample[] {
  const { executor_info: range, component_id: component, host, port, uptime_secs: uptime, stats } = executor;
  if (stats === undefined) return [];
  return [
    {
      id: `[${range.task_start}-${range.task_end}]`,
      tasks: tasksOf([executor]),
      host,
      port,
      uptimeSeconds: uptime,
      counters: countersOf(stats, component, windows[span]),
      capacity: capacityOf(stats, uptime),
    },
  ];
}

function tasksOf(executors: readonly ExecutorSummary[]): number {
  return executors.reduce((sum, { executor_info: range }) => sum + range.task_end - range.task_start + 1, 0);
}

function declaredTasks(declared: Component | undefined): number {
  const tasks = declared?.common.json_conf?.['topology.tasks'];
  return typeof tasks === 'number' ? tasks : (declared?.common.parallelism_hint ?? 0);
}

function inputsOf(declared: Component | undefined): StreamInput[] {
  return [...(declared?.common.inputs ?? [])]
    .filter(([stream]) => !isSystem(stream.componentId))
    .map(([stream, grouping]) => ({ from: stream.componentId, stream: stream.streamId, grouping }));
}

function lastErrorOf({ info, takenAt }: Answers, name: string): ComponentSnapshot['lastError'] {
  const errors = info.errors.get(name) ?? [];
  const last = errors.reduce<(typeof errors)[number] | undefined>(
    (latest, error) => (latest && latest.error_time_secs >= error.error_time_secs ? latest : error),
    undefined,
  );
  if (last === undefined || last.error === '') return null;
  const secondsAgo = Math.max(0, Math.floor(takenAt / 1000) - last.error_time_secs);
  return { text: firstLine(last.error), secondsAgo };
}

/** An executor's uptime is that of its worker when it reported; the newest report counts. */
function workersOf(executors: readonly ExecutorSummary[]): WorkerSnapshot[] {
  const workers = new Map<string, WorkerSnapshot>();
  for (const { host, port, uptime_secs: uptime } of executors) {
    const key = `${host}:${port}`;
    const known = workers.get(key);
    workers.set(key, {
      host,
      port,
      uptimeSeconds: Math.max(uptime, known?.uptimeSeconds ?? 0),
      executors: (known?.executors ?? 0) + 1,
      // Neither this answer nor the submission says what a worker was given.
      heapMiB: null,
    });
  }
  return [...workers.values()];
}
