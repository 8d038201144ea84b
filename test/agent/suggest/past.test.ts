// What a dry run knows of the past: loads, what people have turned down, and what the journal tells of changes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStateDir, type StateStore } from '../../../src/agent/index.js';
import type { Policy, Situation } from '../../../src/policy/index.js';
import { write } from '../../audit/journal.js';
import { evaluation, noon, topology } from '../../builders.js';
import { pendingChange } from '../../cli/pending-change.js';
import { always } from '../policies.js';
import { dryRun, keep, usual } from './dry-run.js';

let directory: string;
let state: StateStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-past-'));
  state = openStateDir(directory);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Both executors of split are full. */
const full = { executeLatencyMs: 4 };
const grow = { refs: [topology], fake: full, policy: always(4) };

async function answers(own: Parameters<typeof dryRun>[1] = grow): Promise<string[]> {
  const { topologies } = await dryRun(state, own);
  return (topologies[0]?.decision.reasons ?? []).map(({ guard, code }) => `${guard} ${code}`);
}

async function pastOf(own: Parameters<typeof dryRun>[1] = {}): Promise<Situation['past']> {
  const seen: Situation['past'][] = [];
  const looking: Policy = {
    ...keep,
    decide: (situation) => {
      seen.push(situation.past);
      return keep.decide(situation);
    },
  };
  await dryRun(state, { refs: [topology], ...own, policy: looking });
  const [past] = seen;
  if (past === undefined) throw new Error('the policy was not asked');
  return past;
}

it('nothing is held against a change where nothing is told', async () => {
  expect(await answers()).toContain('failed-direction NOT_TRIED');
});

it.each(['rejected', 'snoozed'] as const)(
  'what a person has %s is not suggested the same way',
  async (kind) => {
    const at = new Date(noon - 3600_000).toISOString();
    const answer = { kind, by: 'anna', at, until: new Date(noon + 3600_000).toISOString() };
    const { name, id } = topology;
    await state.queue.save({ ...pendingChange, topology: { name, id }, answer });
    expect(await answers()).toContain('failed-direction DECLINED');
  },
);

const inJournal = { ...topology, cluster: 'prod' };
const line = (minutesAgo: number, kind: 'intended' | 'verified' | 'reverted', id: string, body = {}) => {
  const at = new Date(noon - minutesAgo * 60_000).toISOString();
  return { kind, at, id, topology: { cluster: 'prod', name: inJournal.name, id: inJournal.id }, body };
};
const measured = {
  throughputPerSecond: 500,
  completeLatencyMs: 20,
  utility: 0,
  pendingUse: null,
  pendingLimit: null,
};
const intended = (minutesAgo: number, id: string) =>
  line(minutesAgo, 'intended', id, {
    step: 1,
    of: 1,
    changes: { 'executors.split': { from: 2, to: 4 } },
    before: measured,
    predicted: null,
  });

it('what was undone in the last hours is not suggested the same way', async () => {
  await write(directory, [intended(90, 'd1'), line(80, 'reverted', 'd1', { code: 'WORSE' })]);
  expect(await answers()).toContain('failed-direction FAILED_BEFORE');
});

it('the last change that stayed is known, so that going back costs more', async () => {
  await write(directory, [intended(90, 'd1'), line(80, 'verified', 'd1')]);
  const { lastChange, failed } = await pastOf();
  expect(failed).toEqual([]);
  expect(lastChange?.directions).toEqual({ 'executors.split': 'up' });
  expect((lastChange?.secondsAgo ?? 0) / 60).toBeGreaterThanOrEqual(80);
  expect((lastChange?.secondsAgo ?? 0) / 60).toBeLessThan(85);
});

it('a journal that cannot be read costs a warning, and not the answer', async () => {
  await write(directory, [intended(90, 'd1')]);
  writeFileSync(join(directory, 'journal', '000000000001.jsonl'), 'no record\n');
  const problems: string[] = [];
  const own = { ...grow, onJournalUnread: ({ code }: { code: string }) => problems.push(code) };
  expect(await answers(own)).toContain('failed-direction NOT_TRIED');
  expect(problems).toEqual(['TRIMTAB_E_JOURNAL_DAMAGED']);
});

it('its load is watched for longer than scaling down asks for, however long that is', async () => {
  const downAfter = 3 * 3600;
  const topologyConfig = () => ({ ...usual, guards: { ...usual.guards, downAfter } });
  for (let minutes = 10; minutes <= 230; minutes += 10) {
    const at = noon - minutes * 60_000;
    const id = `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}-${minutes}`;
    const suggestion = {} as Parameters<StateStore['save']>[1][number]['suggestion'];
    const one = {
      id,
      clusterName: 'prod',
      suggestion,
      evaluation: evaluation({ at, topology }),
      inputs: null,
    };
    await state.save('prod', [one], { first: new Map(), running: [] }, () => {});
  }
  expect((await pastOf()).watchedSeconds).toBeLessThan(2 * 3600);
  expect((await pastOf({ topologyConfig })).watchedSeconds).toBeGreaterThan(downAfter);
});
