// A command that waits for an agent which does not answer, and is ended: nothing of what it asked for is done once nobody waits for it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Queue, Requests } from '../../src/agent/index.js';
import { openJournal } from '../../src/audit/index.js';
import { pendingChange } from './pending-change.js';
import { emptyDirectory, type Ran, trimtab } from './trimtab.js';

/** How an approval that waits ends by that signal, and the requests that it leaves behind. */
async function ended(
  signal: 'SIGHUP' | 'SIGKILL',
): Promise<{ readonly left: readonly { readonly until: string | null }[]; readonly ran: Ran }> {
  const stateDir = join(emptyDirectory(), 'var');
  // The journal is held, as by an agent.
  const { journal } = await openJournal(stateDir);
  try {
    await new Requests(stateDir).open();
    await new Queue(stateDir).save(pendingChange);
    const ran = await trimtab(['approve', pendingChange.id, '--state-dir', stateDir, '--wait', '60'], {
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
