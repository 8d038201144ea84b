// Tells whoever reads the journal that it is damaged: what is read from it may be false, or lack what was written.
import { damageOf } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Logger } from '../../util/index.js';

/**
 * Reads, and warns before it ends or fails; a failure that says the same by itself is enough. Verified is the journal from the first file that
 * was read on, or all of it where none was: one of years takes minutes, and its end may be all that is asked for.
 * @param read is to tell of each file that it reads, by the number of its first line
 */
export async function withDamageTold(
  stateDirectory: string,
  log: Logger,
  read: (onFile: (firstSeq: number) => void) => Promise<void>,
): Promise<void> {
  let from: number | undefined;
  try {
    await read((firstSeq) => {
      from = Math.min(from ?? firstSeq, firstSeq);
    });
  } catch (thrown) {
    const isSaid = thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_JOURNAL_DAMAGED';
    if (!isSaid) await warnOfDamage(stateDirectory, log, from);
    throw thrown;
  }
  await warnOfDamage(stateDirectory, log, from);
}

async function warnOfDamage(stateDirectory: string, log: Logger, from: number | undefined): Promise<void> {
  // One that is not there, or cannot be read, is for the reading itself to tell.
  const damage = await damageOf(stateDirectory, from).catch(() => null);
  if (damage !== null)
    log.warn(`the journal is damaged, and what it says may be false: ${damage.message}; ${damage.next}`);
}
