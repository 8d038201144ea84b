// What doctor says of topologies: each by a name that is its own, and with the settings of its release.
import { expect, it } from 'vitest';
import { examine } from '../../../src/agent/doctor/doctor.js';
import type { TopologyRef } from '../../../src/clusters/index.js';
import { info } from '../../builders.js';
import { fakeClock } from '../fake-clock.js';
import { fakeCluster } from '../fake-cluster.js';

const asked = () => ({
  simulated: false,
  waitSeconds: 0,
  nodeVersion: '22.0.0',
  agent: { policy: 'ds2', fallback: 'ds2', model: 'models/default', tree: 'models/tree' } as const,
  signal: new AbortController().signal,
});

it('has the places of Heron topologies that share a name', async () => {
  const at = (environ: string): TopologyRef => ({
    id: `local/ads/${environ}/words@1795338733`,
    name: 'words',
    status: 'inactive',
    uptimeSeconds: 60,
    place: { cluster: 'local', role: 'ads', environ },
  });
  const clock = fakeClock();
  const findings = await examine({
    cluster: {
      ...fakeCluster(clock),
      info: () => Promise.resolve({ ...info, engine: 'heron', generation: 'heron' }),
      topologies: () => Promise.resolve([at('dev'), at('prod')]),
    },
    url: 'http://tracker',
    clock,
    ...asked(),
  });
  expect(findings.find(({ check }) => check === 'topologies')?.text).toBe(
    'ads/dev/words (inactive), ads/prod/words (inactive)',
  );
});

it.each([
  ['storm-1.2', 'task.heartbeat.frequency.secs: 3'],
  ['storm-2.x', 'executor.metrics.frequency.secs: 10'],
] as const)('names the setting that makes statistics quicker on %s', async (generation, setting) => {
  const clock = fakeClock();
  const findings = await examine({
    cluster: {
      ...fakeCluster(clock, { intervalSeconds: 60 }),
      info: () => Promise.resolve({ ...info, generation }),
    },
    url: 'http://ui',
    clock,
    ...asked(),
  });
  const slow = findings.find(({ text }) => text.startsWith('statistics every 60 s'));
  expect(slow?.next).toContain(`set ${setting} in storm.yaml`);
});
