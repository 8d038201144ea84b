// One dry run of a cluster with a word count, and with a topology that is inactive.
import { type StateStore, type SuggestOptions, suggest } from '../../../src/agent/index.js';
import type { TopologyRef } from '../../../src/clusters/index.js';
import { type Policy, policyNamed } from '../../../src/policy/index.js';
import { balanced, topology } from '../../builders.js';
import { fakeClock } from '../fake-clock.js';
import { type FakeTopology, fakeCluster } from '../fake-cluster.js';

export const keep = policyNamed('keep') as Policy;
export const stopped: TopologyRef = {
  ...topology,
  id: 'clicks-2-1700000000',
  name: 'clicks',
  status: 'inactive',
};

/** As configured where nothing is. */
export const usual: ReturnType<SuggestOptions['topologyConfig']> = {
  mode: 'suggest',
  objective: { ...balanced, preset: 'balanced', slo: {}, reference: {} },
  priority: 0,
  knobs: { exclude: [], bounds: {} },
  budgets: { changesPerHour: 2, changesPerDay: 8 },
  external: {},
  guards: { horizon: 1800, minGain: 0, minGainDown: 0, downAfter: 1200, reversal: 3600, reserveSlots: 0 },
  blackout: [],
  expected: [],
  persist: { files: [], keys: {}, git: false },
  approval: { expires: 86_400, rejectedFor: 86_400 },
  earned: { verified: 0 },
};

export async function dryRun(
  state: StateStore | null,
  own: Partial<SuggestOptions> & { readonly fake?: FakeTopology; readonly refs?: TopologyRef[] } = {},
) {
  const { fake, refs = [topology, stopped], ...options } = own;
  const clock = fakeClock();
  let id = 0;
  const { suggestion, save } = await suggest({
    cluster: { ...fakeCluster(clock, fake), topologies: () => Promise.resolve(refs) },
    clock,
    signal: new AbortController().signal,
    windowSeconds: 120,
    maxAgeSeconds: 180,
    warmUpSeconds: 60,
    waitSeconds: 150,
    policy: keep,
    topologyConfig: () => usual,
    topology: undefined,
    state,
    newId: () => `20261122T100000Z-${id++}`,
    ...options,
  });
  await save();
  return suggestion;
}
