// What the UI and Nimbus of one real cluster must agree on when both are read at the same time.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Cluster, nimbusCluster, type Snapshot, stormCluster } from '../../src/clusters/index.js';
import { clusterContract } from '../contract/cluster.js';
import { planOf, ratesOf, samplesOf } from './comparing.js';
import type { RealCluster } from './real-cluster.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

export interface Sources {
  readonly rest: Cluster;
  readonly thrift: Cluster;
}

const { signal } = new AbortController();

export function sourcesOf(real: RealCluster): Sources {
  const options = { name: 'real', timeoutSeconds: 10, concurrency: 4, now: Date.now };
  return {
    rest: stormCluster({ ...options, url: String(real.uiUrl) }),
    thrift: nimbusCluster({ ...options, seeds: [`127.0.0.1:${real.nimbusPort}`] }),
  };
}

async function both({ rest, thrift }: Sources, span: Snapshot['span']): Promise<[Snapshot, Snapshot]> {
  const [topology] = await thrift.topologies(signal);
  if (topology === undefined) throw new Error('no topology');
  return Promise.all([rest.snapshot(topology, span, signal), thrift.snapshot(topology, span, signal)]);
}

/** Tests for a cluster whose first topology runs; `open` is asked in each, so that the cluster may start in a hook. */
export function sourcesAgree(open: () => Sources): void {
  it('every executor has reported, and counted', async () => {
    await until('every executor has reported, and counted', async () => {
      const [ofUi, ofNimbus] = await both(open(), 'since-start');
      return [...ofUi.components, ...ofNimbus.components].every(
        (c) => c.missingTasks === 0 && c.samples.every((s) => s.uptimeSeconds > 5),
      )
        ? true
        : undefined;
    });
  });

  describe('read through the UI', () => clusterContract(() => open().rest));
  describe('read through Nimbus', () => clusterContract(() => open().thrift));

  it('UI and Nimbus say the same of the cluster', async () => {
    const { rest, thrift } = open();
    expect(await thrift.info(signal)).toEqual(await rest.info(signal));
    const names = async (c: Cluster) => (await c.topologies(signal)).map(({ uptimeSeconds: _, ...t }) => t);
    expect(await names(thrift)).toEqual(await names(rest));
  });

  it('both show the same plan, the same settings and the same facts for measuring', async () => {
    const [ofUi, ofNimbus] = await both(open(), 'since-start');
    expect(planOf(ofNimbus)).toEqual(planOf(ofUi));
    expect(ofNimbus.measuring).toEqual(ofUi.measuring);
    expect(ofNimbus.configuration).toEqual(ofUi.configuration);
  });

  it('both count the same: every counter of a sample that both have seen', async () => {
    for (const span of ['since-start', 'engine-10min'] as const) {
      const compared = await until('the same samples', async () => {
        const [ofUi, ofNimbus] = (await both(open(), span)).map(samplesOf);
        return ofUi !== undefined && [...ofUi.keys()].every((key) => ofNimbus?.has(key))
          ? { ofUi, ofNimbus }
          : undefined;
      });
      for (const [key, { counts, latencies }] of compared.ofUi) {
        expect(compared.ofNimbus?.get(key)?.counts).toEqual(counts);
        // The UI prints three decimals.
        for (const [i, ms] of latencies.entries()) {
          expect(Math.abs((compared.ofNimbus?.get(key)?.latencies[i] ?? 0) - (ms ?? 0))).toBeLessThan(0.001);
        }
      }
    }
  });
}

/** Measures over so many seconds through both, and holds the rates to differ by less than 3 %. */
export async function ratesAgree(sources: Sources, seconds: number): Promise<void> {
  const start = await both(sources, 'since-start');
  await sleep(seconds * 1000);
  const end = await both(sources, 'since-start');
  const [ofUi, ofNimbus] = [ratesOf(start[0], end[0]), ratesOf(start[1], end[1])];
  report(`lines/s, executes/s by component: UI ${JSON.stringify(ofUi)}, Nimbus ${JSON.stringify(ofNimbus)}`);
  for (const [name, rate] of Object.entries(ofUi)) {
    expect(Math.abs((ofNimbus[name] ?? 0) / rate - 1)).toBeLessThan(0.03);
  }
}

/** Until Nimbus has as many executors of a component as were asked for, and all of them count. */
export function untilExecutorsCount({ thrift }: Sources, component: string, wanted: number): Promise<true> {
  return until(`${component} has the ${wanted} executors that were asked for, and all count`, async () => {
    const [topology] = await thrift.topologies(signal);
    if (topology === undefined) return undefined;
    const { components } = await thrift.snapshot(topology, 'since-start', signal);
    const found = components.find((c) => c.name === component);
    const counting = found?.samples.every((s) => (s.counters.executed ?? 0) > 0) ?? false;
    return found?.executors === wanted && found.samples.length === wanted && counting ? true : undefined;
  });
}
