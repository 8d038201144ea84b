// Agents on two masters of one cluster: one acts, beside the leader; the other takes over when the leader moves, and nothing is done twice.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentContext, emptyMemory } from '../../src/agent/context.js';
import { openStateDir } from '../../src/agent/state/state.js';
import { tick } from '../../src/agent/tick.js';
import type { JournalEntry } from '../../src/audit/index.js';
import type { Cluster } from '../../src/clusters/index.js';
import type { Policy } from '../../src/policy/index.js';
import { Acting } from './acting.js';

/** The agent on master-2, with a state directory of its own. */
interface Second {
  readonly agent: AgentContext;
  readonly journal: JournalEntry[];
}

let leader: string;
/** What both policies want of split; null: nothing. */
let wanted: number | null;
let first: Acting;
let second: Second;

const policy: Policy = {
  name: 'test',
  about: 'wants what a test wants, when it wants it',
  decide: () =>
    wanted === null
      ? { kind: 'hold', code: 'SUFFICIENT', text: 'nothing is wanted' }
      : { kind: 'propose', changes: { 'executors.split': wanted }, text: 'because' },
};
const led = (cluster: Cluster): Cluster => ({
  ...cluster,
  info: async (signal) => ({ ...(await cluster.info(signal)), leader }),
});

beforeEach(async () => {
  leader = 'master-1';
  wanted = null;
  first = await Acting.start({
    between: led,
    isHere: (host) => host === 'master-1',
    settings: { policy, fallback: policy },
  });
  second = secondOf(first);
});
afterEach(() => first.stop());

function secondOf({ agent }: Acting): Second {
  const journal: JournalEntry[] = [];
  let made = 0;
  return {
    journal,
    agent: {
      ...agent,
      journal: { append: async (entry) => void journal.push(entry), close: () => Promise.resolve() },
      state: openStateDir(mkdtempSync(join(tmpdir(), 'trimtab-second-'))),
      isHere: (host) => Promise.resolve(host === 'master-2'),
      newId: () => `s${++made}`,
      memory: emptyMemory(),
    },
  };
}

/** So many looks of both, a minute apart. */
async function ticks(n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    await tick(first.agent, true);
    await tick(second.agent, true);
    first.pass(60);
  }
}

const codes = ({ journal }: { readonly journal: readonly JournalEntry[] }): unknown[] =>
  journal.flatMap(({ kind, body }) => (kind === 'decided' ? [body?.['code']] : []));
const ofSecond = (kind: string): JournalEntry[] => second.journal.filter((line) => line.kind === kind);

describe('when the leader moves', () => {
  it('the agent beside the new one acts within two ticks, and the other no more', async () => {
    await ticks(6);
    leader = 'master-2';
    wanted = 8;
    await ticks(2);
    expect(first.lines('intended')).toEqual([]);
    expect(ofSecond('intended')).toHaveLength(1);
    expect(first.calls).toHaveLength(1);
    expect(first.lines('decided').map((l) => l['code'])).toContain('NOT_BESIDE_LEADER');
  });

  it('and back, each time the one beside it acts, one call each', async () => {
    await ticks(6);
    wanted = 4;
    await ticks(2);
    expect(first.lines('intended')).toHaveLength(1);
    // What the other one did is to it a change by somebody else: it keeps away for three cool-downs.
    leader = 'master-2';
    await ticks(3);
    expect(ofSecond('override-seen')).toHaveLength(1);
    wanted = 8;
    await ticks(60);
    expect(ofSecond('intended')).toHaveLength(1);
    expect(first.lines('intended')).toHaveLength(1);
    expect(first.calls.map((c) => c.change?.executors)).toEqual([{ split: 4 }, { split: 8 }]);
  });

  it('between decision and call: the first drops it, the second sends it, once', async () => {
    await ticks(6);
    wanted = 8;
    first.on('decided', () => {
      leader = 'master-2';
    });
    await ticks(2);
    expect(first.lines('superseded')).toMatchObject([{ code: 'LEADER_CHANGED', sent: false }]);
    expect(first.lines('intended')).toEqual([]);
    expect(ofSecond('intended')).toHaveLength(1);
    expect(first.calls).toHaveLength(1);
  });

  it('while a change comes into force: nothing is sent a second time, and the first still says what came of it', async () => {
    await ticks(6);
    wanted = 8;
    first.onceCallIsTaken(() => {
      leader = 'master-2';
    });
    await ticks(10);
    expect(first.calls).toHaveLength(1);
    expect(ofSecond('intended')).toEqual([]);
    expect(first.lines('applied', 'verified').map((l) => l.kind)).toEqual(['applied', 'verified']);
  });

  it('and nobody is beside it: nothing is sent, and both say why', async () => {
    leader = 'master-3';
    wanted = 8;
    await ticks(5);
    expect(first.calls).toEqual([]);
    expect(codes(second).at(-1)).toBe('NOT_BESIDE_LEADER');
    expect(first.lines('decided').at(-1)).toMatchObject({ code: 'NOT_BESIDE_LEADER' });
  });
});

it('an operator’s own rebalance before the take-over is respected by the one that takes over', async () => {
  await ticks(6);
  first.world.rebalance(first.topologyId, 0, { executors: { split: 3 } });
  leader = 'master-2';
  wanted = 8;
  await ticks(12);
  expect(ofSecond('override-seen')).toHaveLength(1);
  expect(ofSecond('intended')).toEqual([]);
  expect(codes(second).at(-1)).toBe('BACKING_OFF');
  expect(first.executors('split')).toBe(3);
});
