// Writes values in Thrift's binary protocol.
import { code, codeOf, type Struct, type StructValue, type Type, type Value } from './types.js';

/** @throws TypeError for a value that is not of the type: a fault of the caller */
export function encode(type: Type, value: Value): Buffer {
  const parts: Buffer[] = [];
  write(parts, type, value);
  return Buffer.concat(parts);
}

function write(parts: Buffer[], type: Type, value: Value): void {
  if (typeof type === 'string') parts.push(primitive(type, value));
  else if ('list' in type) {
    const elements = listed(type, value);
    parts.push(int8(codeOf(type.list)), int32(elements.length));
    for (const element of elements) write(parts, type.list, element);
  } else if ('map' in type) {
    const [keyType, valueType] = type.map;
    const entries = listed(type, value);
    parts.push(int8(codeOf(keyType)), int8(codeOf(valueType)), int32(entries.length));
    for (const entry of entries) {
      const [key, inside] = listed(type, entry);
      if (key === undefined || inside === undefined) throw mismatch(type, entry);
      write(parts, keyType, key);
      write(parts, valueType, inside);
    }
  } else writeStruct(parts, type, value);
}

function writeStruct(parts: Buffer[], type: Struct, value: Value): void {
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) {
    throw mismatch(type, value);
  }
  for (const [id, [name, fieldType]] of Object.entries(type.fields)) {
    const field = Object.hasOwn(value, name) ? (value as StructValue)[name] : undefined;
    if (field === undefined) continue;
    parts.push(int8(codeOf(fieldType)), int16(Number(id)));
    write(parts, fieldType, field);
  }
  parts.push(int8(code.stop));
}

function primitive(type: Extract<Type, string>, value: Value): Buffer {
  switch (type) {
    case 'string':
      if (typeof value !== 'string') throw mismatch(type, value);
      return withLength(Buffer.from(value, 'utf8'));
    case 'binary':
      if (!(value instanceof Uint8Array)) throw mismatch(type, value);
      return withLength(Buffer.from(value));
    case 'bool':
      if (typeof value !== 'boolean') throw mismatch(type, value);
      return int8(value ? 1 : 0);
    case 'byte':
    case 'i16':
    case 'i32':
    case 'i64':
    case 'double':
      if (typeof value !== 'number') throw mismatch(type, value);
      return numeric(type, value);
  }
}

function numeric(type: 'byte' | 'i16' | 'i32' | 'i64' | 'double', value: number): Buffer {
  switch (type) {
    case 'byte':
      return int8(value);
    case 'i16':
      return int16(value);
    case 'i32':
      return int32(value);
    case 'i64': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(BigInt(value));
      return bytes;
    }
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleBE(value);
      return bytes;
    }
  }
}

function listed(type: Type, value: Value): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  throw mismatch(type, value);
}

function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([int32(bytes.length), bytes]);
}

function int8(value: number): Buffer {
  const bytes = Buffer.alloc(1);
  bytes.writeInt8(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function mismatch(type: Type, value: Value): TypeError {
  const wanted = typeof type === 'string' ? type : 'struct' in type ? type.struct : Object.keys(type)[0];
  return new TypeError(`cannot write ${JSON.stringify(value)} as ${wanted}`);
}
