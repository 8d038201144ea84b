// Writing a journal: the form of its lines, its files, and what is made of that which a crash or somebody else left.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JournalEntry, openJournal, verifyJournal } from '../../src/audit/index.js';
import {
  entry,
  firstFile,
  journalOf,
  linesIn,
  names,
  pathOf,
  readAll,
  refusal,
  rotatedJournalOf,
  stateDirectory,
  topology,
  write,
  writeLines,
} from './journal.js';

const zeros = '0'.repeat(64);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function headOf(directory: string): unknown {
  return JSON.parse(readFileSync(pathOf(directory, 'HEAD'), 'utf8'));
}

describe('a line', () => {
  it('is canonical JSON, with the hash of what it says and of the line before', async () => {
    const directory = stateDirectory();
    await write(directory, [entry(1, { body: { zeta: 1, alpha: undefined } }), entry(2, { topology: null })]);
    const [first = '', second = ''] = linesIn(directory);
    const own =
      '"at":"2026-11-22T10:01:00.000Z",HASH"id":"20261122T10-1","kind":"decided",' +
      `"prev":"${zeros}","seq":1,"topology":{"cluster":"prod","id":"wordcount-1-1700000000","name":"wordcount"},"zeta":1}`;
    const hash = sha256(`${zeros}{${own.replace('HASH', '')}`);
    expect(first).toBe(`{${own.replace('HASH', `"hash":"${hash}",`)}`);
    expect(JSON.parse(second)).toMatchObject({ seq: 2, prev: hash, topology: null });
    expect(headOf(directory)).toEqual({ seq: 2, hash: JSON.parse(second).hash });
  });

  it('can hold any name and any JSON', async () => {
    const directory = stateDirectory();
    const odd = { cluster: 'a"b', name: 'zwei\nzeilen \u2028 \u0007 größe 😀', id: '","hash":"' };
    const body = { __proto__x: 1, '10': 1, '9': 2, 'ü\u0000': [null, { hash: zeros, prev: zeros }] };
    await write(directory, [entry(1, { topology: odd, body }), entry(2)]);
    expect(linesIn(directory)).toHaveLength(2);
    expect((await readAll(directory))[0]).toMatchObject({ topology: odd, ...body });
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 2 });
  });

  it.each<[string, Partial<JournalEntry>]>([
    ['a reserved field', { body: { hash: 'x' } }],
    ['NaN', { body: { value: Number.NaN } }],
    ['a time without milliseconds', { at: '2026-11-22T10:00:00Z' }],
    ['a local time', { at: '2026-11-22T10:00:00.000+01:00' }],
  ])('with %s is refused alone', async (_, own) => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    const one = journal.append(entry(1));
    await expect(journal.append(entry(2, own))).rejects.toThrow(TypeError);
    await Promise.all([one, journal.append(entry(3))]);
    await journal.close();
    expect((await readAll(directory)).map((line) => line['number'])).toEqual([1, 3]);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 2 });
  });
});

describe('appending', () => {
  it('keeps the order of the calls, however many wait at once', async () => {
    const directory = await journalOf(1000);
    expect((await readAll(directory)).map((line) => line['number'])).toEqual(
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 1000, notes: [] });
  });

  it('has the line on disk, and HEAD with it, when it resolves', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    await journal.append(entry(1));
    expect(linesIn(directory)).toHaveLength(1);
    expect(headOf(directory)).toMatchObject({ seq: 1 });
    await journal.close();
  });

  it('waits at close for what was appended, and takes nothing after it', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    const appended = journal.append(entry(1));
    await journal.close();
    await appended;
    await refusal(journal.append(entry(2)), 'TRIMTAB_E_JOURNAL');
    expect(linesIn(directory)).toHaveLength(1);
  });

  it('is refused from then on when something else wrote to the file', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    await journal.append(entry(1));
    appendFileSync(pathOf(directory), 'x');
    const error = await refusal(journal.append(entry(2)), 'TRIMTAB_E_JOURNAL_DAMAGED');
    expect(error.message).toContain('was changed by something else');
    await refusal(journal.append(entry(3)), 'TRIMTAB_E_JOURNAL_DAMAGED');
    await journal.close();
  });

  it('is refused from then on when the file was removed', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    await journal.append(entry(1));
    rmSync(pathOf(directory));
    await refusal(journal.append(entry(2)), 'TRIMTAB_E_JOURNAL_DAMAGED');
    await journal.close();
  });
});

describe('rotation', () => {
  it('carries the chain on into files named by their first line', async () => {
    const directory = stateDirectory();
    await write(
      directory,
      [1, 2, 3, 4, 5].map((n) => entry(n)),
      { rotateBytes: 500 },
    );
    expect(names(directory)).toEqual([firstFile, '000000000003.jsonl', '000000000005.jsonl', 'HEAD']);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 5, files: 3 });
  });

  it('goes on after an empty last file, which a crash may leave', async () => {
    const directory = await journalOf(3);
    writeFileSync(pathOf(directory, '000000000004.jsonl'), '');
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 3 });
    await write(directory, [entry(4)]);
    expect(linesIn(directory, '000000000004.jsonl')).toHaveLength(1);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 4 });
  });
});

describe('opening', () => {
  it('goes on where the last writer ended', async () => {
    const directory = await rotatedJournalOf(7, 3);
    await write(directory, [entry(8)]);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 8, files: 3 });
  });

  it('sets a torn last line aside, says so, and goes on', async () => {
    const directory = await journalOf(2);
    const torn = linesIn(directory)[1]?.slice(0, 100) ?? '';
    appendFileSync(pathOf(directory), torn);
    const { journal, recovered } = await openJournal(directory);
    await journal.append(entry(3));
    await journal.close();
    const { file = '', bytes } = recovered.setAside ?? {};
    expect({ bytes, lines: recovered.linesNewerThanHead }).toEqual({ bytes: 100, lines: 0 });
    expect(readFileSync(file, 'utf8')).toBe(torn);
    expect(file).toMatch(/000000000001\.jsonl\.unfinished-\d+$/);
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 3, notes: [] });
  });

  it('sets a line aside beside one that was set aside before', async () => {
    const directory = await journalOf(1);
    for (const bytes of [3, 4]) {
      appendFileSync(pathOf(directory), 'x'.repeat(bytes));
      const { journal, recovered } = await openJournal(directory);
      expect(recovered.setAside?.bytes).toBe(bytes);
      await journal.close();
    }
    expect(names(directory)).toHaveLength(4);
  });

  it('takes lines that a crash left before HEAD knew of them, and brings HEAD up', async () => {
    const directory = await journalOf(2);
    const old = readFileSync(pathOf(directory, 'HEAD'));
    await write(directory, [entry(3), entry(4)]);
    const now = headOf(directory);
    writeFileSync(pathOf(directory, 'HEAD'), old);
    appendFileSync(pathOf(directory), '{"at":');
    expect(await verifyJournal(directory)).toMatchObject({ valid: true, lines: 4, notes: { length: 2 } });
    const { journal, recovered } = await openJournal(directory);
    await journal.close();
    expect(recovered).toMatchObject({ linesNewerThanHead: 2, setAside: { bytes: 6 } });
    expect(headOf(directory)).toEqual(now);
  });

  it('removes what a crash left of a new HEAD', async () => {
    const directory = await journalOf(1);
    writeFileSync(pathOf(directory, 'HEAD.123456'), '{"ha');
    await write(directory, []);
    expect(names(directory)).toEqual([firstFile, 'HEAD']);
  });

  it('refuses more lines after HEAD than any crash leaves', async () => {
    const directory = stateDirectory();
    await write(directory, []);
    const old = readFileSync(pathOf(directory, 'HEAD'));
    const { journal } = await openJournal(directory);
    await Promise.all(Array.from({ length: 257 }, (_, i) => journal.append(entry(i + 1))));
    await journal.close();
    writeFileSync(pathOf(directory, 'HEAD'), old);
    const error = await refusal(openJournal(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
    expect(error.message).toContain('has 257 lines after line 0, which HEAD names');
    expect(error.exitCode).toBe(5);
  });

  it.each<[string, string, (directory: string) => void]>([
    ['HEAD is missing', 'HEAD is missing', (d) => rmSync(pathOf(d, 'HEAD'))],
    ['HEAD is empty', 'HEAD is not as Trimtab wrote it', (d) => writeFileSync(pathOf(d, 'HEAD'), '')],
    [
      'HEAD names another hash',
      'HEAD has another hash than line 6',
      (d) => writeFileSync(pathOf(d, 'HEAD'), `{"hash":"${zeros}","seq":6}\n`),
    ],
    [
      'the tail was cut',
      'line 6 is missing at the end',
      (d) => writeLines(d, linesIn(d, '000000000004.jsonl').slice(0, 2), '000000000004.jsonl'),
    ],
    [
      'a line that HEAD names is torn',
      'line 6 is missing at the end',
      (d) =>
        writeFileSync(
          pathOf(d, '000000000004.jsonl'),
          readFileSync(pathOf(d, '000000000004.jsonl')).subarray(0, -1),
        ),
    ],
    [
      'a line in the middle is missing',
      '000000000004.jsonl line 2: line 5 is missing before it',
      (d) =>
        writeLines(
          d,
          linesIn(d, '000000000004.jsonl').filter((l) => !l.includes('"number":5')),
          '000000000004.jsonl',
        ),
    ],
    [
      'a line was changed',
      'line 2 was changed',
      (d) =>
        writeLines(
          d,
          linesIn(d, '000000000004.jsonl').map((l) => l.replace('"number":5', '"number":6')),
          '000000000004.jsonl',
        ),
    ],
    ['the last file is missing', 'missing at the end', (d) => rmSync(pathOf(d, '000000000004.jsonl'))],
    [
      'a forged line follows',
      'stands where line 7',
      (d) => appendFileSync(pathOf(d, '000000000004.jsonl'), `${linesIn(d)[0]}\n`),
    ],
  ])('is refused when %s, with the place, and nothing is mended', async (_, sentence, damage) => {
    const directory = await rotatedJournalOf(6, 3);
    damage(directory);
    const before = names(directory);
    const error = await refusal(openJournal(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
    expect(error.message).toContain(sentence);
    expect(names(directory)).toEqual(before);
    // The lock was let go.
    await refusal(openJournal(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });

  it('accepts whatever prefix of a batch the disk kept', async () => {
    const directory = await journalOf(3);
    const before = readFileSync(pathOf(directory));
    const head = readFileSync(pathOf(directory, 'HEAD'));
    const { journal } = await openJournal(directory);
    await Promise.all([4, 5, 6].map((n) => journal.append(entry(n))));
    await journal.close();
    const after = readFileSync(pathOf(directory));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: before.length, max: after.length }), async (length) => {
        const kept = stateDirectory();
        mkdirSync(join(kept, 'journal'));
        writeFileSync(pathOf(kept), after.subarray(0, length));
        writeFileSync(pathOf(kept, 'HEAD'), head);
        await write(kept, [entry(7)]);
        expect(await verifyJournal(kept)).toMatchObject({ valid: true, notes: [] });
      }),
      { numRuns: 15 },
    );
  });

  it('says what is wrong where the state directory cannot be made', async () => {
    const directory = stateDirectory();
    writeFileSync(join(directory, 'file'), '');
    const error = await refusal(openJournal(join(directory, 'file')), 'TRIMTAB_E_JOURNAL');
    expect(error.message).toContain('ENOTDIR');
    expect(error.exitCode).toBe(1);
  });
});

describe('a second writer', () => {
  it('is refused, is told who writes, and may write when the first has closed', async () => {
    const directory = stateDirectory();
    const { journal } = await openJournal(directory);
    const error = await refusal(openJournal(directory), 'TRIMTAB_E_LOCKED');
    expect(error.message).toContain(`pid ${process.pid}, state directory ${directory}`);
    await journal.close();
    await write(directory, [entry(1)]);
  });

  it('is refused by another path to the same directory', async () => {
    const directory = stateDirectory();
    const link = join(stateDirectory(), 'link');
    symlinkSync(directory, link);
    const { journal } = await openJournal(directory);
    await refusal(openJournal(link), 'TRIMTAB_E_LOCKED');
    await journal.close();
  });

  it('of another directory is none', async () => {
    const one = await openJournal(stateDirectory());
    const other = await openJournal(stateDirectory());
    await Promise.all([one, other].map(({ journal }) => journal.append(entry(1, { topology }))));
    await Promise.all([one, other].map(({ journal }) => journal.close()));
  });
});
