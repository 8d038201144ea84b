// What a person rejects or puts off is not proposed again the same way for a time, nor is an advice shown.
import { afterEach, describe, expect, it } from 'vitest';
import type { TopologyConfig } from '../../src/config/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { always } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const approval = { expires: 86_400, rejectedFor: 600 };
async function start(own: Partial<TopologyConfig> = {}): Promise<void> {
  acting = await Acting.start({
    topology: () => ({ mode: 'approve', approval, ...own }),
    settings: { policy: always(6) },
  });
}
const lastCode = (): unknown => acting.lines('decided').at(-1)?.['code'];

describe('a proposal that was rejected', () => {
  it('is not made the same way until that is over, and then it waits anew', async () => {
    await start();
    await firstPending(acting);
    expect(await asked(acting, 'reject', 'd1')).toMatchObject({ outcome: 'done', code: 'REJECTED' });
    expect(acting.lines('rejected')).toMatchObject([{ id: 'd1', by: 'anna', seconds: 600 }]);
    expect(lastCode()).toBe('DECLINED');
    expect(acting.lines('decided').at(-1)?.['text']).toMatch(
      /^executors.split up was rejected by anna; not proposed again for another /,
    );
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code: 'REJECTED' });
    await acting.ticks(11);
    const [entry] = await pendingOf(acting);
    expect(entry).toMatchObject({ answer: null, proposed: { 'executors.split': 6 } });
    expect(entry?.id).not.toBe('d1');
    expect(acting.calls).toEqual([]);
  });

  it('says no to another number of the same knob, and not to the other way', async () => {
    await start();
    await firstPending(acting);
    await asked(acting, 'reject', 'd1');
    acting.options = { ...acting.options, settings: { policy: always(8) } };
    await acting.ticks(1);
    expect(lastCode()).toBe('DECLINED');
    acting.options = { ...acting.options, settings: { policy: always(1) } };
    await acting.ticks(1);
    expect(lastCode()).not.toBe('DECLINED');
  });
});

it('what was rejected on one cluster is proposed on another with a topology of that name', async () => {
  await start();
  const first = await firstPending(acting);
  await asked(acting, 'reject', 'd1');
  const [rejected] = await pendingOf(acting);
  if (rejected === undefined) throw new Error('it is to stay with its answer');
  await acting.agent.state.queue.remove(first);
  await acting.agent.state.queue.save({ ...rejected, cluster: 'elsewhere' });
  await acting.ticks(1);
  expect(lastCode()).not.toBe('DECLINED');
});

describe('a proposal that was put off', () => {
  it('waits again after that, under its id, and may be approved before', async () => {
    await start();
    await firstPending(acting);
    const answer = await asked(acting, 'snooze', 'd1', { seconds: 300 });
    expect(answer).toMatchObject({ outcome: 'done', code: 'SNOOZED' });
    expect(acting.lines('snoozed')).toMatchObject([{ id: 'd1', by: 'anna', seconds: 300 }]);
    expect(lastCode()).toBe('DECLINED');
    await acting.ticks(6);
    expect(lastCode()).toBe('APPLY');
    expect((await pendingOf(acting)).map(({ id }) => id)).toEqual(['d1']);
    await asked(acting, 'snooze', 'd1', { seconds: 300 });
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'done' });
    expect(acting.executors('split')).toBe(6);
  });

  it('does not expire meanwhile', async () => {
    await start({ approval: { expires: 300, rejectedFor: 300 } });
    await firstPending(acting);
    await asked(acting, 'snooze', 'd1', { seconds: 600 });
    await acting.ticks(8);
    expect(acting.lines('expired')).toEqual([]);
    expect((await pendingOf(acting)).map(({ id }) => id)).toEqual(['d1']);
  });
});

describe('an advice', () => {
  /** Two executors of split, two tasks: only a new submission helps. */
  async function advised(): Promise<void> {
    const scenario = topWords();
    const { split, ...others } = scenario.topology.components;
    if (split === undefined) throw new Error('no split');
    const components = { ...others, split: { ...split, tasks: 2 } };
    acting = await Acting.start({
      scenarios: [{ ...scenario, topology: { ...scenario.topology, components } }],
      topology: () => ({ mode: 'suggest', approval }),
    });
  }
  const shown = (): readonly unknown[] => acting.lines('decided').at(-1)?.['advice'] as readonly unknown[];

  it('stays while it is given, is not shown once it was put off, and comes back', async () => {
    await advised();
    const entry = await firstPending(acting);
    expect(entry).toMatchObject({ kind: 'advice', knob: 'tasks.split', needs: 'resubmit', expiresAt: null });
    await acting.ticks(2);
    expect(await pendingOf(acting)).toHaveLength(1);
    expect(shown()).toHaveLength(1);
    await asked(acting, 'snooze', entry.id, { seconds: 300 });
    expect(shown()).toEqual([]);
    await acting.ticks(6);
    expect(shown()).toHaveLength(1);
    expect(await asked(acting, 'approve', entry.id)).toMatchObject({ outcome: 'refused', code: 'ADVICE' });
  });
});
