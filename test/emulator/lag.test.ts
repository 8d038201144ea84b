// The lag of the spouts through the UI's path: emulated, read by the adapter, and told apart from not monitored.
import { afterEach, describe, expect, it } from 'vitest';
import { stormCluster } from '../../src/clusters/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { parseScenario, topWordsYaml } from '../../src/simulator/index.js';

const signal = new AbortController().signal;
let storm: SimulatedStorm | undefined;
afterEach(() => storm?.stop());

async function lagOf(yaml: string) {
  storm = await startSimulatedStorm({ scenario: parseScenario(yaml, 'test'), speed: 0 });
  storm.world.advance(60);
  const cluster = stormCluster({
    name: 'test',
    url: storm.uiUrl,
    timeoutSeconds: 5,
    concurrency: 2,
    now: () => storm?.world.nowMs() ?? 0,
    lag: true,
  });
  const [topology] = await cluster.topologies(signal);
  if (topology === undefined || cluster.lag === undefined) throw new Error('nothing to ask');
  return await cluster.lag(topology, signal);
}

describe('the lag of the spouts', () => {
  it('is what the source has given and is not done yet', async () => {
    const yaml = topWordsYaml.replace(
      /^topology:/m,
      '  settings: { ui.disable.spout.lag.monitoring: false }\ntopology:',
    );
    const [text, ...others] = await lagOf(yaml);
    const truth = storm?.world.truth();
    expect(others).toEqual([]);
    expect(text).toMatchObject({ spout: 'text', problem: null });
    expect(text?.lag).toBeCloseTo((truth?.backlogTuples ?? 0) + (truth?.inFlightTuples ?? 0), -1);
    expect(Object.keys(text?.heads ?? {})).toEqual(['text 0']);
    expect(text?.heads?.['text 0']).toBeGreaterThan(2_000_000);
  });

  it('is refused with the setting to change where the UI does not monitor it', async () => {
    await expect(lagOf(topWordsYaml)).rejects.toMatchObject({
      code: 'TRIMTAB_E_EXTERNAL',
      message: expect.stringContaining('ui.disable.spout.lag.monitoring'),
    });
  });
});
