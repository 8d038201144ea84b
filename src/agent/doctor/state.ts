// Whether doctor finds that what the agent keeps can be written: by writing it, and by the room that is left.
import { promises } from 'node:fs';
import { join } from 'node:path';
import { journalFolder } from '../../audit/index.js';
import { type WriteWhole, writeWhole } from '../../util/index.js';
import { isMissing, stateError } from '../state/json-files.js';
import type { Finding } from './finding.js';

/** Larger than what a full file system still has in the blocks that are begun. */
const probeBytes = 16 * 1024;
/** Ten days of the journal of a small topology, at a look a minute (docs/guide/service.md). */
const littleRoomMiB = 100;

/** The calls of the system; tests put those of a full disk in their place. */
export interface StateProbing {
  readonly write: WriteWhole;
  readonly statfs: (folder: string) => Promise<{ bsize: number; blocks: number; bavail: number }>;
}

/** Writes into the state directory and, where one is there, the journal; what it has written is gone afterwards. */
export async function stateFinding(
  directory: string,
  { write, statfs }: StateProbing = { write: writeWhole, statfs: promises.statfs },
): Promise<Finding> {
  const rooms: number[] = [];
  for (const folder of [directory, journalFolder(directory)]) {
    const file = join(folder, 'doctor.json');
    try {
      await write(file, 'x'.repeat(probeBytes));
      const { bsize, blocks, bavail } = await statfs(folder);
      // Some file systems of a network do not say how large they are.
      if (blocks > 0) rooms.push((bavail * bsize) / 1024 ** 2);
    } catch (cause) {
      if (isMissing(cause) && folder !== directory) continue;
      const { message: text, next, code } = stateError('write', file, cause);
      return { check: 'state', status: 'broken', text, next, code, exit: 1 };
    } finally {
      await promises.rm(file, { force: true }).catch(() => {});
    }
  }
  const room = Math.min(...rooms);
  if (room >= littleRoomMiB)
    return { check: 'state', status: 'ok', text: 'the state directory can be written' };
  return {
    check: 'state',
    status: 'warning',
    text: `the state directory can be written, and its file system has ${Math.floor(room)} MiB left`,
    next: 'Make room, or set agent.keepJournal: the journal grows by some 10 MB a day for each small topology at a look a minute.',
  };
}
