// Reads a file that a person has named, also a pipe, but nothing that has no end.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const blockBytes = 64 * 1024;
/** Far beyond what a person writes, or records. */
const mostBytes = 256 * 1024 * 1024;

/** What such a file is that cannot be read, in words. */
export class Endless extends Error {}

/** @throws Endless for a device and what is longer than any file of this kind; what the file system throws */
export function readWhole(file: string, most = mostBytes): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const kind = fstatSync(descriptor);
    if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Endless('it is a device, not a file');
    const blocks: Buffer[] = [];
    for (let bytes = 0; ; ) {
      const block = Buffer.allocUnsafe(Math.max(blockBytes, Math.min(kind.size - bytes, most)));
      const read = readSync(descriptor, block);
      if (read === 0) return Buffer.concat(blocks);
      bytes += read;
      if (bytes > most) throw new Endless(`it is longer than ${Math.floor(most / 1024 ** 2)} MiB`);
      blocks.push(block.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}
