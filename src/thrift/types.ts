// What Thrift types are made of, as data: the tables of structs and calls are written in these words.

export type Type =
  | 'bool'
  | 'byte'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'double'
  | 'string'
  | 'binary'
  | { readonly list: Type }
  | { readonly map: readonly [key: Type, value: Type] }
  | Struct;

/** A union is a struct of which one field is set; an exception is a struct too. */
export interface Struct {
  readonly struct: string;
  readonly fields: Readonly<Record<number, readonly [name: string, type: Type]>>;
}

/**
 * A value of any type. Structs are plain objects without their unset fields; a map is a list of entries, because a
 * key may be a struct, and a component may be named `__proto__`. i64 is a number: exact up to 2^53.
 */
export type Value = boolean | number | string | Uint8Array | readonly Value[] | StructValue;
export interface StructValue {
  readonly [field: string]: Value | undefined;
}

export function struct(name: string, fields: Struct['fields']): Struct {
  return { struct: name, fields };
}

export function list(element: Type): Type {
  return { list: element };
}

export function map(key: Type, value: Type): Type {
  return { map: [key, value] };
}

/** Type codes of the binary protocol. A list and a set look alike on the wire but for their code. */
export const code = {
  stop: 0,
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

export function codeOf(type: Type): number {
  if (typeof type === 'string') return type === 'binary' ? code.string : code[type];
  if ('list' in type) return code.list;
  return 'map' in type ? code.map : code.struct;
}
