// SIGHUP in the middle of a change: what the agent leaves open by it is told, and never as something else.
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/audit/index.js';
import { topology } from '../builders.js';
import { agent, config, file, stopAgent } from './daemon-rig.js';

afterEach(stopAgent);

describe('a reload in the middle of a change', () => {
  const about = {
    id: 'd1',
    at: '2026-11-22T11:00:00.000Z',
    topology: { cluster: 'a', name: topology.name, id: topology.id },
  };
  const changes = { workers: { from: 1, to: 2 }, 'topology.max.spout.pending': { from: 500, to: 200 } };
  const unknown = { throughputPerSecond: null, completeLatencyMs: null, utility: null };
  const before = { ...unknown, pendingUse: null, pendingLimit: null };
  /** The first of two steps is in force. */
  const begun: readonly JournalEntry[] = [
    { ...about, kind: 'intended', body: { step: 1, of: 2, changes, before, predicted: null } },
    { ...about, kind: 'applied', body: { step: 1 } },
  ];
  const otherSettings = config('a').replace('name: a,', 'name: a, timeout: 7s,');
  /** Never seen whole, so that nothing can be found out about it. */
  const fake = { missingUntil: 9e9 };
  const ofChange = (journal: readonly JournalEntry[]) =>
    journal.filter(({ kind, id }) => id === 'd1' && kind !== 'intended' && kind !== 'applied');

  it('that takes its cluster away ends it with what is known, and how to go back', async () => {
    const { daemon, journal, logs } = await agent(config('a'), { fake, former: begun });
    await daemon.start();
    writeFileSync(file, config('b'));
    await daemon.reload();
    const text =
      'its cluster was taken out of the configuration: step 1 of 2 came into force, step 2 was not sent; nobody watches it any more';
    const undo = ['storm rebalance wordcount -w 10 -n 1'];
    const next = `Look at the topology; to go back: ${undo[0]}`;
    expect(ofChange(journal)).toMatchObject([
      {
        kind: 'superseded',
        topology: about.topology,
        body: { code: 'NOT_WATCHED', text, next, undo, sent: true },
      },
    ]);
    expect(logs.filter(({ message }) => message === 'superseded')).toMatchObject([
      { level: 'warn', cluster: 'a', id: 'd1', code: 'NOT_WATCHED', text, next },
    ]);
    await daemon.reload();
    await daemon.stop('asked to end');
    expect(journal.at(-1)?.body).toMatchObject({ open: [] });
    expect(ofChange(journal)).toHaveLength(1);
  });

  it('that changes the settings of its cluster is told as a reload, not as an end', async () => {
    const { daemon, journal, clocks } = await agent(config('a'));
    await daemon.start();
    journal.push(...begun);
    writeFileSync(file, otherSettings);
    await daemon.reload();
    await clocks.get('a')?.sleep(11_000);
    const afterLook = async () => {
      await daemon.reload();
      return ofChange(journal);
    };
    const text = 'the agent was reloaded in mid-change: workers came into force, the rest did not';
    await expect
      .poll(afterLook, { timeout: 10_000, interval: 200 })
      .toMatchObject([{ kind: 'failed', body: { code: 'INTERRUPTED', text } }]);
  });

  it('before which the agent was started anew is told as an end', async () => {
    const { daemon, journal } = await agent(config('b'), { former: begun });
    await daemon.start();
    writeFileSync(file, config('a', 'b'));
    await daemon.reload();
    await expect
      .poll(() => ofChange(journal)[0]?.body, { timeout: 10_000 })
      .toMatchObject({
        text: 'the agent ended in mid-change: workers came into force, the rest did not',
      });
  });

  /** With settings by which its cluster cannot be opened. */
  async function reloadedInVain() {
    const failing = new Set<string>();
    const started = await agent(config('a'), { fake, failing, former: begun });
    await started.daemon.start();
    failing.add('a');
    writeFileSync(file, otherSettings);
    await started.daemon.reload();
    return started;
  }

  it('with settings by which its cluster cannot be opened leaves it open, also when the agent ends', async () => {
    const { daemon, journal } = await reloadedInVain();
    expect(ofChange(journal)).toEqual([]);
    await daemon.stop('asked to end');
    expect(journal.at(-1)).toMatchObject({ kind: 'stopped', body: { open: ['d1'] } });
  });

  it('with such settings, and then without the cluster, ends it, too', async () => {
    const { daemon, journal } = await reloadedInVain();
    writeFileSync(file, config('b'));
    await daemon.reload();
    expect(ofChange(journal)).toMatchObject([{ kind: 'superseded', body: { code: 'NOT_WATCHED' } }]);
  });
});
