// HEAD: the number and hash of the last line, kept beside the journal so that a cut tail is noticed.
import { join } from 'node:path';
import { replaceWhole } from '../util/index.js';
import { canonical } from './canonical.js';
import { headName } from './files.js';
import { type ChainEnd, emptyChain, isHash, isSeq } from './line.js';

/** Replaces HEAD in one step, so that a crash leaves the old or the new. The directory is still to be synced. */
export async function replaceHead(folder: string, { seq, hash }: ChainEnd): Promise<void> {
  await replaceWhole(join(folder, headName), headText({ seq, hash }));
}

/** A file that a crash left in the middle of replaceHead. */
export function isUnfinishedHead(name: string): boolean {
  return name.startsWith(`${headName}.`) && /^\d+$/.test(name.slice(headName.length + 1));
}

/** undefined when it is not as Trimtab writes it, byte for byte. */
export function parseHead(bytes: Buffer): ChainEnd | undefined {
  const text = bytes.toString('utf8');
  const match = /^\{"hash":"([0-9a-f]{64})","seq":(\d{1,16})\}\n$/.exec(text);
  if (match === null) return undefined;
  const end = { seq: Number(match[2]), hash: match[1] ?? '' };
  if (headText(end) !== text || !isHash(end.hash)) return undefined;
  if (end.seq === 0) return end.hash === emptyChain.hash ? end : undefined;
  return isSeq(end.seq) ? end : undefined;
}

function headText(end: ChainEnd): string {
  return `${canonical(end)}\n`;
}
