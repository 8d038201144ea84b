// The Tracker, whichever its generation, keeps the promises of the Cluster port.
import { afterAll, beforeAll, describe } from 'vitest';
import { type Cluster, heronCluster } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { clusterContract } from '../../contract/cluster.js';

describe.each(['fastapi', 'tornado'] as const)(
  'a simulated cluster, read through its Tracker (%s)',
  (generation) => {
    let heron: SimulatedHeron;
    let cluster: Cluster;
    beforeAll(async () => {
      heron = await startSimulatedHeron({ generation, speed: 0 });
      const options = {
        name: 'simulated',
        timeoutSeconds: 5,
        concurrency: 4,
        now: () => heron.world.nowMs(),
      };
      cluster = heronCluster({ ...options, url: heron.trackerUrl });
    });
    afterAll(() => heron.stop());

    clusterContract(() => cluster, 'heron');
  },
);
