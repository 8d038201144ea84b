// Passes over what a journal tells the next run of the agent nothing by, by its bytes: nearly all of it are decisions and their measurements.
import { z } from 'zod';
import type { JournalLine } from '../../audit/index.js';

type PassesOver = (line: Buffer) => boolean;

const words = {
  decided: Buffer.from('"kind":"decided"'),
  evaluated: Buffer.from('"kind":"evaluated"'),
  acking: Buffer.from('"acking":true'),
  notAcking: Buffer.from('"acking":false'),
  topology: Buffer.from('"topology":'),
};
const topologySchema = z.object({ cluster: z.string(), id: z.string() });

/**
 * All lines that `remember` goes by. Of measurements it goes by whether tuples are acknowledged: only those that tell it anew of a topology
 * are read. Where the bytes do not tell, a line is read.
 * @param read lines, oldest first, but those that are passed over: asked of each when those before it are told
 */
export async function* skimmed(
  read: (passesOver: PassesOver) => AsyncIterable<JournalLine>,
): AsyncGenerator<JournalLine, void, undefined> {
  const acking = new Map<string, boolean>();
  for await (const line of read((bytes) => tellsNothing(bytes, acking))) {
    const told = (line['evaluation'] as { acking?: unknown } | null | undefined)?.acking;
    if (line.topology !== null && typeof told === 'boolean') acking.set(keyOf(line.topology), told);
    yield line;
  }
}

function tellsNothing(line: Buffer, acking: ReadonlyMap<string, boolean>): boolean {
  if (line.includes(words.decided)) return true;
  if (!line.includes(words.evaluated)) return false;
  const [isTrue, isFalse] = [line.includes(words.acking), line.includes(words.notAcking)];
  if (!isTrue && !isFalse) return true;
  const topology = topologyIn(line);
  return topology !== null && isTrue !== isFalse && acking.get(keyOf(topology)) === isTrue;
}

/** In canonical form it is the last member of a measurement. */
function topologyIn(line: Buffer): z.output<typeof topologySchema> | null {
  const at = line.lastIndexOf(words.topology);
  if (at < 0) return null;
  try {
    const text = line.toString('utf8', at + words.topology.length, line.length - 1);
    return topologySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function keyOf({ cluster, id }: { readonly cluster: string; readonly id: string }): string {
  return JSON.stringify([cluster, id]);
}
