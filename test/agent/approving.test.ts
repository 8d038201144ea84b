// An approval that comes at the wrong moment: what passes leaves the proposal where it is, and what is over takes it out of the queue.
import { afterEach, expect, it } from 'vitest';
import { memoryOf, remember } from '../../src/agent/past/remember.js';
import type { Cluster, ComponentSnapshot } from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import { Acting, type ActingOptions, journalLines } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { always, proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

async function waiting(own: ActingOptions = {}): Promise<void> {
  acting = await Acting.start({
    topology: () => ({ mode: 'approve' }),
    settings: { policy: proposing({ 'executors.split': 6 }) },
    ...own,
  });
  await firstPending(acting);
}
const idsWaiting = async (): Promise<string[]> => (await pendingOf(acting)).map(({ id }) => id);

it('while its statistics are too old it is refused, stays, and may be given again', async () => {
  await waiting();
  const { settings } = acting.options;
  acting.options = { ...acting.options, settings: { ...settings, maxAgeSeconds: 1 } };
  acting.world.disturb('frozen-statistics');
  await acting.ticks(1);
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({
    outcome: 'refused',
    code: 'STALE_STATISTICS',
    next: 'Approve it again once that is over.',
  });
  expect(await idsWaiting()).toEqual(['d1']);
  expect(acting.calls).toEqual([]);
});

it('once it has expired it is refused, though no look has taken it out of the queue yet', async () => {
  await waiting({ topology: () => ({ mode: 'approve', approval: { expires: 90, rejectedFor: 300 } }) });
  acting.pass(90);
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code: 'EXPIRED' });
  expect(acting.calls).toEqual([]);
  expect(acting.lines('expired')).toMatchObject([{ id: 'd1' }]);
  expect(await idsWaiting()).toEqual([]);
});

it('where the list of the cluster lacks the topology once it is refused, and stays', async () => {
  let isMissing = false;
  const between = (cluster: Cluster): Cluster => ({
    ...cluster,
    topologies: async (signal) => (isMissing ? [] : await cluster.topologies(signal)),
  });
  await waiting({ between });
  isMissing = true;
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({
    outcome: 'refused',
    code: 'GONE',
    next: 'Approve it again in some minutes.',
  });
  expect(await idsWaiting()).toEqual(['d1']);
  isMissing = false;
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'done' });
});

it('while nothing of the topology can be read after a restart of the agent it is refused, and stays', async () => {
  let isSlow = false;
  const between = (cluster: Cluster): Cluster => ({
    ...cluster,
    snapshot: (...asked) =>
      isSlow
        ? Promise.reject(new TrimtabError('TRIMTAB_E_TIMEOUT', 'no answer within 5 s'))
        : cluster.snapshot(...asked),
  });
  await waiting({ between, settings: { policy: always(6) } });
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
  isSlow = true;
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code: 'UNREADABLE' });
  isSlow = false;
  await acting.ticks(4);
  expect(await idsWaiting()).toEqual(['d1']);
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'done' });
});

it('while an acker has not reported since a restart of the agent it is refused, and stays', async () => {
  let isSilent = false;
  const silent = (one: ComponentSnapshot): ComponentSnapshot =>
    one.name === '__acker' ? { ...one, missingTasks: 1 } : one;
  const between = (cluster: Cluster): Cluster => ({
    ...cluster,
    snapshot: async (...asked) => {
      const snapshot = await cluster.snapshot(...asked);
      return isSilent ? { ...snapshot, components: snapshot.components.map(silent) } : snapshot;
    },
  });
  await waiting({ between });
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
  isSilent = true;
  await acting.ticks(3);
  expect(await asked(acting, 'approve', 'd1')).toMatchObject({
    outcome: 'refused',
    code: 'EXECUTORS_MISSING',
    next: 'Approve it again once a full window of it is measured.',
  });
  expect(await idsWaiting()).toEqual(['d1']);
  expect(acting.calls).toEqual([]);
});
