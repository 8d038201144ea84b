// Reads a file that a person has named, also a pipe, but nothing that has no end.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const blockBytes = 64 * 1024;
/** Far beyond what a person writes, or records. */
const mostBytes = 256 * 1024 * 1024;
/** A pipe from which nothing comes for so long is given up: nothing else can end the waiting. */
const quietSeconds = 60;
const stepMs = 10;

/** What such a file is that cannot be read, in words. */
export class Endless extends Error {}

/** @throws Endless for a device, a pipe without writer and what is longer than any file of this kind; what the file system throws */
export function readWhole(file: string, most = mostBytes): Buffer {
  // Opening a pipe would wait for its writer, and no signal would end that.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const kind = fstatSync(descriptor);
    if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Endless('it is a device, not a file');
    const blocks: Buffer[] = [];
    for (let bytes = 0; ; ) {
      const block = Buffer.allocUnsafe(Math.max(blockBytes, Math.min(kind.size - bytes, most)));
      const read = readNext(descriptor, block);
      if (read === 0 && bytes === 0 && kind.isFIFO())
        throw new Endless(
          'it is a pipe, and nothing came through it: nobody writes to it, or its writer gave nothing',
        );
      if (read === 0) return Buffer.concat(blocks);
      bytes += read;
      if (bytes > most) throw new Endless(`it is longer than ${Math.floor(most / 1024 ** 2)} MiB`);
      blocks.push(block.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Waits for a pipe whose writer has not written yet. */
function readNext(descriptor: number, block: Buffer): number {
  for (let waitedMs = 0; ; waitedMs += stepMs) {
    try {
      return readSync(descriptor, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      if (waitedMs >= quietSeconds * 1000)
        throw new Endless(`it is a pipe, and nothing came through it for ${quietSeconds} s`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stepMs);
    }
  }
}
