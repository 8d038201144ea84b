// Verification of a journal as a whole: its files, HEAD, a hash kept elsewhere, and a writer at work.
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openJournal, type Verification, verifyJournal } from '../../src/audit/index.js';
import {
  entry,
  firstFile,
  journalOf,
  linesIn,
  pathOf,
  refusal,
  rotatedJournalOf,
  stateDirectory,
  writeLines,
} from './journal.js';

const count = 12;

describe('several files', () => {
  const files = [firstFile, '000000000004.jsonl', '000000000007.jsonl', '000000000010.jsonl'];

  it('are valid together', async () => {
    expect(await verifyJournal(await rotatedJournalOf(count, 3))).toMatchObject({ valid: true, files: 4 });
  });

  it.each([0, 1, 2, 3])('of which number %i is missing are not', async (index) => {
    const directory = await rotatedJournalOf(count, 3);
    rmSync(pathOf(directory, files[index]));
    const { problems } = await verifyJournal(directory);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ seq: index * 3 + 1 });
    expect(problems[0]?.what).toMatch(index === 0 ? /begins with the file 000000000001.jsonl/ : /missing/);
  });

  it('of which all are missing are not', async () => {
    const directory = await rotatedJournalOf(count, 3);
    for (const file of files) rmSync(pathOf(directory, file));
    expect((await verifyJournal(directory)).problems[0]?.what).toContain('lines 1 to 12 are missing');
  });

  it('of which one lost its end are not', async () => {
    const directory = await rotatedJournalOf(count, 3);
    writeLines(directory, linesIn(directory, files[1]).slice(0, 2), files[1]);
    const { problems } = await verifyJournal(directory);
    expect(problems).toMatchObject([{ file: files[2], line: null, seq: 6 }]);
  });

  it('of which one ends in the middle of a line are not', async () => {
    const directory = await rotatedJournalOf(count, 3);
    const path = pathOf(directory, files[1]);
    writeFileSync(path, readFileSync(path).subarray(0, -10));
    const { problems } = await verifyJournal(directory);
    expect(problems[0]).toMatchObject({ file: files[1], seq: 6 });
    expect(problems[0]?.what).toContain('in the middle of a line');
  });

  it('of which one was renamed, emptied, copied or brought in are not', async () => {
    const directory = await rotatedJournalOf(count, 3);
    const act = async (change: (copy: string) => void): Promise<Verification> => {
      const copy = join(stateDirectory(), 'copy');
      cpSync(directory, copy, { recursive: true });
      change(copy);
      return verifyJournal(copy);
    };
    const renamed = await act((d) => renameSync(pathOf(d, files[1]), pathOf(d, '000000000005.jsonl')));
    expect(renamed.problems[0]).toMatchObject({ file: '000000000005.jsonl', seq: 4 });
    const emptied = await act((d) => writeFileSync(pathOf(d, files[1]), ''));
    expect(emptied.problems[0]).toMatchObject({
      file: files[1],
      what: 'is empty, though another file follows',
    });
    const copied = await act((d) => copyFileSync(pathOf(d, files[1]), pathOf(d, '000000000006.jsonl')));
    expect(copied.problems[0]).toMatchObject({ file: '000000000006.jsonl', seq: 7 });
    const foreign = await act((d) => writeFileSync(pathOf(d, 'export.jsonl'), '{}\n'));
    expect(foreign.problems).toMatchObject([{ file: 'export.jsonl', what: 'is no file of this journal' }]);
  });
});

describe('HEAD', () => {
  it('changed in any byte is found', async () => {
    const directory = await journalOf(count);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 84 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const bytes = Buffer.from(readFileSync(pathOf(directory, 'HEAD')));
        const kept = Buffer.from(bytes);
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        writeFileSync(pathOf(directory, 'HEAD'), bytes);
        const { valid } = await verifyJournal(directory);
        writeFileSync(pathOf(directory, 'HEAD'), kept);
        expect(valid).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('that is missing is found', async () => {
    const directory = await journalOf(2);
    rmSync(pathOf(directory, 'HEAD'));
    expect((await verifyJournal(directory)).problems).toEqual([
      { file: 'HEAD', line: null, seq: null, what: 'is missing' },
    ]);
  });
});

describe('a hash kept elsewhere', () => {
  it('of any line shows how far the journal is the one that was seen then', async () => {
    const directory = await journalOf(3);
    const { hash } = JSON.parse(linesIn(directory)[1] ?? '');
    expect(await verifyJournal(directory, { head: hash })).toMatchObject({ valid: true, givenHeadSeq: 2 });
  });

  it('shows that a journal was rewritten as a whole', async () => {
    const directory = await journalOf(3);
    const head = 'f'.repeat(64);
    const result = await verifyJournal(directory, { head });
    expect(result.valid).toBe(false);
    expect(result.problems[0]?.what).toContain('no line has the given hash');
  });
});

describe('beside a writer', () => {
  it('a journal is valid at every moment', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory, { rotateBytes: 2000 });
    let done = false;
    const writing = (async () => {
      for (let i = 1; i <= 60; i += 3) {
        await Promise.all([0, 1, 2].map((k) => journal.append(entry(i + k))));
      }
      done = true;
    })();
    while (!done) expect(await verifyJournal(directory)).toMatchObject({ valid: true });
    await writing;
    await journal.close();
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 60, notes: [] });
  });

  it('a line that is being written is noted, not blamed', async () => {
    const directory = await journalOf(2);
    appendFileSync(pathOf(directory), '{"at":"2026');
    expect(await verifyJournal(directory)).toMatchObject({
      valid: true,
      notes: ['000000000001.jsonl ends with an unfinished line of 11 bytes'],
    });
  });
});

it('without a journal says so', async () => {
  await refusal(verifyJournal(stateDirectory()), 'TRIMTAB_E_NO_JOURNAL');
});
