// The canonical form: the examples of RFC 8785, its rules one by one, and the scanner that knows it by its bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/audit/canonical.js';
import { seal } from '../../src/audit/line.js';
import { scanLine } from '../../src/audit/scan.js';
import { entry } from './journal.js';

const euro = '\u20ac$\u000f\nA\'B"\\\\"/';

describe('RFC 8785', () => {
  it('3.2.2: serialisation of primitive values, and 3.2.3: sorted', () => {
    const value = {
      numbers: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: euro,
      literals: [null, true, false],
    };
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('3.2.3: names in the order of their UTF-16 code units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [...canonical(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: the double %s is %s', (bits, text) => {
    expect(canonical(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it.each([
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['a lone surrogate', 'x\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['undefined in a list', [undefined]],
    ['a hole in a list', new Array<number>(2)],
    ['a big integer', 1n],
    ['a function', { f: () => 1 }],
    ['a Date', new Date(0)],
    ['a Map', new Map([[1, 2]])],
  ])('refuses %s', (_, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  it('leaves out members that are undefined, and has each list in its order', () => {
    expect(canonical({ b: undefined, a: [3, 1, 2], c: { d: undefined } })).toBe('{"a":[3,1,2],"c":{}}');
  });

  it('gives the value back, and itself again, for any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

/** The definition that the scanner must keep. */
function isCanonical(text: string): boolean {
  try {
    return canonical(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

const start = { seq: 41, hash: 'e'.repeat(64) };
const sealed = (body: Record<string, unknown>): Buffer =>
  seal(entry(1, { body }), start).bytes.subarray(0, -1);

describe('the scanner', () => {
  it('knows usual lines, with their place in the chain', () => {
    const bytes = sealed({
      proposed: { workers: 2, x: [1.5, -0.25, 1e-7, 'größe', '"\n', true, null, {}, []] },
    });
    const scanned = scanLine(bytes);
    expect(scanned).toMatchObject({ seq: 42, prev: start.hash });
    const { start: from, end } = scanned?.hashMember ?? { start: 0, end: 0 };
    expect(bytes.toString('latin1', from, end)).toBe(`"hash":"${scanned?.hash}",`);
  });

  it('takes the fields of the line, not those of an inner object', () => {
    const hash = 'a'.repeat(64);
    const scanned = scanLine(sealed({ inner: { hash, prev: hash, seq: 7 }, a: { hash } }));
    expect(scanned).toMatchObject({ seq: 42, prev: start.hash });
    expect(scanned?.hash).not.toBe(hash);
  });

  /** Numbers as people and programs write them, of which some are canonical. */
  const numeral = fc.oneof(
    fc.stringMatching(/^-?\d{1,17}$/),
    fc.stringMatching(/^-?\d{1,9}\.\d{1,9}$/),
    fc.stringMatching(/^-?\d(\.\d{1,3})?[eE][+-]?\d{1,3}$/),
    fc.double().map(String),
    fc.stringMatching(/^[-+.e0-9]{1,6}$/),
  );

  it('takes no number that is not canonical', () => {
    fc.assert(
      fc.property(numeral, (text) => {
        const line = sealed({ z: 12345.5 }).toString().replace('12345.5', text);
        if (scanLine(Buffer.from(line)) !== null) expect(isCanonical(line)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no line that is not canonical, whatever one byte is changed to, removed or repeated', () => {
    const change = fc.record({
      value: fc.jsonValue(),
      place: fc.nat(),
      byte: fc.oneof(fc.constantFrom(...Buffer.from('"\\{}[]:,.-+e0 \n')), fc.integer({ min: 0, max: 127 })),
      how: fc.constantFrom('set', 'remove', 'insert'),
    });
    fc.assert(
      fc.property(change, ({ value, place, byte, how }) => {
        const bytes = [...sealed({ value, zz: [1.5, 'ö'] })];
        const index = place % bytes.length;
        if (how === 'set') bytes[index] = byte;
        else bytes.splice(index, how === 'remove' ? 1 : 0, ...(how === 'remove' ? [] : [byte]));
        const changed = Buffer.from(bytes);
        const text = changed.toString();
        fc.pre(Buffer.from(text).equals(changed));
        if (scanLine(changed) !== null) expect(isCanonical(text)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['{"seq":1}'],
    ['{"a":1,"a":1}'],
    ['{"b":1,"a":1}'],
    ['{"ab":1,"a":1}'],
    ['{"a":1,}'],
    ['{"a" :1}'],
    ['{"a":"\\/"}'],
    ['{"a":"\\u0061"}'],
    ['{"a":tru}'],
    ['['.repeat(100_000)],
    [''],
    ['null'],
  ])('leaves %.20s to the parser', (text) => {
    expect(scanLine(Buffer.from(text))).toBeNull();
  });
});
