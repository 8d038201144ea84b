// Reads values in Thrift's binary protocol, from bytes that nobody vouches for.
import { code, codeOf, type Struct, type StructValue, type Type, type Value } from './types.js';

/** Bytes that are no value of the expected type; `message` says what is wrong with them. */
export class Malformed extends Error {}

/** Of what is skipped: what is known goes no deeper than its type, and Storm's own answers are at most nine deep. */
const deepest = 32;

/** A position in one frame. */
export class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** As a generated reader: what is unknown, or of another type than expected, is skipped and stays unset. */
  struct({ fields }: Struct, depth = 0): StructValue {
    const value: Record<string, Value> = {};
    for (;;) {
      const found = this.int8();
      if (found === code.stop) return value;
      const field = fields[this.int16()];
      if (field !== undefined && codeOf(field[1]) === found) {
        const read = this.value(field[1], depth + 1);
        if (read !== undefined) value[field[0]] = read;
      } else this.skip(found, depth + 1);
    }
  }

  int32(): number {
    return this.take(4).readInt32BE();
  }

  text(): string {
    return this.run().toString('utf8');
  }

  /** @returns undefined for a container whose elements are of another type; it is skipped */
  private value(type: Type, depth: number): Value | undefined {
    if (typeof type === 'string') return this.primitive(type);
    if ('struct' in type) return this.struct(type, depth);
    return 'list' in type ? this.list(type.list, depth) : this.entries(type.map, depth);
  }

  private list(element: Type, depth: number): Value[] | undefined {
    const found = this.int8();
    const size = this.size(1);
    if (size > 0 && found !== codeOf(element)) {
      this.times(size, () => this.skip(found, depth + 1));
      return undefined;
    }
    return this.collect(size, () => this.value(element, depth + 1));
  }

  private entries([key, value]: readonly [Type, Type], depth: number): Value[] | undefined {
    const [keyFound, valueFound] = [this.int8(), this.int8()];
    const size = this.size(2);
    if (size > 0 && (keyFound !== codeOf(key) || valueFound !== codeOf(value))) {
      this.skipEntries(keyFound, valueFound, size, depth);
      return undefined;
    }
    return this.collect(size, () => {
      const k = this.value(key, depth + 1);
      const v = this.value(value, depth + 1);
      return k === undefined || v === undefined ? undefined : [k, v];
    });
  }

  private collect(size: number, read: () => Value | undefined): Value[] {
    const values: Value[] = [];
    this.times(size, () => {
      const value = read();
      if (value !== undefined) values.push(value);
    });
    return values;
  }

  private primitive(type: Extract<Type, string>): Value {
    switch (type) {
      case 'bool':
        return this.int8() !== 0;
      case 'byte':
        return this.int8();
      case 'i16':
        return this.int16();
      case 'i32':
        return this.int32();
      case 'i64':
        return Number(this.take(8).readBigInt64BE());
      case 'double':
        return this.take(8).readDoubleBE();
      case 'string':
        return this.text();
      case 'binary':
        return Uint8Array.from(this.run());
    }
  }

  private skip(found: number, depth: number): void {
    if (depth > deepest) throw new Malformed(`nested more than ${deepest} deep`);
    const width = widths[found];
    if (width !== undefined) this.take(width);
    else if (found === code.string) this.run();
    else if (found === code.struct) this.struct({ struct: 'skipped', fields: {} }, depth);
    else if (found === code.map) {
      const [key, value] = [this.int8(), this.int8()];
      this.skipEntries(key, value, this.size(2), depth);
    } else if (found === code.list || found === code.set) {
      const element = this.int8();
      this.times(this.size(1), () => this.skip(element, depth + 1));
    } else throw new Malformed(`${found} is no type`);
  }

  private skipEntries(key: number, value: number, size: number, depth: number): void {
    this.times(size, () => {
      this.skip(key, depth + 1);
      this.skip(value, depth + 1);
    });
  }

  private times(size: number, act: () => void): void {
    for (let i = 0; i < size; i++) act();
  }

  /** Of a container; no element is shorter than a byte, so a huge size is refused before anything is made for it. */
  private size(bytesEach: number): number {
    const size = this.int32();
    if (size < 0 || size * bytesEach > this.left) {
      throw new Malformed(`a container of ${size} in ${this.left} bytes`);
    }
    return size;
  }

  private run(): Buffer {
    return this.take(this.int32());
  }

  private int8(): number {
    return this.take(1).readInt8();
  }

  private int16(): number {
    return this.take(2).readInt16BE();
  }

  private take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new Malformed(`${length} bytes wanted, ${this.left} left`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

const widths: Readonly<Record<number, number>> = {
  [code.bool]: 1,
  [code.byte]: 1,
  [code.i16]: 2,
  [code.i32]: 4,
  [code.i64]: 8,
  [code.double]: 8,
};
