// Who feeds whom and how often: all of a network that a topology alone decides, whatever its configuration.
import { longestOf } from './quantile.js';
import { checkTopology, topologicalOrder } from './topology.js';
import type { ModelTopology } from './types.js';

/** All arrays are indexed by component (the acker is the last one), by stream or by spout. */
export interface Wiring {
  readonly topology: ModelTopology;
  readonly acked: boolean;
  /** Components, the acker included where there is one. */
  readonly components: number;
  readonly order: Int32Array;
  readonly spouts: Int32Array;
  /** 1 for spouts, 0 for all others. */
  readonly isSpout: Uint8Array;
  readonly spoutTasks: Float64Array;
  /** [spout × components + component]: tuples there for each one that the spout emits. */
  readonly visits: Float64Array;
  readonly streamFrom: Int32Array;
  readonly streamTo: Int32Array;
  readonly streamTuples: Float64Array;
  /** Of a burst: by how many standard deviations the longest is beyond the mean. */
  readonly streamLongest: Float64Array;
  /** Streams by their `from`: outStart[c] .. outStart[c + 1] into outStreams. */
  readonly outStart: Int32Array;
  readonly outStreams: Int32Array;
}

/** @throws RangeError for cycles, unknown indexes, and tasks that mean nothing */
export function wiringOf(topology: ModelTopology, acked: boolean): Wiring {
  checkTopology(topology);
  const { components: list, streams } = topology;
  const components = list.length + (acked ? 1 : 0);
  const isSpout = new Uint8Array(components);
  const spouts: number[] = [];
  for (let c = 0; c < list.length; c++) {
    if (list[c]!.kind !== 'spout') continue;
    isSpout[c] = 1;
    spouts.push(c);
  }
  const order = topologicalOrder(topology);
  const { outStart, outStreams } = outgoing(topology);
  const streamTuples = new Float64Array(
    streams.map(
      ({ to, grouping, tuplesPerInput }) => tuplesPerInput * (grouping === 'all' ? list[to]!.tasks : 1),
    ),
  );
  return {
    topology,
    acked,
    components,
    order,
    spouts: new Int32Array(spouts),
    isSpout,
    spoutTasks: new Float64Array(spouts.map((c) => list[c]!.tasks)),
    visits: visitsOf(topology, order, spouts, { outStart, outStreams }, streamTuples, components),
    streamFrom: new Int32Array(streams.map(({ from }) => from)),
    streamTo: new Int32Array(streams.map(({ to }) => to)),
    streamTuples,
    streamLongest: streamTuples.map(longestOf),
    outStart,
    outStreams,
  };
}

function outgoing({ components, streams }: ModelTopology): Pick<Wiring, 'outStart' | 'outStreams'> {
  const outStart = new Int32Array(components.length + 1);
  for (let i = 0; i < streams.length; i++) outStart[streams[i]!.from + 1]! += 1;
  for (let c = 0; c < components.length; c++) outStart[c + 1]! += outStart[c]!;
  const outStreams = new Int32Array(streams.length);
  const next = outStart.slice();
  for (let i = 0; i < streams.length; i++) outStreams[next[streams[i]!.from]!++] = i;
  return { outStart, outStreams };
}

function visitsOf(
  { components: list, streams }: ModelTopology,
  order: Int32Array,
  spouts: readonly number[],
  { outStart, outStreams }: Pick<Wiring, 'outStart' | 'outStreams'>,
  streamTuples: Float64Array,
  components: number,
): Float64Array {
  const visits = new Float64Array(spouts.length * components);
  for (let s = 0; s < spouts.length; s++) {
    const row = s * components;
    visits[row + spouts[s]!] = 1;
    for (let at = 0; at < order.length; at++) {
      const c = order[at]!;
      for (let o = outStart[c]!; o < outStart[c + 1]!; o++) {
        const i = outStreams[o]!;
        visits[row + streams[i]!.to]! += visits[row + c]! * streamTuples[i]!;
      }
    }
    if (components === list.length) continue;
    // Each tree is announced to an acker, each tuple of a bolt acknowledged there.
    let bolts = 0;
    for (let c = 0; c < list.length; c++) if (list[c]!.kind === 'bolt') bolts += visits[row + c]!;
    visits[row + list.length] = 1 + bolts;
  }
  return visits;
}
