// The engine's own ten minutes as a Window: at once, without waiting, but blind to what changed within them.
import type { Counters, Snapshot } from '../clusters/types.js';
import type { ExecutorWindow, Window } from './types.js';

const engineSeconds = 600;

/** @param snapshot one poll with span 'engine-10min' */
export function engineWindow(snapshot: Snapshot): Window {
  const executors = snapshot.components.flatMap((component) =>
    component.samples.map((sample) => ({
      component: component.name,
      id: sample.id,
      seconds: Math.min(engineSeconds, sample.uptimeSeconds),
      ...counted(sample.counters),
    })),
  );
  const seconds = executors.filter((e) => !e.component.startsWith('__')).map((e) => e.seconds);
  return {
    source: 'engine',
    seconds: seconds.length === 0 ? 0 : Math.min(...seconds),
    samples: 1,
    executors: executors.filter((e) => e.seconds > 0),
    snapshot,
  };
}

function counted(c: Counters): Omit<ExecutorWindow, 'component' | 'id' | 'seconds'> {
  return {
    emitted: c.emitted,
    acked: c.acked,
    failed: c.failed,
    executed: c.executed,
    executeLatencyMs: c.executed ? c.executeLatencyMs : null,
    processLatencyMs: c.acked > 0 ? c.processLatencyMs : null,
    completeLatencyMs: c.completeLatencyMs,
  };
}

/** Whether some latency was lost to rounding although tuples were counted, so that the engine's ten minutes are worth a poll. */
export function lacksLatencies(window: Window): boolean {
  return window.executors.some(
    (e) =>
      (e.executed !== null && e.executed > 0 && e.executeLatencyMs === null) ||
      (e.executed === null && e.acked > 0 && e.completeLatencyMs === null),
  );
}

/** Latencies that rounding hides, filled in from the engine's ten minutes; rates stay those of the window. */
export function withEngineLatencies(window: Window, engine: Window): Window {
  const byExecutor = new Map(engine.executors.map((e) => [JSON.stringify([e.component, e.id]), e]));
  return {
    ...window,
    executors: window.executors.map((e) => {
      const other = byExecutor.get(JSON.stringify([e.component, e.id]));
      return {
        ...e,
        executeLatencyMs: e.executeLatencyMs ?? (e.executed ? (other?.executeLatencyMs ?? null) : null),
        processLatencyMs: e.processLatencyMs ?? (e.acked > 0 ? (other?.processLatencyMs ?? null) : null),
        completeLatencyMs: e.completeLatencyMs ?? (e.acked > 0 ? (other?.completeLatencyMs ?? null) : null),
      };
    }),
  };
}
