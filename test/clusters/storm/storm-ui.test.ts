// The UI's REST API keeps the promises of the Cluster port.
import { afterAll, beforeAll, describe } from 'vitest';
import { type Cluster, stormCluster } from '../../../src/clusters/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../../src/emulator/index.js';
import { clusterContract } from '../../contract/cluster.js';

describe('a simulated cluster, read through its UI', () => {
  let storm: SimulatedStorm;
  let cluster: Cluster;
  beforeAll(async () => {
    storm = await startSimulatedStorm({ speed: 0 });
    const options = { name: 'simulated', timeoutSeconds: 5, concurrency: 4, now: Date.now };
    cluster = stormCluster({ ...options, url: storm.uiUrl });
  });
  afterAll(() => storm.stop());

  clusterContract(() => cluster);
});
