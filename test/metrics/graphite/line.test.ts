// Lines of Graphite's plaintext protocol, from any JVM and from anybody else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/metrics/graphite/line.js';
import { LineSplitter, longestLine } from '../../../src/metrics/graphite/line-splitter.js';

describe('a line', () => {
  it.each([
    ['a.b 12 1795359758', 12],
    ['a.b 0.46 1795359758', 0.46],
    ['a.b 0,12 1795359758', 0.12],
    ['a.b -1 1795359758', -1],
    ['a.b 1.5E7 1795359758', 1.5e7],
    ['a.b 12 1795359758\r', 12],
    ['a.b 12 -1', 12],
  ])('%j has the value %d', (text, value) => {
    expect(parseLine(text)).toEqual({ name: 'a.b', value });
  });

  it.each([
    'a.b NaN 1795359758',
    'a.b Infinity 1795359758',
    'a.b 1.234,56 1795359758',
    'a.b ١٢ 1795359758',
    'a.b 0x10 1795359758',
    'a.b 12',
    'a.b 12 soon',
    'a.b 12 1795359758 more',
    'a.b  12 1795359758',
    ' 12 1795359758',
    'GET / HTTP/1.1',
    '',
    `${'a'.repeat(2000)} 1 1795359758`,
  ])('%j is none', (text) => {
    expect(parseLine(text)).toBeNull();
  });

  it('never throws, and has a finite value if it is one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const line = parseLine(text);
        expect(line === null || Number.isFinite(line.value)).toBe(true);
      }),
    );
  });

  it('is read back whatever number is printed, with a point or a comma', () => {
    const name = fc.stringMatching(/^[^\s]{1,100}$/);
    const number = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
    fc.assert(
      fc.property(name, number, fc.constantFrom('.', ','), (text, value, mark) => {
        const printed = value.toFixed(2);
        const line = parseLine(`${text} ${printed.replace('.', mark)} 1795359758`);
        expect(line).toEqual({ name: text, value: Number(printed) });
      }),
    );
  });
});

describe('the splitter', () => {
  const split = (chunks: readonly Buffer[]): { lines: string[]; goesOn: boolean } => {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    const goesOn = chunks.every((chunk) => splitter.push(chunk, (line) => lines.push(line)));
    return { lines, goesOn };
  };

  it('gives the same lines however the bytes are cut, letters of several bytes included', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(400)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
        const chunks = [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
        expect(split(chunks)).toEqual({ lines: bytes.toString().split('\n').slice(0, -1), goesOn: true });
      }),
    );
  });

  it('gives up on a line that does not end, in one piece or in many', () => {
    expect(split([Buffer.alloc(longestLine + 1, 'a')]).goesOn).toBe(false);
    expect(split(Array.from({ length: longestLine + 1 }, () => Buffer.from('a'))).goesOn).toBe(false);
    expect(split([Buffer.from(`${'a'.repeat(longestLine)}\n`)]).goesOn).toBe(true);
    expect(split([Buffer.from(`${'a'.repeat(longestLine + 1)}\n`)])).toEqual({ lines: [], goesOn: false });
  });

  it('takes what came before', () => {
    const { lines } = split([Buffer.from('one\ntw'), Buffer.from('o\n'), Buffer.alloc(longestLine + 1, 'a')]);
    expect(lines).toEqual(['one', 'two']);
  });
});
