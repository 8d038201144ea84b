// The binary protocol: what is written is read again, and bytes that are no value end in a message, not in a wait or a crash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallName, calls } from '../../src/thrift/calls.js';
import { Frames, framed } from '../../src/thrift/frame.js';
import type { Reply } from '../../src/thrift/message.js';
import { decodeCall, decodeReply, encodeCall, encodeReply } from '../../src/thrift/message.js';
import { Malformed, Reader } from '../../src/thrift/read.js';
import { executorStats, rebalanceOptions, stormTopology, topologyInfo } from '../../src/thrift/structs.js';
import {
  list,
  map,
  type Struct,
  type StructValue,
  struct,
  type Type,
  type Value,
} from '../../src/thrift/types.js';
import { encode } from '../../src/thrift/write.js';

/** Any value of a type: fields may be unset, names are any text. */
function anyOf(type: Type): fc.Arbitrary<Value> {
  if (typeof type === 'string') return primitives[type];
  if ('list' in type) return fc.array(anyOf(type.list), { maxLength: 3 });
  if ('map' in type) return fc.array(fc.tuple(anyOf(type.map[0]), anyOf(type.map[1])), { maxLength: 3 });
  const fields = Object.values(type.fields).map(([name, inside]) => [name, anyOf(inside)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [], noNullPrototype: true });
}

const primitives: Readonly<Record<Extract<Type, string>, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  byte: fc.integer({ min: -128, max: 127 }),
  i16: fc.integer({ min: -32_768, max: 32_767 }),
  i32: fc.integer(),
  i64: fc.maxSafeInteger(),
  double: fc.double(),
  string: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('__proto__')),
  binary: fc.uint8Array(),
};

const everything = struct('Everything', {
  1: ['flag', 'bool'],
  2: ['small', 'byte'],
  3: ['short', 'i16'],
  4: ['long', 'i64'],
  9: ['bytes', 'binary'],
  32767: ['deep', list(map('double', list('i32')))],
});

const read = (type: Struct, bytes: Uint8Array) => new Reader(Buffer.from(bytes)).struct(type);
const bytesOf = (...parts: readonly (readonly number[] | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

describe('a value that was written is read again', () => {
  it.each(
    [everything, executorStats, topologyInfo, stormTopology, rebalanceOptions].map(
      (s) => [s.struct, s] as const,
    ),
  )('%s', (_, type) => {
    fc.assert(
      fc.property(anyOf(type), (value) => {
        expect(read(type, encode(type, value))).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  it('maps with struct keys keep their keys', () => {
    const stats = {
      acked: [
        [
          ':all-time',
          [
            [{ componentId: 'a', streamId: 'x' }, 20],
            [{ componentId: 'b', streamId: 'x' }, 40],
          ],
        ],
      ],
    };
    const value = { specific: { bolt: stats } } satisfies Value;
    expect(read(executorStats, encode(executorStats, value))).toEqual(value);
  });

  it('doubles may be no numbers', () => {
    const rate = (value: number) => read(executorStats, encode(executorStats, { rate: value }))['rate'];
    expect([rate(Number.NaN), rate(Number.POSITIVE_INFINITY), rate(-0)]).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
    ]);
  });
});

describe('a newer Nimbus may send more', () => {
  const newer = struct('Newer', {
    ...everything.fields,
    100: ['topology', stormTopology],
    101: ['flags', list('bool')],
    102: ['more', map('i64', everything)],
  });

  it('fields that are not known are skipped', () => {
    fc.assert(
      fc.property(anyOf(newer), (value) => {
        const { topology: _t, flags: _f, more: _m, ...known } = value as Record<string, Value>;
        expect(read(everything, encode(newer, value))).toEqual(known);
      }),
      { numRuns: 60 },
    );
  });

  it('a field of another type than expected is as good as unset, inside containers too', () => {
    const other = struct('Other', {
      1: ['flag', 'string'],
      4: ['long', 'i64'],
      32767: ['deep', list('string')],
    });
    const bytes = encode(other, { flag: 'yes', long: 7, deep: ['a', 'b'] });
    expect(read(everything, bytes)).toEqual({ long: 7 });
    // Where a container is empty nothing in it is of another type.
    expect(read(everything, encode(other, { deep: [] }))).toEqual({ deep: [] });
  });
});

describe('bytes that are no value', () => {
  it('any of them end in Malformed, soon', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          read(topologyInfo, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a value cut anywhere ends in Malformed', () => {
    const whole = encode(topologyInfo, {
      id: 'words-1-2',
      executors: [{ component_id: 'split', port: 6700 }],
      errors: [],
    });
    for (let length = 0; length < whole.length; length++) {
      expect(() => read(topologyInfo, whole.subarray(0, length))).toThrow(Malformed);
    }
  });

  it.each([
    ['a text of 2 GB', [11, 0, 1, 0x7f, 0xff, 0xff, 0xff], '2147483647 bytes wanted, 0 left'],
    ['a text of negative length', [11, 0, 1, 0xff, 0xff, 0xff, 0xff], '-1 bytes wanted, 0 left'],
    [
      'a list of 2 billion structs',
      [15, 0, 4, 12, 0x7f, 0xff, 0xff, 0xff],
      'a container of 2147483647 in 0 bytes',
    ],
    ['a map of negative size', [13, 0, 6, 11, 15, 0xff, 0xff, 0xff, 0xff], 'a container of -1 in 0 bytes'],
    ['a type that does not exist', [99, 0, 77], '99 is no type'],
    ['no end', [], '1 bytes wanted, 0 left'],
  ])('%s', (_, bytes, message) => {
    expect(() => read(topologyInfo, Uint8Array.from(bytes))).toThrow(message);
  });

  it('nesting has a limit, in what is skipped too', () => {
    const nested = Array.from({ length: 100_000 }, () => [12, 0, 1]).flat();
    expect(() => read(topologyInfo, Uint8Array.from(nested))).toThrow('nested more than 32 deep');
  });
});

describe('a call and its reply', () => {
  const bytesOfReply = (name: CallName, value: Value) => encodeReply(name, 7, { kind: 'returned', value });

  it('a call that was written is read again, with its name, number and arguments', () => {
    const names = Object.keys(calls) as CallName[];
    const anyCall = fc
      .constantFrom(...names)
      .chain((name) => fc.tuple(fc.constant(name), fc.maxSafeNat(), anyOf(calls[name].arguments)));
    fc.assert(
      fc.property(anyCall, ([name, number, values]) => {
        const sequence = number % 0x7fffffff;
        const bytes = encodeCall(name, values as StructValue, sequence);
        expect(decodeCall(bytes)).toEqual({ kind: 'call', name, sequence, values });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['getTopologyConf', { kind: 'returned', value: '{}' }],
    ['rebalance', { kind: 'done' }],
    ['rebalance', { kind: 'threw', exception: 'InvalidTopologyException', text: 'no such component' }],
    ['getTopologyConf', { kind: 'threw', exception: 'AuthorizationException', text: 'no' }],
    ['rebalance', { kind: 'failed', type: 6, text: 'Internal error processing rebalance' }],
  ] satisfies [CallName, Reply][])('%s %j is told as it was meant', (name, reply) => {
    expect(decodeReply(name, 7, encodeReply(name, 7, reply))).toEqual(reply);
  });

  it('a method that is not known is told by its name, and may only fail', () => {
    const unknown = encodeCall('getNimbusConf', {}, 7);
    unknown.write('getNimbusCold', 8, 'latin1');
    expect(decodeCall(unknown)).toEqual({ kind: 'unknown', name: 'getNimbusCold', sequence: 7 });
    expect(() => encodeReply('getNimbusCold', 7, { kind: 'done' })).toThrow('getNimbusCold is no call');
    expect(encodeReply('getNimbusCold', 7, { kind: 'failed', type: 1, text: 'no' }).length).toBeGreaterThan(
      0,
    );
  });

  it('what a call does not return or declare cannot be answered', () => {
    expect(() => encodeReply('rebalance', 7, { kind: 'returned', value: 1 })).toThrow(
      'rebalance has no success',
    );
    const thrown = { kind: 'threw', exception: 'InvalidTopologyException', text: '' } as const;
    expect(() => encodeReply('activate', 7, thrown)).toThrow('activate has no InvalidTopologyException');
  });

  it('without a result says so', () => {
    expect(decodeReply('getNimbusConf', 7, encodeReply('getNimbusConf', 7, { kind: 'done' }))).toMatchObject({
      kind: 'failed',
      type: 5,
    });
  });

  it('to another call, with another number or of another protocol is refused', () => {
    const decode = (bytes: Buffer) => () => decodeReply('getNimbusConf', 7, bytes);
    expect(decode(bytesOfReply('getTopologyConf', ''))).toThrow(
      'an answer to "getTopologyConf" 7, not to getNimbusConf 7',
    );
    expect(decode(encodeReply('getNimbusConf', 8, { kind: 'done' }))).toThrow(
      'an answer to "getNimbusConf" 8, not to getNimbusConf 7',
    );
    expect(decode(encodeCall('getNimbusConf', {}, 7))).toThrow('a message of type 1');
    for (const bytes of [bytesOf([0x82, 0x21, 0, 0]), bytesOf([0, 0, 0, 1])]) {
      expect(decode(bytes)).toThrow('the message is not of the binary protocol');
      expect(() => decodeCall(bytes)).toThrow('the message is not of the binary protocol');
    }
  });
});

describe('frames', () => {
  it('messages come out whole and in order, however they were cut', () => {
    const sizes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 30 }), (messages, step) => {
        const sent = Buffer.concat(messages.map(framed));
        const frames = new Frames(40);
        const received: Buffer[] = [];
        for (let at = 0; at < sent.length; at += step) {
          received.push(...frames.add(sent.subarray(at, at + step)));
        }
        expect(received.map((one) => [...one])).toEqual(messages.map((one) => [...one]));
      }),
    );
  });

  it('one of exactly the most that is accepted comes out', () => {
    expect([...new Frames(40).add(framed(Buffer.alloc(40, 'x')))]).toEqual([Buffer.alloc(40, 'x')]);
  });

  it.each([
    ['too long', [0, 0, 0, 41]],
    ['empty', [0, 0, 0, 0]],
    ['of negative length', [0xff, 0xff, 0xff, 0xff]],
  ])('one that is %s ends the connection, after those before it', (_, head) => {
    const frames = new Frames(40);
    const received: Buffer[] = [];
    expect(() => {
      for (const message of frames.add(bytesOf(framed(Buffer.from('x')), head))) received.push(message);
    }).toThrow(Malformed);
    expect(received).toEqual([Buffer.from('x')]);
  });
});
