// What a rollback verifies of a journal before it prints a command: all from the change on, and nothing of what came before.
import { expect, it } from 'vitest';
import { changeToGoBackFrom } from '../../src/cli/rollback/change.js';
import { entry, filesOf, linesIn, refusal, writeLines } from '../audit/journal.js';

const at = (day: number): string => `2026-11-${day}T10:00:00.000Z`;
const id = '20261125T100000Z-abcdef';
const measured = { throughputPerSecond: null, completeLatencyMs: null, utility: null, pendingUse: null };
const change = entry(1, {
  kind: 'intended',
  at: at(25),
  id,
  body: {
    step: 1,
    of: 1,
    changes: { workers: { from: 1, to: 2 } },
    before: { ...measured, pendingLimit: null },
    predicted: null,
  },
});
const files = ['000000000001.jsonl', '000000000002.jsonl', '000000000004.jsonl'] as const;

/** @param damaged the file in which the first line is another than was written */
async function goBackWith(damaged: string): Promise<string> {
  const stateDir = await filesOf(
    [entry(1, { at: at(20) })],
    [entry(2, { at: at(24) }), change],
    [entry(3, { at: at(26) })],
  );
  const lines = linesIn(stateDir, damaged).map((line) => line.replace('"number":', '"numbed":'));
  writeLines(stateDir, lines, damaged);
  const running = () => Promise.reject(new Error('nobody asks for it'));
  return (await changeToGoBackFrom({ stateDir, cluster: 'prod', topology: undefined, id, running })).id;
}

it('refuses what is damaged in the file of the change, or after it', async () => {
  for (const file of files.slice(1)) await refusal(goBackWith(file), 'TRIMTAB_E_JOURNAL_DAMAGED');
});

it('does not look at what came before', async () => {
  expect(await goBackWith(files[0])).toBe(id);
});
