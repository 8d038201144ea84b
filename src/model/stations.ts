// Stations: the executors of a component that are alike, by their shares or, where the spread is known from outside, by what is told.
import type { Placement } from './placement.js';
import type { Shares } from './shares.js';

/** Executors that are alike: same component, node and share. Those of component c are stationStart[c] .. stationStart[c + 1]. */
export interface Stations {
  readonly stationStart: Int32Array;
  readonly stationNode: Int32Array;
  readonly stationCount: Float64Array;
  /** Share of the component's tuples that each executor of the station gets. */
  readonly stationShare: Float64Array;
}

/** One executor: its node, and its share of its component's tuples. */
export interface StationRow {
  readonly node: number;
  readonly share: number;
}

/** Shares within that of each other are the same. */
const sameShare = 1e-12;

/** @param ackers 0 = none, so that there is no acker among the components */
export function stationsOf(
  { ofExecutor, workerOfExecutor }: Shares,
  ackers: number,
  { workers, counts, nodeOfWorker }: Placement,
): Stations {
  const gathered = new Gathered();
  for (let c = 0; c < ofExecutor.length; c++) {
    const [shares, homes] = [ofExecutor[c]!, workerOfExecutor[c]!];
    for (let e = 0; e < shares.length; e++) gathered.put(nodeOfWorker[homes[e]!]!, shares[e]!, 1);
    gathered.close();
  }
  if (ackers > 0) {
    const row = ofExecutor.length * workers;
    let total = 0;
    for (let w = 0; w < workers; w++) total += counts[row + w]!;
    for (let w = 0; w < workers; w++) {
      if (counts[row + w]! > 0) gathered.put(nodeOfWorker[w]!, 1 / total, counts[row + w]!);
    }
    gathered.close();
  }
  return gathered.stations();
}

/** @param rows of each component of the topology, in its order; the acker's stay as they are */
export function withStations<N extends Stations & { readonly acked: boolean }>(
  network: N,
  rows: readonly (readonly StationRow[])[],
): N {
  const gathered = new Gathered();
  for (const row of rows) {
    for (const { node, share } of row) gathered.put(node, share, 1);
    gathered.close();
  }
  if (network.acked) {
    const { stationStart, stationNode, stationShare, stationCount } = network;
    for (let i = stationStart[rows.length]!; i < stationStart[rows.length + 1]!; i++) {
      gathered.put(stationNode[i]!, stationShare[i]!, stationCount[i]!);
    }
    gathered.close();
  }
  return { ...network, ...gathered.stations() };
}

/** Stations as they come together, component after component. */
class Gathered {
  private readonly start: number[] = [0];
  private readonly node: number[] = [];
  private readonly count: number[] = [];
  private readonly share: number[] = [];
  private from = 0;

  put(node: number, share: number, many: number): void {
    for (let i = this.from; i < this.node.length; i++) {
      if (this.node[i] === node && Math.abs(this.share[i]! - share) < sameShare) {
        this.count[i]! += many;
        return;
      }
    }
    this.node.push(node);
    this.share.push(share);
    this.count.push(many);
  }

  /** What comes is of the next component. */
  close(): void {
    this.from = this.node.length;
    this.start.push(this.from);
  }

  stations(): Stations {
    return {
      stationStart: new Int32Array(this.start),
      stationNode: new Int32Array(this.node),
      stationCount: new Float64Array(this.count),
      stationShare: new Float64Array(this.share),
    };
  }
}
