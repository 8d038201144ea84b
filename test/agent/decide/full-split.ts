// A word count whose split is full, and one dry decision on it.
import { type Deciding, decide } from '../../../src/agent/decide/decide.js';
import type { TopologySuggestion } from '../../../src/agent/suggest/suggestion.js';
import type { Window } from '../../../src/metrics/index.js';
import { type Policy, policyNamed } from '../../../src/policy/index.js';
import { balanced, evidence, executorWindow, info, input, topology, windowOf } from '../../builders.js';

/** 1000 sentences/s, which is all that two executors of split can do; 400 ms each, as 400 may be in flight. */
export function full(splitTasks = 16): Window {
  const half = {
    executed: 50_000,
    executeLatencyMs: 2,
    acked: 50_000,
    processLatencyMs: 2,
    emitted: 500_000,
  };
  const count = { executed: 500_000, executeLatencyMs: 0.04, acked: 500_000, processLatencyMs: 0.04 };
  return windowOf(
    [
      { name: 'text', kind: 'spout', tasks: 1 },
      { name: 'split', inputs: [input('text')], tasks: splitTasks },
      { name: 'count', inputs: [input('split')], tasks: 16 },
      { name: '__acker', kind: 'system', tasks: 1 },
    ],
    [
      executorWindow('text', '[1-1]', { emitted: 100_000, acked: 100_000, completeLatencyMs: 400 }),
      executorWindow('split', '[2-2]', half),
      executorWindow('split', '[3-3]', half),
      executorWindow('count', '[4-4]', count),
      executorWindow('count', '[5-5]', count),
      executorWindow('__acker', '[6-6]', { executed: 1_200_000, executeLatencyMs: 0.01 }),
    ],
    {
      measuring: {
        sampleRate: 0.05,
        statisticsIntervalSeconds: 60,
        maxSpoutPending: 400,
        messageTimeoutSeconds: 30,
      },
    },
  );
}

export function decided(own: Partial<Deciding> = {}, window: Window = full()): TopologySuggestion {
  return decide({
    info,
    topology,
    collected: { kind: 'window', window, ageSeconds: 20 },
    windowSeconds: 100,
    maxAgeSeconds: 180,
    policy: policyNamed('ds2') as Policy,
    objective: balanced,
    knobs: { exclude: [], bounds: {} },
    history: [],
    evidenceFor: () => evidence(),
    referenceFor: ({ throughputPerSecond: x, completeLatencyMs: r }) => ({
      throughputPerSecond: x ?? 0,
      completeLatencyMs: r ?? 0,
      costPerHour: 0.11,
    }),
    id: 'id-1',
    acting: null,
    ...own,
  }).suggestion;
}
