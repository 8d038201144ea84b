// Verification finds whatever was done to a journal, and names the file, the line and its number.
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openJournal, type Verification, verifyJournal } from '../../src/audit/index.js';
import { seal } from '../../src/audit/line.js';
import { entry, firstFile, journalOf, linesIn, pathOf, stateDirectory } from './journal.js';

const count = 12;
let original: { bytes: Buffer; lines: readonly string[]; head: Buffer };
beforeAll(async () => {
  const directory = await journalOf(count);
  const bytes = readFileSync(pathOf(directory));
  original = { bytes, lines: linesIn(directory), head: readFileSync(pathOf(directory, 'HEAD')) };
});

/** The original with other bytes in its only file. */
async function verifyBytes(bytes: Buffer): Promise<Verification> {
  const directory = stateDirectory();
  await openJournal(directory).then(({ journal }) => journal.close());
  writeFileSync(pathOf(directory), bytes);
  writeFileSync(pathOf(directory, 'HEAD'), original.head);
  return verifyJournal(directory);
}

function verifyLines(lines: readonly string[]): Promise<Verification> {
  return verifyBytes(Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

const lineNumber = fc.integer({ min: 1, max: count });

describe('one file', () => {
  it('as it was written is valid', async () => {
    const result = await verifyBytes(original.bytes);
    expect(result).toMatchObject({ valid: true, files: 1, lines: count, problems: [], notes: [] });
    expect(result.last).toEqual(JSON.parse(original.head.toString()));
  });

  it('with any byte flipped in any way is not, and the line is named', async () => {
    const flip = fc.record({
      place: fc.nat({ max: original.bytes.length - 1 }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(flip, async ({ place, mask }) => {
        const bytes = Buffer.from(original.bytes);
        bytes[place] = (bytes[place] ?? 0) ^ mask;
        const line = original.bytes.subarray(0, place).toString('latin1').split('\n').length;
        const { valid, problems } = await verifyBytes(bytes);
        expect(valid).toBe(false);
        const [first] = problems;
        expect(first?.file).toBe(firstFile);
        // The last line feed is the end of the file: without it the line is missing.
        if (place === original.bytes.length - 1) expect(first?.seq).toBe(count);
        else expect(first?.line).toBe(line);
      }),
      { numRuns: 300 },
    );
  });

  it('with a line removed is not, and the number of the line is named', async () => {
    await fc.assert(
      fc.asyncProperty(lineNumber, async (removed) => {
        const { problems } = await verifyLines(original.lines.toSpliced(removed - 1, 1));
        expect(problems).toHaveLength(1);
        expect(problems[0]?.what).toContain(`line ${removed} is missing`);
        expect(problems[0]?.line).toBe(removed === count ? null : removed);
      }),
      { numRuns: count },
    );
  });

  it('with a line repeated anywhere is not, and the place is named', async () => {
    await fc.assert(
      fc.asyncProperty(lineNumber, lineNumber, async (from, after) => {
        fc.pre(from <= after);
        const inserted = original.lines[from - 1] ?? '';
        const { problems } = await verifyLines(original.lines.toSpliced(after, 0, inserted));
        expect(problems).toEqual([
          {
            file: firstFile,
            line: after + 1,
            seq: from,
            what: `stands where line ${after + 1} belongs: inserted, repeated or moved`,
          },
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('with a forged line inserted is not, and the place is named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: count - 1 }), async (after) => {
        const before =
          after === 0 ? { seq: 0, hash: '0'.repeat(64) } : JSON.parse(original.lines[after - 1] ?? '');
        const forged = seal(entry(99), before).bytes.toString().trimEnd();
        const { problems } = await verifyLines(original.lines.toSpliced(after, 0, forged));
        // The forged line follows; the true one then stands in the wrong place.
        expect(problems[0]).toMatchObject({ file: firstFile, line: after + 2, seq: after + 1 });
      }),
      { numRuns: count },
    );
  });

  it('with a line forged anew, its own hash right, is not', async () => {
    await fc.assert(
      fc.asyncProperty(lineNumber, async (forgedNumber) => {
        const { seq, prev } = JSON.parse(original.lines[forgedNumber - 1] ?? '');
        const forged = seal(entry(99), { seq: seq - 1, hash: prev })
          .bytes.toString()
          .trimEnd();
        const { problems } = await verifyLines(original.lines.with(forgedNumber - 1, forged));
        const place =
          forgedNumber === count
            ? { file: 'HEAD', line: null, seq: count, what: `has another hash than line ${count}` }
            : { file: firstFile, line: forgedNumber + 1, seq: forgedNumber + 1 };
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatchObject(place);
      }),
      { numRuns: count },
    );
  });

  it('with two lines exchanged is not, and the first of the two is named', async () => {
    await fc.assert(
      fc.asyncProperty(lineNumber, lineNumber, async (a, b) => {
        fc.pre(a < b);
        const swapped = original.lines
          .with(a - 1, original.lines[b - 1] ?? '')
          .with(b - 1, original.lines[a - 1] ?? '');
        const { problems } = await verifyLines(swapped);
        expect(problems[0]).toMatchObject({ file: firstFile, line: a, seq: b });
      }),
      { numRuns: 60 },
    );
  });

  it('with its tail cut anywhere is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: original.bytes.length - 1 }), async (length) => {
        const whole = original.bytes.subarray(0, length).toString('latin1').split('\n').length - 1;
        const { problems } = await verifyBytes(original.bytes.subarray(0, length));
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatchObject({ file: firstFile, line: null, seq: whole + 1 });
        expect(problems[0]?.what).toMatch(/missing at the end: HEAD names line 12$/);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, string, (line: string) => string | Buffer]>([
    ['a space', 'is not in canonical form', (l) => l.replace(',"id"', ', "id"')],
    [
      'members in another order',
      'is not in canonical form',
      (l) => l.replace(/("number":\d+),("prev":"\w+")/, '$2,$1'),
    ],
    ['an escape that need not be', 'is not in canonical form', (l) => l.replace('decided', 'd\\u0065cided')],
    ['a member twice', 'is not in canonical form', (l) => l.replace('"kind"', '"kind":"decided","kind"')],
    [
      'a number written otherwise',
      'is not in canonical form',
      (l) => l.replace('"number":3', '"number":3.0'),
    ],
    ['great depth', 'is no', (l) => l.replace('"number":3', `"number":${'['.repeat(50_000)}`)],
    ['a carriage return', 'is not in canonical form', (l) => `${l}\r`],
    ['nothing in it', 'is no JSON object', () => ''],
    ['a list', 'has no valid seq, prev and hash', () => '[]'],
    [
      'a hash in capitals',
      'has no valid seq, prev and hash',
      (l) => l.replace(/"hash":"\w+"/, (h) => h.toUpperCase().replace('HASH', 'hash')),
    ],
    ['invalid UTF-8', 'is not UTF-8', (l) => Buffer.from(l.replace('prod', 'pr\u00e4'), 'latin1')],
    ['a byte order mark', 'is no JSON object', (l) => `\ufeff${l}`],
    ['a lone surrogate', 'is not in canonical form', (l) => l.replace('decided', '\\ud800')],
  ])('with %s is not valid', async (_, what, change) => {
    const changed = change(original.lines[2] ?? '');
    const rest = (lines: readonly string[]): Buffer => Buffer.from(lines.map((l) => `${l}\n`).join(''));
    const bytes = Buffer.concat([
      rest(original.lines.slice(0, 2)),
      Buffer.from(changed),
      Buffer.from('\n'),
      rest(original.lines.slice(3)),
    ]);
    const { problems } = await verifyBytes(bytes);
    expect(problems[0]).toMatchObject({ file: firstFile, line: 3 });
    expect(problems[0]?.what).toContain(what);
  });

  it('names a hundred problems and counts the others', async () => {
    const result = await verifyLines(Array.from({ length: 300 }, () => 'x'));
    expect(result.problems).toHaveLength(100);
    expect(result.problemCount).toBeGreaterThan(299);
  });
});
