// The canonical form of JSON (RFC 8785): one text, byte for byte, for one value.

/**
 * RFC 8785: members sorted by the UTF-16 code units of their names, no white space, numbers and escapes as ECMAScript has them.
 * Members that are undefined are left out, as in JSON.stringify.
 * @throws TypeError for what JSON cannot hold exactly: NaN, infinities, lone surrogates, and anything but plain objects
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `[${Array.from(value, canonical).join(',')}]` : canonicalObject(value);
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} is no JSON value`);
  }
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(`a ${value.constructor.name} is no plain object`);
  }
  const fields = value as Record<string, unknown>;
  // Array.sort compares UTF-16 code units, as the RFC wants.
  const names = Object.keys(fields)
    .filter((name) => fields[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${quoted(name)}:${canonical(fields[name])}`).join(',')}}`;
}

function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('a lone surrogate is no Unicode text');
  return JSON.stringify(text);
}
