// A change of a made-up cluster, from the call to what becomes of it.
import { type Applied, apply } from '../../src/change/index.js';
import type { Cluster, Operation, Snapshot } from '../../src/clusters/index.js';
import { fakeClock } from '../agent/fake-clock.js';
import { component, info, sample, snapshot, topology } from '../builders.js';

export const operation: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 0,
  workers: null,
  executors: { split: 2 },
};

/** Executors of `split` by the ages of their processes. */
export function running(uptimes: readonly number[], own: Partial<Snapshot> = {}): Snapshot {
  const samples = uptimes.map((uptime, i) => sample(`[${i + 1}-${i + 1}]`, uptime, { executed: 9 }));
  return snapshot([component('split', { samples })], own);
}

/** @param shown how the cluster answers, but for what has no bearing */
export async function applied(
  shown: Partial<Cluster> & Pick<Cluster, 'snapshot'>,
  applying: Partial<Parameters<typeof apply>[0]> = {},
): Promise<Applied> {
  const cluster: Cluster = {
    name: 'prod',
    info: () => Promise.resolve(info),
    topologies: () => Promise.resolve([topology]),
    identity: () => Promise.resolve('id'),
    rebalance: () => Promise.resolve(),
    ...shown,
  };
  return await apply({
    cluster,
    topology,
    operation,
    before: running([900]),
    blobPollSeconds: 30,
    supervisors: 2,
    clock: fakeClock(),
    signal: new AbortController().signal,
    send: () => Promise.resolve(),
    ...applying,
  });
}
