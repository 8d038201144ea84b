// A container whose metrics manager is down: the topology manager's buckets go on and read 0, and its instances work all the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, heronCluster, type Snapshot } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { type FaultProxy, faultProxy } from './fault-proxy.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;
let proxy: FaultProxy;
let cluster: Cluster;

beforeAll(async () => {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  proxy = await faultProxy(heron.trackerUrl);
  const options = { name: 'h', timeoutSeconds: 5, concurrency: 4, now: () => heron.world.nowMs() };
  cluster = heronCluster({ ...options, url: proxy.url });
});
afterAll(async () => {
  await proxy.stop();
  await heron.stop();
});

type Buckets = Record<string, string>;

/** As buckets without exports read. */
function silenced(text: string, sinceSeconds: number): string {
  const answer = JSON.parse(text) as { timeline?: Record<string, Record<string, Buckets>> };
  for (const instances of Object.values(answer.timeline ?? {})) {
    for (const [id, buckets] of Object.entries(instances)) {
      if (!id.startsWith('container_2_')) continue;
      for (const at of Object.keys(buckets)) if (Number(at) >= sinceSeconds) buckets[at] = '0.000000';
    }
  }
  return JSON.stringify(answer);
}

async function look(): Promise<Snapshot> {
  const [topology] = await cluster.topologies(signal);
  if (topology === undefined) throw new Error('no topology');
  return await cluster.snapshot(topology, 'since-start', signal);
}

const samplesIn = ({ components }: Snapshot, container: string) =>
  components
    .flatMap(({ samples }) => samples)
    .filter(({ id }) => id.startsWith(container))
    .map(({ uptimeSeconds, counters }) => [uptimeSeconds, counters.emitted, counters.executed]);

it('has no new samples, where minutes without tuples would halve what flows', async () => {
  await look();
  const downAt = heron.world.nowMs() / 1000;
  proxy.answered = (text) => silenced(text, downAt);
  heron.world.advance(120);
  const before = await look();
  heron.world.advance(300);
  const after = await look();
  expect(samplesIn(after, 'container_2_')).toEqual(samplesIn(before, 'container_2_'));
  expect(samplesIn(after, 'container_1_').map(([seconds]) => seconds)).toEqual(
    samplesIn(before, 'container_1_').map(([seconds]) => Number(seconds) + 300),
  );
});
