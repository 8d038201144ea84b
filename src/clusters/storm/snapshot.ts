// Turns the pages of Storm's UI into one Snapshot: executors, gaps in what has reported, the DAG, the settings.

import { inOrderOfFlow } from '../flow-order.js';
import { firstLine } from '../rest/first-line.js';
import type {
  ComponentSnapshot,
  ExecutorSample,
  Generation,
  Snapshot,
  StreamInput,
  TopologyRef,
} from '../types.js';
import { askedOf, type RequestedRow } from './asked.js';
import { measuringFacts } from './measuring.js';
import type { ComponentPage, ExecutorRow, TopologyPage, Visualization } from './schemas.js';
import { topologyStatus } from './words.js';

export interface Pages {
  readonly topology: TopologyPage;
  /** By component name; `__acker` among them where the topology has one. */
  readonly components: ReadonlyMap<string, ComponentPage>;
  readonly dag: Visualization;
  readonly generation: Generation;
  readonly isResourceAware: boolean;
  readonly span: Snapshot['span'];
  readonly takenAt: number;
}

export function buildSnapshot(pages: Pages): Snapshot {
  const { topology: page, components, dag, generation, isResourceAware, span, takenAt } = pages;
  const topology: TopologyRef = {
    id: page.id,
    name: page.name,
    status: topologyStatus(page.status),
    uptimeSeconds: page.uptimeSeconds,
  };
  const assignedTasks = tasksByComponent(page);
  const rows = [
    ...page.spouts.map((row) => ({ ...row, name: row.spoutId, kind: 'spout' as const })),
    ...page.bolts.map((row) => ({ ...row, name: row.boltId, kind: 'bolt' as const })),
  ];
  const listed = new Set(rows.map(({ name }) => name));
  const silent = [...assignedTasks.keys()].filter((name) => !name.startsWith('__') && !listed.has(name));
  const acker = components.get('__acker');
  return {
    takenAt,
    topology,
    span,
    components: [
      ...inOrderOfFlow(
        [...rows, ...silent.map((name) => silentRow(dag, name))].map(({ name, kind, ...row }) =>
          component({
            name,
            kind,
            row,
            // What has no executor is not in the UI's DAG: it counts as not reporting, so that nothing is decided without its inputs.
            page: Object.hasOwn(dag, name) ? components.get(name) : undefined,
            inputs: inputsOf(dag, name),
            assignedTasks: assignedTasks.get(name),
            isResourceAware,
          }),
        ),
      ),
      ...(acker && acker.tasks > 0
        ? [
            component({
              name: '__acker',
              kind: 'system',
              row: acker,
              page: acker,
              inputs: [],
              isResourceAware,
            }),
          ]
        : []),
    ],
    workers: page.workers.map((w) => ({
      host: w.host,
      port: w.port,
      uptimeSeconds: w.uptimeSeconds ?? 0,
      executors: w.executorsTotal,
      heapMiB: w.assignedMemOnHeap ? w.assignedMemOnHeap : null,
    })),
    assignedExecutors: page.executorsTotal,
    assignedWorkers: page.workers.length,
    measuring: measuringFacts(page.configuration, generation),
    configuration: page.configuration,
    ...(isResourceAware ? { isResourceAware } : {}),
    ...(page.schedulerInfo ? { schedulerSays: firstLine(page.schedulerInfo) } : {}),
  };
}

/** The page leaves out a component of which nothing has reported yet: without it the topology would look whole. */
function silentRow(dag: Visualization, name: string) {
  const kind: ComponentSnapshot['kind'] = dag[name]?.[':type'] === 'spout' ? 'spout' : 'bolt';
  // One gap, as of a component that is listed: how many executors it hides is not known.
  return { name, kind, executors: 1, tasks: 0 };
}

/** Tasks as the assignment has them: the rows count only what has reported, so they fall short after a restart. */
function tasksByComponent(page: TopologyPage): Map<string, number> {
  const tasks = new Map<string, number>();
  for (const worker of page.workers) {
    for (const [name, n] of Object.entries(worker.componentNumTasks)) {
      tasks.set(name, (tasks.get(name) ?? 0) + n);
    }
  }
  return tasks;
}

interface ComponentParts {
  readonly name: string;
  readonly kind: ComponentSnapshot['kind'];
  readonly row: {
    readonly executors: number;
    readonly tasks: number;
    readonly lastError?: string | null | undefined;
    readonly errorLapsedSecs?: number | null | undefined;
  } & RequestedRow;
  readonly page: ComponentPage | undefined;
  readonly inputs: readonly StreamInput[];
  readonly assignedTasks?: number | undefined;
  readonly isResourceAware: boolean;
}

function component({
  name,
  kind,
  row,
  page,
  inputs,
  assignedTasks,
  isResourceAware,
}: ComponentParts): ComponentSnapshot {
  const samples = (page?.executorStats ?? []).map(sample);
  const reported = samples.reduce((sum, s) => sum + s.tasks, 0);
  const tasks = Math.max(row.tasks, assignedTasks ?? 0, reported);
  const missingTasks = tasks - reported;
  return {
    name,
    kind,
    tasks,
    executors: samples.length === 0 ? row.executors : samples.length + estimateMissing(samples, missingTasks),
    missingTasks,
    inputs,
    outputs: (page?.outputStats ?? []).filter((o) => !o.stream.startsWith('__')),
    samples,
    lastError: row.lastError
      ? { text: firstLine(row.lastError), secondsAgo: row.errorLapsedSecs ?? null }
      : null,
    ...(isResourceAware ? askedOf(row) : {}),
  };
}

/** Executors that hold the missing tasks, if they are as large as those that have reported. */
function estimateMissing(samples: readonly ExecutorSample[], missingTasks: number): number {
  const reported = samples.reduce((sum, s) => sum + s.tasks, 0);
  return missingTasks === 0 ? 0 : Math.max(1, Math.round((missingTasks * samples.length) / reported));
}

function sample(row: ExecutorRow): ExecutorSample {
  const [, first, last] = /^\[(\d+)-(\d+)\]$/.exec(row.id) ?? [];
  return {
    id: row.id,
    tasks: first === undefined || last === undefined ? 1 : Number(last) - Number(first) + 1,
    host: row.host,
    port: row.port,
    uptimeSeconds: row.uptimeSeconds,
    counters: {
      emitted: row.emitted,
      transferred: row.transferred,
      acked: row.acked,
      failed: row.failed,
      executed: row.executed ?? null,
      executeLatencyMs: row.executeLatency ?? null,
      processLatencyMs: row.processLatency ?? null,
      completeLatencyMs: row.acked > 0 ? (row.completeLatency ?? null) : null,
    },
    capacity: row.capacity ?? null,
  };
}

function inputsOf(dag: Visualization, name: string): StreamInput[] {
  return (dag[name]?.[':inputs'] ?? [])
    .filter((input) => !input[':component'].startsWith('__'))
    .map((input) => ({
      from: input[':component'],
      stream: input[':stream'],
      grouping: input[':grouping'],
    }));
}
