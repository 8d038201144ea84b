// Reading a journal: in the order of writing, by what is asked for, and never past something that is no record.
import { appendFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type JournalFilter, readJournal } from '../../src/audit/index.js';
import {
  collect,
  entry,
  filesOf,
  journalOf,
  linesIn,
  pathOf,
  readAll,
  refusal,
  rotatedJournalOf,
  stateDirectory,
  topology,
  write,
  writeLines,
} from './journal.js';

const at = (minute: number): number => Date.UTC(2026, 10, 22, 10, minute);

async function journal(): Promise<string> {
  const directory = stateDirectory();
  await write(directory, [
    entry(1, { kind: 'started', id: null, topology: null }),
    entry(2, { kind: 'decided' }),
    entry(3, { kind: 'applied', id: '20261122T10-2' }),
    entry(4, { topology: { ...topology, cluster: 'test' } }),
    entry(5, { topology: { ...topology, name: 'Wordcount' } }),
    entry(6, { kind: 'stopped', id: null, topology: null }),
  ]);
  return directory;
}

it('a record that came with half a character is written, with a mark in its place', async () => {
  const directory = stateDirectory();
  const half = { ...topology, name: 'words\ud83d' };
  await write(directory, [
    entry(1, { topology: half, body: { text: 'bad tweet \ud83d', of: [{ 'split\ude00': '😀' }] } }),
  ]);
  expect(await readAll(directory)).toMatchObject([
    {
      topology: { ...topology, name: 'words\ufffd' },
      text: 'bad tweet \ufffd',
      of: [{ 'split\ufffd': '😀' }],
    },
  ]);
});

describe('a filter', () => {
  it.each<[string, JournalFilter, readonly number[]]>([
    ['none', {}, [1, 2, 3, 4, 5, 6]],
    ['one kind', { kinds: ['applied'] }, [3]],
    ['several kinds', { kinds: ['started', 'stopped'] }, [1, 6]],
    ['no kind', { kinds: [] }, []],
    ['a topology', { isTopology: ({ name }) => name === 'wordcount' }, [2, 3, 4]],
    ['a cluster', { cluster: 'prod' }, [2, 3, 5]],
    ['how an id begins', { id: '20261122T10-2' }, [2, 3]],
    ['since, that moment included', { since: at(5) }, [5, 6]],
    ['until, that moment included', { until: at(2) }, [1, 2]],
    ['both', { since: at(2), until: at(3) }, [2, 3]],
    ['the last two', { last: 2 }, [5, 6]],
    ['the last two of a kind', { kinds: ['decided'], last: 2 }, [4, 5]],
    ['more than there are', { last: 99 }, [1, 2, 3, 4, 5, 6]],
    ['the last none', { last: 0 }, []],
  ])('%s', async (_, filter, expected) => {
    const lines = await collect(readJournal(await journal(), filter));
    expect(lines.map((line) => line.seq)).toEqual(expected);
  });
});

it('gives what was written, body and all', async () => {
  const [line] = await readAll(await journal());
  expect(line).toMatchObject({
    seq: 1,
    kind: 'started',
    at: '2026-11-22T10:01:00.000Z',
    id: null,
    number: 1,
  });
});

it('goes through all files', async () => {
  const lines = await readAll(await rotatedJournalOf(10, 3));
  expect(lines.map((line) => line.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

describe('since a moment, of a journal of several files', () => {
  const minutesIn = (...files: readonly (readonly number[])[]): Promise<string> =>
    filesOf(...files.map((minutes) => minutes.map((minute) => entry(minute))));

  const since = async (directory: string, minute: number): Promise<number[]> =>
    (await collect(readJournal(directory, { since: at(minute) }))).map((line) => line.seq);

  it('does not read what came before a file that begins earlier: it is the length of the time, not of the journal, that counts', async () => {
    const directory = await minutesIn([1, 2], [3, 4], [5, 6]);
    const [first = '', second = ''] = linesIn(directory);
    // Read, it would be refused.
    writeLines(directory, [first, 'no record', second]);
    expect(await since(directory, 4)).toEqual([4, 5, 6]);
    await refusal(since(directory, 3), 'TRIMTAB_E_JOURNAL_DAMAGED');
    await refusal(readAll(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });

  it('finds what a clock wrote before it was set back, and what it wrote after', async () => {
    const setBack = await minutesIn([1, 2], [50, 51], [3, 4], [5, 6]);
    expect(await since(setBack, 49)).toEqual([3, 4]);
    const farBack = await minutesIn([40, 50], [1, 2], [51, 52]);
    expect(await since(farBack, 45)).toEqual([2, 5, 6]);
    const backLater = await minutesIn([1, 50], [6, 7], [8, 9]);
    expect(await since(backLater, 45), 'within the end of a file').toEqual([2]);
  });

  it('reads a file whose successor has nothing yet, or no record at its beginning', async () => {
    const directory = await minutesIn([1, 2], [3, 4]);
    writeLines(directory, [], '000000000003.jsonl');
    expect(await since(directory, 2)).toEqual([2]);
    writeLines(directory, ['no record'], '000000000003.jsonl');
    await refusal(since(directory, 9), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });
});

it('keeps the last of many', async () => {
  const lines = await collect(readJournal(await journalOf(2500), { last: 3 }));
  expect(lines.map((line) => line.seq)).toEqual([2498, 2499, 2500]);
});

describe('of a long journal', () => {
  const made = (hour: number): string => `20261122T${String(hour).padStart(2, '0')}0000Z-abc`;
  const hourly = (hour: number, madeAt = hour, day = 22) =>
    entry(hour, { at: new Date(Date.UTC(2026, 10, day, hour, 1)).toISOString(), id: made(madeAt) });
  const seqs = async (directory: string, filter: JournalFilter): Promise<number[]> =>
    (await collect(readJournal(directory, filter))).map((line) => line.seq);
  const damageTheFirst = (directory: string): void => {
    const [first = '', ...others] = linesIn(directory);
    writeLines(directory, [first, 'no record', ...others]);
  };

  it('the last records are read from the newest files alone', async () => {
    const directory = await filesOf([entry(1), entry(2)], [entry(3), entry(4)], [entry(5)]);
    damageTheFirst(directory);
    expect(await seqs(directory, { last: 2 })).toEqual([4, 5]);
    expect(await seqs(directory, { last: 1, until: at(4) })).toEqual([4]);
    await refusal(seqs(directory, { last: 4 }), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });

  it('what an id is of is read from the files since the id was made, and from the others where there is nothing', async () => {
    const directory = await filesOf(
      [hourly(1), hourly(1)],
      [hourly(2)],
      [hourly(1, 5, 25), hourly(2, 5, 25)],
      [hourly(3, 5, 25)],
    );
    expect(await seqs(directory, { id: made(5) })).toEqual([4, 5, 6]);
    expect(await seqs(directory, { id: made(5), last: 1 })).toEqual([6]);
    damageTheFirst(directory);
    const later = made(5).replace('1122', '1125');
    await refusal(seqs(directory, { id: later }), 'TRIMTAB_E_JOURNAL_DAMAGED');
    const own = { ...hourly(6, 6, 25), id: later };
    await write(directory, [own], { rotateBytes: 1 });
    expect(await seqs(directory, { id: later })).toEqual([7]);
  });

  it('finds an id that was made by a clock that was ahead, and set back afterwards', async () => {
    const ahead = { ...entry(2), at: '2027-11-22T10:00:00.000Z', id: '20271122T100000Z-abc' };
    const directory = await filesOf([entry(1), ahead, entry(3)], [entry(4)], [entry(5)]);
    expect(await seqs(directory, { id: ahead.id })).toEqual([2]);
  });

  it('begins with the file of a line', async () => {
    const directory = await filesOf([entry(1), entry(2)], [entry(3), entry(4)], [entry(5)]);
    expect(await seqs(directory, { from: 4 })).toEqual([3, 4, 5]);
    expect(await seqs(directory, { from: 99 })).toEqual([5]);
  });

  it('passes over lines of other kinds and ids by their bytes, whatever else they tell of', async () => {
    const directory = stateDirectory();
    await write(directory, [
      entry(1, { body: { text: '"kind":"applied"', operation: { kind: 'applied' } } }),
      entry(2, { kind: 'applied', id: 'a "quoted" ü' }),
      entry(3, { kind: 'applied', id: null, topology: { ...topology, id: 'a "quoted" ü' } }),
    ]);
    expect(await seqs(directory, { kinds: ['applied'] })).toEqual([2, 3]);
    expect(await seqs(directory, { id: 'a "quoted"' })).toEqual([2]);
    appendFileSync(pathOf(directory), 'no record\n');
    await refusal(seqs(directory, { kinds: ['applied'] }), 'TRIMTAB_E_JOURNAL_DAMAGED');
  });
});

it('passes over a last line that is being written', async () => {
  const directory = await journal();
  appendFileSync(pathOf(directory), '{"at":"2026');
  expect(await readAll(directory)).toHaveLength(6);
});

it('may be left early', async () => {
  for await (const line of readJournal(await journal())) if (line.seq === 2) break;
});

it.each([
  ['no JSON', 'no json', 'line 2 is no record'],
  ['of an unknown kind', null, 'line 2 is no record (kind)'],
])('stops at a line that is %s, and names it', async (_, text, sentence) => {
  const directory = stateDirectory();
  await write(directory, [entry(1)]);
  const [line] = await readAll(directory);
  appendFileSync(pathOf(directory), `${text ?? JSON.stringify({ ...line, kind: 'guessed' })}\n`);
  const error = await refusal(readAll(directory), 'TRIMTAB_E_JOURNAL_DAMAGED');
  expect(error.message).toContain(sentence);
});

it('reads lines longer than any buffer', async () => {
  const directory = stateDirectory();
  const text = 'ö'.repeat(3_000_000);
  await write(directory, [entry(1), entry(2, { body: { text } }), entry(3)]);
  const lines = await readAll(directory);
  expect(lines.map((line) => line.seq)).toEqual([1, 2, 3]);
  expect(lines[1]?.['text']).toBe(text);
});

it('without a journal says so', async () => {
  await refusal(readAll(stateDirectory()), 'TRIMTAB_E_NO_JOURNAL');
  const directory = stateDirectory();
  writeFileSync(`${directory}/journal`, '');
  await refusal(readAll(directory), 'TRIMTAB_E_JOURNAL');
});
