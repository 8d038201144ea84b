// Float32 arrays as bytes, little endian on every processor.

export function bytesOf(arrays: readonly Float32Array[]): Buffer {
  const bytes = Buffer.alloc(4 * arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    for (const value of array) at = bytes.writeFloatLE(value, at);
  }
  return bytes;
}

/** Arrays of these lengths, one after the other; undefined where the bytes are not exactly as many. */
export function arraysOf(bytes: Buffer, lengths: readonly number[]): Float32Array[] | undefined {
  if (bytes.length !== 4 * lengths.reduce((sum, length) => sum + length, 0)) return undefined;
  let at = 0;
  return lengths.map((length) => {
    const start = at;
    at += 4 * length;
    return Float32Array.from({ length }, (_, i) => bytes.readFloatLE(start + 4 * i));
  });
}
