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

/**
 * Read between the same heartbeats. Those of one moment apart may be seconds apart, and their uptimes are whole seconds:
 * over half a minute, rates of the same flow differ by more than 3 % then.
 */
function bothOfOneMoment(sources: Sources, span: Snapshot['span']): Promise<[Snapshot, Snapshot]> {
  return until('the same samples through both', async () => {
    const read = await both(sources, span);
    const [ofUi, ofNimbus] = [samplesOf(read[0]), samplesOf(read[1])];
    return [...ofUi.keys()].every((key) => ofNimbus.has(key)) ? read : undefined;
  });
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
      const [ofUi, ofNimbus] = (await bothOfOneMoment(open(), span)).map(samplesOf);
      for (const [key, { counts, latencies }] of ofUi ?? []) {
        expect(ofNimbus?.get(key)?.counts).toEqual(counts);
        // The UI prints three decimals.
        for (const [i, ms] of latencies.entries()) {
          expect(Math.abs((ofNimbus?.get(key)?.latencies[i] ?? 0) - (ms ?? 0))).toBeLessThan(0.001);
        }
      }
    }
  });
}

/** Measures over so many seconds through both, between the same heartbeats: the rates are the same. */
export async function ratesAgree(sources: Sources, seconds: number): Promise<void> {
  const start = await bothOfOneMoment(sources, 'since-start');
  await sleep(seconds * 1000);
  const end = await bothOfOneMoment(sources, 'since-start');
  const [ofUi, ofNimbus] = [ratesOf(start[0], end[0]), ratesOf(start[1], end[1])];
  report(`lines/s, executes/s by component: UI ${JSON.stringify(ofUi)}, Nimbus ${JSON.stringify(ofNimbus)}`);
  expect(ofNimbus).toEqual(ofUi);
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
