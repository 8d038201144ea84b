// A component of which nothing has reported since a rebalance: the page leaves it out, the assignment has it, and the snapshot must not look whole.
import { expect, it } from 'vitest';
import { isWhole } from '../../../src/agent/look/readiness.js';
import { stormCluster } from '../../../src/clusters/index.js';
import { startSimulatedStorm } from '../../../src/emulator/index.js';

it('is there with all of its tasks missing until it reports; those whose executors stayed show their last statistics', async () => {
  const storm = await startSimulatedStorm({ speed: 0 });
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
    const [topology] = await cluster.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    storm.world.rebalance(topology.id, 0, { executors: { split: 8 } });
    const silent: boolean[] = [];
    for (let second = 0; second < 120; second += 1) {
      storm.world.advance(1);
      const snapshot = await cluster.snapshot(topology, 'since-start', signal);
      const own = snapshot.components.filter((c) => c.kind !== 'system');
      expect(own.map((c) => c.name)).toEqual(['text', 'split', 'count', 'top']);
      const split = own.find((c) => c.name === 'split');
      if (split === undefined) throw new Error('no split');
      const isSilent = split.samples.length === 0;
      silent.push(isSilent);
      if (isSilent)
        expect({ missing: split.missingTasks, whole: isWhole(snapshot) }).toEqual({
          missing: 16,
          whole: false,
        });
    }
    expect(silent).toContain(true);
    expect(silent.at(-1)).toBe(false);
  } finally {
    await storm.stop();
  }
});
