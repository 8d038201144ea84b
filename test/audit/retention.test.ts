// Retention: what it removes and announces, and what every crash on the way leaves.
import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type JournalEntry,
  openJournal,
  readJournal,
  trimJournal,
  verifyJournal,
} from '../../src/audit/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import {
  collect,
  entry,
  firstFile,
  linesIn,
  names,
  pathOf,
  readAll,
  refusal,
  rotatedJournalOf,
  stateDirectory,
  write,
  writeLines,
} from './journal.js';
import { beyond, copyOf, denied, dyingAfter, files, last, now, trim, trimmedLines } from './trimming.js';

describe('files whose last line is older', () => {
  it('are removed, after a line with the number and hash of the last one; the rest verifies, and says so', async () => {
    const directory = await rotatedJournalOf(12, 3);
    const hash = JSON.parse(linesIn(directory, files[1])[2] ?? '').hash as string;
    expect(await trim(directory, beyond(6))).toEqual({ removed: files.slice(0, 2), stayed: null });
    expect(names(directory)).toEqual([files[2], last, 'HEAD']);
    expect((await readAll(directory)).at(-1)).toMatchObject({
      seq: 13,
      at: '2026-11-23T00:00:00.000Z',
      kind: 'trimmed',
      id: null,
      topology: null,
      firstSeq: 1,
      lastSeq: 6,
      lastHash: hash,
      lines: 6,
      files: 2,
      text: 'lines 1 to 6 (2 files) are older than 2026-11-22T10:06:30.000Z and are removed',
    });
    expect(await verifyJournal(directory)).toMatchObject({
      valid: true,
      lines: 7,
      last: { seq: 13 },
      trimmed: { lines: 6, saidBy: 13 },
      notes: ['6 earlier lines were removed by retention, as line 13 says'],
    });
    // The last removed line is still known; the one before it no longer.
    expect(await verifyJournal(directory, { head: hash })).toMatchObject({ valid: true, givenHeadSeq: 6 });
  });

  it('do not go while their last line is younger, nor is anything written then', async () => {
    const directory = await rotatedJournalOf(12, 3);
    const before = names(directory).map((name) => readFileSync(pathOf(directory, name), 'utf8'));
    expect(await trim(directory, beyond(2))).toEqual({ removed: [], stayed: null });
    expect(names(directory).map((name) => readFileSync(pathOf(directory, name), 'utf8'))).toEqual(before);
  });

  it('go but for the newest, which is written to', async () => {
    const directory = await rotatedJournalOf(12, 3);
    await trim(directory, now);
    expect(names(directory)).toEqual([last, 'HEAD']);
    expect(await trim(directory, now)).toEqual({ removed: [], stayed: null });
    expect(await trimmedLines(directory)).toHaveLength(1);
  });

  it('stay behind a younger one, whatever its lines say: only a beginning goes', async () => {
    const directory = stateDirectory();
    for (const minute of [1, 40, 2, 3]) await write(directory, [entry(minute)], { rotateBytes: 1 });
    expect((await trim(directory, beyond(10))).removed).toEqual([firstFile]);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: { lines: 1 } });
  });

  it('go once and again; each time the newest line vouches, and the former may go itself', async () => {
    const directory = await rotatedJournalOf(12, 3);
    await trim(directory, beyond(3), { now: beyond(12) });
    await write(directory, [entry(14)], { rotateBytes: 1 });
    expect((await trim(directory, beyond(13))).removed).toEqual(files.slice(1));
    expect(await trimmedLines(directory)).toMatchObject([{ seq: 15, firstSeq: 4, lastSeq: 13, files: 3 }]);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: { lines: 13, saidBy: 15 } });
    await write(directory, [entry(16)]);
    expect((await readAll(directory)).map(({ seq }) => seq)).toEqual([14, 15, 16]);
  });
});

describe('a crash', () => {
  it.each([0, 1, 2])('after %i of three removed files is valid, and the next run goes on', async (count) => {
    const directory = await rotatedJournalOf(12, 3);
    expect((await trim(directory, beyond(9), dyingAfter(count))).removed).toHaveLength(count);
    const { valid, trimmed, notes } = await verifyJournal(directory);
    expect({ valid, trimmed }).toEqual({
      valid: true,
      trimmed: count === 0 ? null : { lines: 3 * count, saidBy: 13 },
    });
    expect(notes.at(-1)).toBe(
      `retention has not removed lines ${3 * count + 1} to 9 yet, which line 13 announces`,
    );
    await write(directory, [entry(14)]);
    expect((await trim(directory, beyond(9))).removed).toEqual(files.slice(count, 3));
    // What was announced is not announced again.
    expect(await trimmedLines(directory)).toHaveLength(1);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: { lines: 9 }, lines: 5 });
  });

  it('in the middle, and more grown old since: the rest is announced with it, and every stage is valid', async () => {
    const begun = await rotatedJournalOf(12, 3);
    await trim(begun, beyond(6), { ...dyingAfter(1), now: beyond(12) });
    for (const count of [0, 1, 2]) {
      const directory = copyOf(begun);
      await write(directory, [entry(14)], { rotateBytes: 1 });
      await trim(directory, beyond(13), dyingAfter(count));
      expect(await trimmedLines(directory)).toMatchObject([{ lastSeq: 6 }, { firstSeq: 4, lastSeq: 13 }]);
      expect(await verifyJournal(directory)).toMatchObject({
        valid: true,
        trimmed: { lines: 3 + 3 * count },
      });
    }
  });

  it('in the middle, and kept longer since: what is announced and not that old stays', async () => {
    const directory = await rotatedJournalOf(12, 3);
    await trim(directory, beyond(9), dyingAfter(1));
    expect((await trim(directory, beyond(6))).removed).toEqual([files[1]]);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: { lines: 6, saidBy: 13 } });
  });
});

describe('nothing is removed', () => {
  it('and nothing announced twice where the folder does not let files go; it says which and what to do', async () => {
    const directory = await rotatedJournalOf(12, 3);
    for (let day = 1; day <= 3; day++) {
      const { removed, stayed } = await trim(directory, beyond(6), { remove: denied });
      expect(removed).toEqual([]);
      expect(stayed?.text).toBe(
        `${pathOf(directory)} is older than agent.keepJournal and cannot be removed: EACCES: permission denied, unlink`,
      );
      expect(stayed?.next).toContain('remove files in that folder');
    }
    expect(await trimmedLines(directory)).toHaveLength(1);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, trimmed: null });
  });

  it('where the line about it cannot be written', async () => {
    const directory = await rotatedJournalOf(12, 3);
    const written: JournalEntry[] = [];
    const journal = {
      append: (one: JournalEntry) => {
        written.push(one);
        return Promise.reject(new TrimtabError('TRIMTAB_E_JOURNAL', 'no space left'));
      },
      close: () => Promise.resolve(),
    };
    const trimming = trimJournal({ stateDirectory: directory, journal, before: beyond(9), now });
    await refusal(trimming, 'TRIMTAB_E_JOURNAL');
    expect(written).toHaveLength(1);
    expect(names(directory)).toEqual([...files, 'HEAD']);
  });

  it.each<[string, string, (directory: string) => void]>([
    [
      'a line was changed, also among those that would go',
      'was changed',
      (d) =>
        writeLines(
          d,
          linesIn(d).map((line) => line.replace('"number":2', '"number":7')),
        ),
    ],
    ['the first file is missing', 'vouches', (d) => rmSync(pathOf(d))],
    ['a line is no record', 'is no record', (d) => writeLines(d, ['{}'])],
  ])('from a journal of which %s: that is evidence', async (_, word, damage) => {
    const directory = await rotatedJournalOf(12, 3);
    damage(directory);
    const left = names(directory);
    const { removed, stayed } = await trim(directory, beyond(9));
    expect(removed).toEqual([]);
    expect(stayed?.text).toContain(word);
    expect(stayed?.next).toContain('trimtab audit verify');
    expect(names(directory)).toEqual(left);
    expect(linesIn(directory, last)).toHaveLength(3);
  });

  it('once it is asked to end', async () => {
    const directory = await rotatedJournalOf(12, 3);
    expect(await trim(directory, beyond(9), { signal: AbortSignal.abort() })).toEqual({
      removed: [],
      stayed: null,
    });
    expect(names(directory)).toEqual([...files, 'HEAD']);
  });
});

it('kept copies of the files that went, put back in a copy of the folder, verify from line 1', async () => {
  const directory = await rotatedJournalOf(12, 3);
  const kept = copyOf(directory);
  await trim(directory, beyond(6));
  const whole = copyOf(directory);
  for (const name of files.slice(0, 2)) cpSync(pathOf(kept, name), pathOf(whole, name));
  expect(await verifyJournal(whole)).toMatchObject({ valid: true, lines: 13, trimmed: null });
});

it('whoever reads or verifies meanwhile sees a beginning or a later one, never damage', async () => {
  const directory = await rotatedJournalOf(60, 3);
  const { journal } = await openJournal(directory);
  let done = false;
  const trimming = (async () => {
    for (let number = 3; number < 60; number += 3) {
      await trimJournal({ stateDirectory: directory, journal, before: beyond(number), now });
    }
  })().finally(() => {
    done = true;
  });
  let rounds = 0;
  while (!done) {
    const [verification, lines] = await Promise.all([verifyJournal(directory), readAll(directory)]);
    expect(verification.problems).toEqual([]);
    const seqs = lines.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs).toContain(60);
    rounds += 1;
  }
  await trimming;
  await journal.close();
  expect(rounds).toBeGreaterThan(3);
  expect(names(directory)).toEqual(['000000000058.jsonl', 'HEAD']);
});

it('a reader that had listed files before they went passes over them', async () => {
  const directory = await rotatedJournalOf(12, 3);
  const lines = readJournal(directory);
  await lines.next();
  // The first is open already.
  await trim(directory, beyond(6));
  expect((await collect(lines)).map(({ seq }) => seq)).toEqual([2, 3, 7, 8, 9, 10, 11, 12]);
});

it('a file that goes between its name and its size is missing, and the journal is there', async () => {
  const directory = await rotatedJournalOf(12, 3);
  rmSync(pathOf(directory, files[1]));
  symlinkSync(pathOf(directory, 'nowhere'), pathOf(directory, files[1]));
  expect((await verifyJournal(directory)).problems).toMatchObject([{ file: files[2], seq: 4 }]);
});

it('a file in the middle that goes while others read is an error, not passed over', async () => {
  const directory = await rotatedJournalOf(12, 3);
  const lines = readJournal(directory);
  await lines.next();
  rmSync(pathOf(directory, files[2]));
  await refusal(collect(lines), 'TRIMTAB_E_JOURNAL');
});
