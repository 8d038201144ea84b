// A change that waits for a person, as an agent leaves it in its queue.
import type { PendingEntry } from '../../src/agent/index.js';

export const pendingChange = {
  schema: 'trimtab/pending/v1',
  kind: 'change',
  id: '20261122T101500Z-1f09ac',
  cluster: 'prod',
  topology: { name: 'words', id: 'words-1-1' },
  at: '2026-11-22T10:15:00.000Z',
  expiresAt: '2126-11-23T10:15:00.000Z',
  answer: null,
  text: 'best of what the twin knows',
  commands: ['storm rebalance words -w 3 -e split=8'],
  policy: 'twin-greedy',
  because: null,
  current: { 'executors.split': 2, workers: 1 },
  proposed: { 'executors.split': 8 },
  predicted: {
    throughputPerSecond: { mean: 564.2, low: 480.1, high: 644 },
    completeLatencyMs: { mean: 342, low: 262, high: 452 },
    utility: 0.377,
  },
  price: { restarts: 1, pauseSeconds: 16, breakEvenSeconds: 41 },
} as const satisfies PendingEntry;
