// Components of which nothing has reported yet: the page leaves them out, the assignment has them, and the snapshot must not look whole.
import { expect, it } from 'vitest';
import { isWhole } from '../../../src/agent/readiness.js';
import { stormCluster } from '../../../src/clusters/index.js';
import { startSimulatedStorm } from '../../../src/emulator/index.js';

it('each is there with all of its tasks missing, from the first worker’s start until it reports', async () => {
  const storm = await startSimulatedStorm({ speed: 0, warmUpSeconds: 0 });
  try {
    const cluster = stormCluster({
      name: 'prod',
      url: storm.uiUrl,
      auth: {},
      timeoutSeconds: 5,
      concurrency: 4,
      now: () => storm.world.nowMs(),
    });
    const { signal } = new AbortController();
    const seen: { silent: number; whole: boolean; names: string }[] = [];
    for (let second = 0; second < 120; second += 2) {
      storm.world.advance(2);
      const [topology] = await cluster.topologies(signal);
      if (topology === undefined) throw new Error('no topology');
      const snapshot = await cluster.snapshot(topology, 'since-start', signal);
      const own = snapshot.components.filter((c) => c.kind !== 'system');
      seen.push({
        silent: own.filter((c) => c.missingTasks > 0).length,
        whole: isWhole(snapshot),
        names: own.map((c) => c.name).join(),
      });
      if (snapshot.workers.length > 0) expect(seen.at(-1)?.names).toBe('text,split,count,top');
    }
    expect(seen.some(({ silent }) => silent > 0)).toBe(true);
    expect(seen.filter(({ silent, whole }) => silent > 0 && whole)).toEqual([]);
    expect(seen.at(-1)).toEqual({ silent: 0, whole: true, names: 'text,split,count,top' });
  } finally {
    await storm.stop();
  }
});
