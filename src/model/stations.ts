// Stations told from outside: where the spread of tuples over the executors is known, it replaces what the groupings say.
import type { Network } from './network.js';

/** One executor: its node, and its share of its component's tuples. */
export interface StationRow {
  readonly node: number;
  readonly share: number;
}

/** @param rows of each component of the topology, in its order; the acker's stay as they are */
export function withStations(network: Network, rows: readonly (readonly StationRow[])[]): Network {
  const [start, node, count, share]: [number[], number[], number[], number[]] = [[0], [], [], []];
  for (const row of rows) {
    const from = node.length;
    for (const one of row) {
      let i = from;
      while (i < node.length && (node[i] !== one.node || Math.abs(share[i]! - one.share) > 1e-12)) i += 1;
      if (i < node.length) {
        count[i]! += 1;
        continue;
      }
      node.push(one.node);
      share.push(one.share);
      count.push(1);
    }
    start.push(node.length);
  }
  if (network.acked) {
    for (let i = network.stationStart[rows.length]!; i < network.stationStart[rows.length + 1]!; i++) {
      node.push(network.stationNode[i]!);
      count.push(network.stationCount[i]!);
      share.push(network.stationShare[i]!);
    }
    start.push(node.length);
  }
  return {
    ...network,
    stationStart: Int32Array.from(start),
    stationNode: Int32Array.from(node),
    stationCount: Float64Array.from(count),
    stationShare: Float64Array.from(share),
  };
}
