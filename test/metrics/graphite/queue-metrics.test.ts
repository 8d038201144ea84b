// What becomes of lines: queues of components, shares of time of spouts, load of workers; what is absent or stale is null.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/metrics/index.js';
import { executorWindow, input, windowOf } from '../../builders.js';
import { realLines, realTopologyId } from './real-lines.js';
import { type Listening, listening, workerLines } from './sender.js';

const components = ['lines', 'split', 'count'];

function metrics({ listener, now }: Listening) {
  return listener.queueMetrics('wc-1-17', components, now());
}

describe('the queue of a component', () => {
  it('is its fullest, with the numbers of that one', async () => {
    const at = await listening();
    await at.send(
      ...workerLines(6700, 'split.3 receive-queue-population 8', 'split.3 receive-queue-capacity 1024'),
      ...workerLines(6701, 'split.4 receive-queue-population 1000', 'split.4 receive-queue-capacity 1024'),
      ...workerLines(
        6701,
        'split.4 receive-queue-pct_full 0.98',
        'split.4 receive-queue-sojourn_time_ms 4000.50',
      ),
      ...workerLines(
        6701,
        'split.4 receive-queue-arrival_rate_secs 250.00',
        'split.4 receive-queue-overflow 7',
      ),
    );
    expect(metrics(at).components.get('split')).toEqual({
      queueFill: 1000 / 1024,
      queued: 1000,
      queueCapacity: 1024,
      queueWaitMs: 4000.5,
      queueArrivalPerSecond: 250,
      queueOverflow: 7,
      queueDroppedPerSecond: null,
    });
    expect([...metrics(at).components.keys()], 'the others said nothing').toEqual(['split']);
  });

  it('falls back on pct_full, with a comma too, and is never more than 1', async () => {
    const at = await listening();
    await at.send(
      ...workerLines(6700, 'split.3 receive-queue-pct_full 0,12', 'count.9 receive-queue-pct_full 1.02'),
    );
    expect(metrics(at).components.get('split')?.queueFill).toBe(0.12);
    expect(metrics(at).components.get('count')?.queueFill).toBe(1);
  });

  it('is unknown again three periods after the last line', async () => {
    const at = await listening();
    await at.send(...workerLines(6700, 'split.3 receive-queue-pct_full 0.50'));
    at.pass(30);
    expect(metrics(at).components.get('split')?.queueFill).toBe(0.5);
    at.pass(1);
    expect(metrics(at).components.size).toBe(0);
  });

  it('is that of the task’s new worker after a rebalance, though the old one’s lines are still fresh', async () => {
    const at = await listening();
    await at.send(...workerLines(6700, 'split.3 receive-queue-pct_full 1.00'));
    at.pass(10);
    await at.send(...workerLines(6701, 'split.3 receive-queue-pct_full 0.10'));
    expect(metrics(at).components.get('split')?.queueFill).toBe(0.1);
  });

  it('counts dropped tuples per second', async () => {
    const at = await listening();
    await at.send(...workerLines(6700, 'split.3 receive-queue-dropped_messages 100'));
    at.pass(10);
    await at.send(...workerLines(6700, 'split.3 receive-queue-dropped_messages 400'));
    expect(metrics(at).components.get('split')?.queueDroppedPerSecond).toBeCloseTo(30, 6);
  });
});

describe('the time that spouts skip', () => {
  const skipped = (task: number, ms: number, port = 6700) =>
    workerLines(port, `lines.${task} __skipped-backpressure-ms.count ${ms}`);

  it('is a share of the time between lines, mean over the spout’s tasks', async () => {
    const at = await listening();
    await at.send(...skipped(1, 1000), ...skipped(2, 0, 6701));
    expect(metrics(at).backpressureShare, 'one value is no difference').toBeNull();
    at.pass(10);
    await at.send(...skipped(1, 9000), ...skipped(2, 0, 6701));
    expect(metrics(at).backpressureShare).toBeCloseTo(0.4, 6);
    expect(metrics(at).skippedMaxSpoutShare).toBeNull();
    expect(metrics(at).skippedInactiveShare).toBeNull();
  });

  it('looks back over twelve periods, and no further', async () => {
    const at = await listening();
    for (let i = 0; i <= 30; i += 1) {
      await at.send(...skipped(1, i <= 12 ? 0 : (i - 12) * 5000));
      at.pass(10);
    }
    expect(metrics(at).backpressureShare).toBeCloseTo(0.5, 6);
  });

  it('starts anew when the worker does: its count is lower then', async () => {
    const at = await listening();
    await at.send(...skipped(1, 500_000));
    at.pass(10);
    await at.send(...skipped(1, 100));
    expect(metrics(at).backpressureShare).toBeNull();
    at.pass(10);
    await at.send(...skipped(1, 2100));
    expect(metrics(at).backpressureShare).toBeCloseTo(0.2, 6);
  });

  it('is not taken across a pause in which the worker may have been another', async () => {
    const at = await listening();
    await at.send(...skipped(1, 100));
    at.pass(60);
    await at.send(...skipped(1, 200));
    expect(metrics(at).backpressureShare).toBeNull();
  });
});

describe('the load of workers', () => {
  it('is told by host and port, and collectors are added up', async () => {
    const at = await listening();
    const worker = (port: number, cores: number, gc: readonly [number, number]) => [
      ...workerLines(port, `__system.-1 workerCpuUsage ${cores}`, '__system.-1 memory.heap.used 104857600'),
      ...workerLines(port, `__system.-1 memory.heap.max ${port === 6700 ? 209715200 : -1}`),
      ...workerLines(
        port,
        `__system.-1 GC.Copy.time ${gc[0]}`,
        `__system.-1 GC.MarkSweepCompact.time ${gc[1]}`,
      ),
      ...workerLines(port, '__system.-1 worker-transfer-queue-pct_full 0.25'),
    ];
    await at.send(...worker(6700, 0.87, [100, 50]), ...worker(6701, 1.5, [0, 0]));
    at.pass(10);
    await at.send(...worker(6700, 0.87, [300, 350]), ...worker(6701, 1.5, [0, 0]));
    const { workers } = metrics(at);
    expect(workers.get('n1:6700')).toEqual({
      cpuCores: 0.87,
      heapUsedMiB: 100,
      heapMaxMiB: 200,
      gcShare: 0.05,
      transferQueueFill: 0.25,
    });
    expect(workers.get('n1:6701')).toMatchObject({ cpuCores: 1.5, heapMaxMiB: null, gcShare: 0 });
    expect([...at.listener.reportingWorkers('wc-1-17', at.now())].sort()).toEqual(['n1:6700', 'n1:6701']);
  });
});

describe('lines of a real Storm 2.8.3', () => {
  it('give every number', async () => {
    const at = await listening();
    await at.send(...realLines);
    at.pass(10);
    await at.send(...realLines);
    const {
      components: queues,
      workers,
      ...whole
    } = at.listener.queueMetrics(realTopologyId, components, at.now());
    expect(queues.get('lines')).toMatchObject({ queueCapacity: 32768, queueOverflow: 0 });
    expect([...queues.keys()].sort()).toEqual(['count', 'lines', 'split']);
    expect([...workers.keys()]).toEqual(['localhost:6700']);
    expect(whole).toEqual({
      backpressureShare: 0,
      skippedMaxSpoutShare: 0,
      skippedInactiveShare: 0,
      backpressureOverflow: 0,
    });
    expect(at.listener.counts()).toMatchObject({ accepted: 2 * 48, dropped: 0 });
  });
});

describe('an evaluation', () => {
  const window = windowOf(
    [
      { name: 'lines', kind: 'spout' },
      { name: 'split', inputs: [input('lines')] },
    ],
    [executorWindow('lines', '[1-1]'), executorWindow('split', '[2-2]', { executed: 200 })],
  );

  it('has what lines tell, of workers the worst', async () => {
    const at = await listening();
    await at.send(
      ...workerLines(6700, 'split.2 receive-queue-pct_full 0.75', '__system.-1 workerCpuUsage 0.50'),
      ...workerLines(6701, '__system.-1 workerCpuUsage 1.25'),
      ...workerLines(6701, '__system.-1 memory.heap.used 52428800', '__system.-1 memory.heap.max 104857600'),
    );
    const evaluation = evaluate(window, metrics(at));
    expect(evaluation.components[1]?.queueFill).toBe(0.75);
    expect(evaluation).toMatchObject({ cpuCores: 1.25, heapUsedMiB: 50, heapFill: 0.5, gcShare: null });
  });

  it('has null in their place without', () => {
    const evaluation = evaluate(window);
    expect(evaluation.components[1]?.queueFill).toBeNull();
    expect(evaluation).toMatchObject({ backpressureShare: null, cpuCores: null });
  });
});
