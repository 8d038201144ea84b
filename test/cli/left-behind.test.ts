// A command that waits for an agent which does not answer, and is ended: nothing of what it asked for is done once nobody waits for it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Queue, Requests } from '../../src/agent/index.js';
import { openJournal } from '../../src/audit/index.js';
import { emptyDirectory, type Ran, trimtab } from './trimtab.js';

const id = '20261122T101500Z-1f09ac';

/** How an approval that waits ends by that signal, and the requests that it leaves behind. */
async function ended(
  signal: 'SIGHUP' | 'SIGKILL',
): Promise<{ readonly left: readonly { readonly until: string | null }[]; readonly ran: Ran }> {
  const stateDir = join(emptyDirectory(), 'var');
  // The journal is held, as by an agent.
  const { journal } = await openJournal(stateDir);
  try {
    await new Requests(stateDir).open();
    await new Queue(stateDir).save({
      schema: 'trimtab/pending/v1',
      kind: 'change',
      id,
      cluster: 'prod',
      topology: { name: 'words', id: 'words-1-1' },
      at: '2026-11-22T10:15:00.000Z',
      expiresAt: '2126-11-23T10:15:00.000Z',
      answer: null,
      text: 'best of what the twin knows',
      commands: ['storm rebalance words -w 3 -e split=8'],
      policy: 'twin-greedy',
      because: null,
      current: { 'executors.split': 2 },
      proposed: { 'executors.split': 8 },
      predicted: null,
      price: null,
    });
    const ran = await trimtab(['approve', id, '--state-dir', stateDir, '--wait', '60'], {
      endWhen: { stderr: /asked the agent/, signal },
    });
    const requests = join(stateDir, 'queue', 'requests');
    const left = readdirSync(requests).map((name) => readFileSync(join(requests, name), 'utf8'));
    return { left: left.map((text) => JSON.parse(text) as { until: string | null }), ran };
  } finally {
    await journal.close();
  }
}

it('a terminal that is gone withdraws what it asked for', async () => {
  const { left, ran } = await ended('SIGHUP');
  expect(ran.stderr).toContain('TRIMTAB_E_INTERRUPTED: interrupted: it is withdrawn, and nothing is done');
  expect(ran.code).toBe(130);
  expect(left).toEqual([]);
});

it('a command that is killed leaves a request that ends with its wait', async () => {
  const before = Date.now();
  const { left } = await ended('SIGKILL');
  expect(left).toHaveLength(1);
  const until = Date.parse(left[0]?.until ?? '');
  expect(until).toBeGreaterThanOrEqual(before + 60_000);
  expect(until).toBeLessThanOrEqual(Date.now() + 60_000);
});
