// One metric of one instance as a topology manager stores it: one-minute buckets, each with its sum, its mean or its last value.

/** How exports within a bucket are put together; by the prefix of the metric in metrics_sinks.yaml. */
export type Aggregation = 'SUM' | 'AVG' | 'LAST';

interface Cell {
  total: number;
  count: number;
  last: number;
}

export class Series {
  /** By the start of their bucket, in seconds since the epoch; a bucket without exports has none. */
  private readonly cells = new Map<number, Cell>();
  private readonly allTime: Cell = { total: 0, count: 0, last: 0 };

  /** @param bornAt second in which the first export came */
  constructor(
    readonly aggregation: Aggregation,
    readonly bornAt: number,
  ) {}

  add(bucket: number, value: number): void {
    put(this.allTime, value);
    // All buckets that a metric is born with carry the time of its birth; what is reported of that time is an empty one of them.
    if (bucket <= this.bornAt) return;
    const cell = this.cells.get(bucket) ?? { total: 0, count: 0, last: 0 };
    put(cell, value);
    this.cells.set(bucket, cell);
  }

  forget(before: number): void {
    for (const bucket of this.cells.keys()) if (bucket < before) this.cells.delete(bucket);
  }

  /** By bucket, oldest first: NaN is a mean of nothing. */
  minutes(buckets: readonly number[]): ReadonlyMap<number, number> {
    const [first = 0] = buckets;
    const birth = this.bornAt >= first ? [this.bornAt] : [];
    const kept = [...birth, ...buckets.filter((bucket) => bucket > this.bornAt)];
    return new Map(kept.map((bucket) => [bucket, this.valueOf([this.cells.get(bucket)])]));
  }

  /** Whole buckets together; of a LAST only the newest counts. */
  over(buckets: readonly number[]): number {
    const kept = this.aggregation === 'LAST' ? buckets.slice(-1) : buckets;
    return this.valueOf(kept.map((bucket) => this.cells.get(bucket)));
  }

  ever(): number {
    return this.valueOf([this.allTime]);
  }

  private valueOf(cells: readonly (Cell | undefined)[]): number {
    const known = cells.filter((cell) => cell !== undefined);
    const total = known.reduce((sum, cell) => sum + cell.total, 0);
    if (this.aggregation === 'SUM') return total;
    if (this.aggregation === 'LAST') return known.at(-1)?.last ?? 0;
    return total / known.reduce((sum, cell) => sum + cell.count, 0);
  }
}

function put(cell: Cell, value: number): void {
  cell.total += value;
  cell.count += 1;
  cell.last = value;
}
