// What has happened in an environment so far, as sums over time: any window of the past can be read from it.

/** Columns after those of the components. */
export const columns = { completed: 0, latencySeconds: 1, failed: 2, offered: 3 } as const;
const shared = Object.keys(columns).length;
/** Rows kept; the older half is dropped when there are more. */
const most = 512;

export interface Ledger {
  readonly components: number;
  readonly times: number[];
  readonly rows: Float64Array[];
}

export function createLedger(components: number, atSeconds: number): Ledger {
  return { components, times: [atSeconds], rows: [new Float64Array(2 * components + shared)] };
}

/** A copy of the sums so far, to be added to and then appended. */
export function nextRow({ rows }: Ledger): Float64Array {
  return Float64Array.from(rows[rows.length - 1]!);
}

export function append(ledger: Ledger, atSeconds: number, row: Float64Array): void {
  ledger.times.push(atSeconds);
  ledger.rows.push(row);
  if (ledger.times.length <= most) return;
  ledger.times.splice(0, most / 2);
  ledger.rows.splice(0, most / 2);
}

export function executedColumn(component: number): number {
  return component;
}

export function busyColumn({ components }: Ledger, component: number): number {
  return components + component;
}

export function sharedColumn({ components }: Ledger, column: number): number {
  return 2 * components + column;
}

/** Sum of a column up to a moment, linear between rows; before the first row it is the first. */
export function sumUntil({ times, rows }: Ledger, column: number, atSeconds: number): number {
  let i = times.length - 1;
  if (atSeconds >= times[i]!) return rows[i]![column]!;
  while (i > 0 && times[i - 1]! > atSeconds) i -= 1;
  if (i === 0) return rows[0]![column]!;
  const [from, to] = [times[i - 1]!, times[i]!];
  const [low, high] = [rows[i - 1]![column]!, rows[i]![column]!];
  return low + ((high - low) * (atSeconds - from)) / (to - from);
}

export function between(ledger: Ledger, column: number, from: number, to: number): number {
  return sumUntil(ledger, column, to) - sumUntil(ledger, column, from);
}
