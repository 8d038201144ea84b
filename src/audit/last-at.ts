// When the last line of a journal file was written, without reading all of it.
import { open } from 'node:fs/promises';
import { z } from 'zod';

/** Longer than any line that is usual. */
const tailBytes = 256 * 1024;
const timed = z.object({ at: z.string() });

/**
 * @param size of the file, bytes
 * @returns milliseconds since the epoch; NaN where its end does not tell, for which the reading of the file gives the reason
 */
export async function lastAt(path: string, size: number): Promise<number> {
  try {
    const lines = (await endOf(path, size)).split('\n');
    // What follows the last line end is none yet, and the first may be cut off.
    const [last = ''] = lines.slice(size > tailBytes ? 1 : 0, -1).slice(-1);
    return Date.parse(timed.parse(JSON.parse(last)).at);
  } catch {
    return Number.NaN;
  }
}

async function endOf(path: string, size: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
