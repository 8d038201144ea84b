// Decisions that are kept can be made again for as long as they are kept, whatever older ones were forgotten meanwhile.
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DecisionStore } from '../../src/agent/replay/decision-store.js';
import { replayDecision } from '../../src/agent/replay/replay.js';
import type { JournalLine } from '../../src/audit/index.js';
import { recordedPolicies } from '../../src/cli/audit/recorded-policies.js';
import { Acting, journalLines } from './acting.js';

const keep = 20;
let acting: Acting;
let decided: JournalLine[] = [];
const kept = (): string[] => readdirSync(join(acting.directory, 'decisions')).sort();

// Three hours, with changes whose windows are remembered for longer than the last hour.
beforeAll(async () => {
  acting = await Acting.start({
    topology: () => ({ mode: 'auto' }),
    settings: { keepDecisions: keep, coolDownSeconds: 600 },
    timedIds: true,
  });
  await acting.ticks(200);
  for await (const line of journalLines(acting)) if (line.kind === 'decided') decided = [...decided, line];
});
afterAll(() => acting.stop());

it('old ones are forgotten, but for those of an hour before the oldest that is kept', () => {
  expect(decided.length).toBeGreaterThan(150);
  expect(kept().length).toBeGreaterThanOrEqual(keep);
  expect(kept().length).toBeLessThan(keep + 60 + 50 + 5);
  expect(kept()).not.toContain(`${decided[0]?.id}.json.gz`);
});

it('the newest can all be made again', async () => {
  const store = new DecisionStore(acting.directory);
  const newest = decided.slice(-keep);
  const replays = await Promise.all(newest.map((line) => replayDecision(line, store, recordedPolicies([]))));
  expect(replays.every(({ identical }) => identical)).toBe(true);
  expect(Math.max(...replays.map(({ windows }) => windows))).toBeGreaterThan(50);
});

it('those that a clock which was years ahead has dated go first, and not the new ones', async () => {
  const [example] = kept().toReversed();
  const folder = join(acting.directory, 'decisions');
  for (let n = 0; n < 2 * keep; n += 1)
    copyFileSync(join(folder, example ?? ''), join(folder, `20301122T1000${10 + n}Z-aaaaaa.json.gz`));
  await acting.ticks(110);
  expect(kept().filter((name) => name.startsWith('2030'))).toEqual([]);
  const [newest] = acting.lines('decided').slice(-1);
  expect(kept().at(-1)).toBe(`${String(newest?.['id'])}.json.gz`);
});
