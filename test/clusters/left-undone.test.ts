// A poll of which one request fails is over: what else it was to ask does not stand before the polls of other topologies.
import { afterEach, expect, it } from 'vitest';
import { type Cluster, heronCluster, stormCluster } from '../../src/clusters/index.js';
import { startSimulatedHeron, startSimulatedStorm } from '../../src/emulator/index.js';
import { heronWordCount } from '../emulator/heron/word-count.js';
import { type FaultProxy, faultProxy } from './heron/fault-proxy.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const limits = { name: 'prod', timeoutSeconds: 0.3, concurrency: 1 };

async function behindProxy(url: string): Promise<FaultProxy> {
  const proxy = await faultProxy(url);
  stops.push(() => proxy.stop());
  return proxy;
}

/** What hangs is asked twice, and once. */
async function hangingAsked(cluster: Cluster, proxy: FaultProxy, pages: RegExp): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const [topology] = await cluster.topologies(signal);
  if (topology === undefined) throw new Error('no topology');
  const asked: string[] = [];
  proxy.fault = ({ path }) => {
    if (!pages.test(path)) return null;
    asked.push(path);
    return 'hang';
  };
  await expect(cluster.snapshot(topology, 'since-start', signal)).rejects.toMatchObject({
    code: 'TRIMTAB_E_TIMEOUT',
  });
  // Whatever is read next comes behind what is left.
  await cluster.topologies(signal);
  return [...new Set(asked)];
}

it('where a page of a component hangs at a Storm UI', async () => {
  const storm = await startSimulatedStorm({ speed: 0 });
  stops.push(() => storm.stop());
  const proxy = await behindProxy(storm.uiUrl);
  const cluster = stormCluster({ ...limits, url: proxy.url, now: () => storm.world.nowMs() });
  expect(await hangingAsked(cluster, proxy, /\/component\//)).toHaveLength(1);
});

it('where a timeline hangs at a Heron Tracker', async () => {
  const heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  stops.push(() => heron.stop());
  const proxy = await behindProxy(heron.trackerUrl);
  const cluster = heronCluster({ ...limits, url: proxy.url, now: () => heron.world.nowMs() });
  expect(await hangingAsked(cluster, proxy, /metricstimeline/)).toHaveLength(1);
});
