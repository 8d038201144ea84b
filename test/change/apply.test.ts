// What becomes of a call, by what the cluster shows after it.
import { describe, expect, it } from 'vitest';
import type { Applied, apply } from '../../src/change/index.js';
import type { ClusterInfo, Snapshot, TopologyRef } from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import { info, topology } from '../builders.js';
import { applied, running } from './applying.js';

interface Seen {
  /** The polls after the call; the last of them again and again. */
  readonly polls: readonly Snapshot[];
  readonly info?: Partial<ClusterInfo>;
  readonly applying?: Partial<Parameters<typeof apply>[0]>;
}

async function became({ polls, info: own = {}, applying = {} }: Seen): Promise<Applied> {
  let polled = 0;
  return await applied(
    {
      info: () => Promise.resolve({ ...info, ...own }),
      snapshot: () => Promise.resolve(polls[Math.min(polled++, polls.length - 1)] ?? running([])),
    },
    applying,
  );
}

const old = running([900]);
const steady = running([0, 0]);
const of = (status: TopologyRef['status']): Snapshot => running([900], { topology: { ...topology, status } });

describe('a topology that does not come up', () => {
  it('is given up at the end of the time for it, and was sent something', async () => {
    // 120 s, and three times the minute in which statistics come.
    expect(await became({ polls: [old] })).toMatchObject({
      kind: 'failed',
      code: 'OLD_PROCESSES',
      sent: true,
      seconds: 300,
    });
  });

  it('is said to lack a supervisor that has ended since, and none where nobody tells how many there are', async () => {
    expect(await became({ polls: [old], info: { supervisors: 1 } })).toMatchObject({
      code: 'SUPERVISOR_LOST',
      text: expect.stringMatching(/^1 of 2 supervisors are gone, and 1 executors are still of processes/),
    });
    for (const supervisors of [2, 3, null]) {
      expect(await became({ polls: [old], info: { supervisors } })).toMatchObject({ code: 'OLD_PROCESSES' });
    }
  });

  it.each([
    ['killed', 'KILLED'],
    ['inactive', 'DEACTIVATED'],
  ] as const)('since it is %s by now is left to whoever did that', async (status, code) => {
    expect(await became({ polls: [old, of(status), steady] })).toMatchObject({ kind: 'superseded', code });
  });
});

it('an update of Heron pauses its topology itself: that is nobody else’s doing', async () => {
  const place = { cluster: 'local', role: 'ads', environ: 'prod' };
  expect(
    await became({ polls: [of('inactive'), steady], applying: { topology: { ...topology, place } } }),
  ).toMatchObject({ kind: 'steady' });
});

it('polls at least every ten seconds, however seldom statistics come', async () => {
  const rare = running([900], { measuring: { ...old.measuring, statisticsIntervalSeconds: 600 } });
  expect(await became({ polls: [old, steady], applying: { before: rare } })).toMatchObject({
    kind: 'steady',
    seconds: 10,
  });
});

describe('a call without an answer', () => {
  const send = (): Promise<void> => Promise.reject(new TrimtabError('TRIMTAB_E_UNCERTAIN', 'cut off'));

  it('that is in force says that none came', async () => {
    expect(await became({ polls: [steady], applying: { send } })).toMatchObject({
      kind: 'steady',
      findings: [{ code: 'NO_ANSWER', text: expect.stringContaining('cut off') }],
    });
  });

  it('that leaves no trace may have been sent or not', async () => {
    expect(await became({ polls: [old], applying: { send } })).toMatchObject({
      kind: 'failed',
      code: 'NOT_DONE',
      sent: null,
    });
  });
});

it('a call that is refused was not sent, and is not waited for', async () => {
  const send = (): Promise<void> => Promise.reject(new TrimtabError('TRIMTAB_E_INVALID_PLAN', 'no'));
  expect(await became({ polls: [], applying: { send } })).toMatchObject({
    kind: 'failed',
    code: 'TRIMTAB_E_INVALID_PLAN',
    sent: false,
    seconds: 0,
  });
});

it.each(['TRIMTAB_E_INTERRUPTED', 'TRIMTAB_E_UNCERTAIN'] as const)(
  'an agent that ends while it sends says nothing of what became of it: %s',
  async (code) => {
    const ending = new AbortController();
    const cut = new TrimtabError(code, 'the agent is ending');
    const send = (): Promise<void> => {
      ending.abort();
      return Promise.reject(cut);
    };
    await expect(became({ polls: [steady], applying: { send, signal: ending.signal } })).rejects.toBe(cut);
  },
);
