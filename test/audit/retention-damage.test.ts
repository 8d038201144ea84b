// What is no retention: beginnings that no line vouches for, and hashes of lines that are gone.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openJournal, verifyJournal } from '../../src/audit/index.js';
import { entry, linesIn, pathOf, refusal, rotatedJournalOf, write } from './journal.js';
import { beyond, denied, files, trim } from './trimming.js';

describe('a beginning that no line vouches for is damage', () => {
  const damaged = async (directory: string): Promise<void> => {
    const { valid, problems, trimmed } = await verifyJournal(directory);
    expect({ valid, trimmed }).toEqual({ valid: false, trimmed: null });
    expect(problems[0]?.what).toContain('vouches');
  };

  it('one file more is missing than was announced', async () => {
    const directory = await rotatedJournalOf(12, 3);
    await trim(directory, beyond(6));
    rmSync(pathOf(directory, files[2]));
    await damaged(directory);
  });

  it.each([
    ['another hash', { firstSeq: 1, lastSeq: 3, lastHash: 'f'.repeat(64) }],
    ['another hash, of lines of which some are there', { firstSeq: 1, lastSeq: 6, lastHash: 'f'.repeat(64) }],
    ['another number', { firstSeq: 1, lastSeq: 2 }],
    ['lines that come later', { firstSeq: 4, lastSeq: 6 }],
    ['itself', { firstSeq: 1, lastSeq: 13 }],
    ['nothing of what it should', {}],
  ])('the line names %s', async (_, wrong) => {
    const directory = await rotatedJournalOf(12, 3);
    const lastHash = JSON.parse(linesIn(directory)[2] ?? '').hash as string;
    const body = Object.keys(wrong).length === 0 ? {} : { lastHash, ...wrong };
    await write(directory, [entry(13, { kind: 'trimmed', id: null, topology: null, body })]);
    rmSync(pathOf(directory));
    await damaged(directory);
  });

  it('all lines are missing, and an empty file is there: nothing is written after it either', async () => {
    const directory = await rotatedJournalOf(6, 3);
    for (const name of files.slice(0, 2)) rmSync(pathOf(directory, name));
    writeFileSync(pathOf(directory, files[2]), '');
    const head = readFileSync(pathOf(directory, 'HEAD'));
    await damaged(directory);
    const { message } = await refusal(openJournal(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
    expect(message).toContain('000000000007.jsonl begins after line 6, which HEAD names');
    expect(readFileSync(pathOf(directory, 'HEAD'))).toEqual(head);
  });

  it('another kind of line has the same fields, or quotes the kind', async () => {
    const directory = await rotatedJournalOf(12, 3);
    const lastHash = JSON.parse(linesIn(directory)[2] ?? '').hash as string;
    const body = { firstSeq: 1, lastSeq: 3, lastHash, quoted: { kind: 'trimmed' } };
    await write(directory, [entry(13, { body })]);
    rmSync(pathOf(directory));
    await damaged(directory);
  });

  it('and where the line is right the same removal is none', async () => {
    const directory = await rotatedJournalOf(12, 3);
    const lastHash = JSON.parse(linesIn(directory)[2] ?? '').hash as string;
    const body = { firstSeq: 1, lastSeq: 3, lastHash };
    await write(directory, [entry(13, { kind: 'trimmed', id: null, topology: null, body })]);
    rmSync(pathOf(directory));
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: { lines: 3, saidBy: 13 } });
  });

  it('a file in the middle of what was announced is missing, and the first is there', async () => {
    const directory = await rotatedJournalOf(12, 3);
    await trim(directory, beyond(9), { remove: denied });
    rmSync(pathOf(directory, files[1]));
    expect((await verifyJournal(directory)).problems).toMatchObject([{ file: files[2], seq: 4 }]);
  });
});

it('a hash kept of a line that is gone is not found, and that may be why', async () => {
  const directory = await rotatedJournalOf(12, 3);
  const head = JSON.parse(linesIn(directory)[0] ?? '').hash as string;
  await trim(directory, beyond(6));
  const { valid, problems } = await verifyJournal(directory, { head });
  expect(valid).toBe(false);
  expect(problems[0]?.what).toMatch(/or retention has removed it \(lines 1 to 6\)$/);
});
