// What a run has shown since its warm-up ended.
import type { Executor } from './layout.js';
import type { DesResult } from './types.js';

export class Measure {
  readonly latencies: number[] = [];
  readonly completed: number[];
  readonly served: number[];
  readonly queueSum: number[];
  readonly serviceSum: number[];
  arrived = 0;
  inFlightSum = 0;
  private readonly backlogAtStart: number;
  private readonly usedAtStart: number[];

  constructor(
    private readonly executors: readonly (readonly Executor[])[],
    private readonly nodes: readonly { readonly cores: number; used: number }[],
    private readonly since: number,
  ) {
    const zero = (): number[] => executors.map(() => 0);
    this.completed = zero();
    this.served = zero();
    this.queueSum = zero();
    this.serviceSum = zero();
    this.backlogAtStart = this.backlog();
    this.usedAtStart = nodes.map(({ used }) => used);
    for (const executor of executors.flat()) {
      executor.busySeconds = 0;
      executor.busySince = since;
    }
  }

  result(now: number, events: number): DesResult {
    const seconds = now - this.since;
    const busy = this.executors.map((row) =>
      row.map((e) => (e.busySeconds + (e.serving === null ? 0 : now - e.busySince)) / seconds),
    );
    const sorted = Float64Array.from(this.latencies).sort();
    const quantile = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
    const each = (sums: readonly number[]): number[] => sums.map((sum, c) => sum / (this.served[c] || 1));
    return {
      trees: sorted.length,
      seconds,
      events,
      throughput: this.completed.slice(0, -1).map((n) => n / seconds),
      total: sorted.length / seconds,
      meanSeconds:
        sorted.length === 0 ? Number.NaN : sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
      p50Seconds: quantile(0.5),
      p95Seconds: quantile(0.95),
      p99Seconds: quantile(0.99),
      served: this.served.map((n) => n / seconds),
      utilisation: busy.map((row) => row.reduce((sum, one) => sum + one, 0) / Math.max(1, row.length)),
      busiest: busy.map((row) => Math.max(0, ...row)),
      queueSeconds: each(this.queueSum),
      serviceSeconds: each(this.serviceSum),
      nodeUse: this.nodes.map(
        ({ cores, used }, n) => (used - (this.usedAtStart[n] ?? 0)) / (cores * seconds),
      ),
      inFlight: this.inFlightSum / seconds,
      arrived: this.arrived,
      backlogGrowth: this.backlog() - this.backlogAtStart,
    };
  }

  private backlog(): number {
    return this.executors.flat().reduce((sum, { backlog }) => sum + backlog, 0);
  }
}
