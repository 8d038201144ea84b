// Takes two snapshots of one topology apart, so that what two sources say of it can be compared.
import type { ComponentSnapshot, Snapshot } from '../../src/clusters/index.js';

/** What does not move; the heap of a worker is known to the UI alone. */
export function planOf({ components, workers, assignedExecutors, assignedWorkers, topology }: Snapshot) {
  const { uptimeSeconds: _, ...ref } = topology;
  return {
    topology: ref,
    assignedExecutors,
    assignedWorkers,
    components: byName(components).map(
      ({ name, kind, tasks, executors, missingTasks, inputs, outputs, samples }) => ({
        name,
        kind,
        tasks,
        executors,
        missingTasks,
        inputs,
        outputs: outputs.map((o) => o.stream),
        samples: samples.map(({ id, tasks: n, host, port }) => ({ id, tasks: n, host, port })).sort(byId),
      }),
    ),
    workers: workers
      .map(({ host, port, executors }) => ({ host, port, executors }))
      .sort((a, b) => a.port - b.port),
  };
}

function byName(components: readonly ComponentSnapshot[]): ComponentSnapshot[] {
  return [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

export interface Counted {
  readonly counts: readonly (number | null)[];
  readonly latencies: readonly (number | null)[];
}

/** By component, executor and uptime, which together name one sample. */
export function samplesOf({ components }: Snapshot): ReadonlyMap<string, Counted> {
  return new Map(
    components.flatMap(({ name, samples }) =>
      samples.map(({ id, uptimeSeconds, capacity, counters: c }) => [
        `${name} ${id} ${uptimeSeconds}`,
        {
          counts: [c.emitted, c.transferred, c.acked, c.failed, c.executed],
          latencies: [c.executeLatencyMs, c.processLatencyMs, c.completeLatencyMs, capacity],
        },
      ]),
    ),
  );
}

/** Per second of each executor's own uptime: what a spout acked, what a bolt executed. */
export function ratesOf(start: Snapshot, end: Snapshot): Record<string, number> {
  const before = new Map(start.components.map((c) => [c.name, c]));
  return Object.fromEntries(
    end.components.map(({ name, samples }) => {
      const rates = samples.map((last) => {
        const first = before.get(name)?.samples.find((s) => s.id === last.id) ?? last;
        const count = ({ counters: c }: typeof last): number => c.executed ?? c.acked;
        return (count(last) - count(first)) / (last.uptimeSeconds - first.uptimeSeconds);
      });
      return [name, rates.reduce((sum, rate) => sum + rate, 0)];
    }),
  );
}
