// Tells whoever reads the journal that it is damaged: what is read from it may be false, or lack what was written.
import { damageOf } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Logger } from '../../util/index.js';

/** Reads, and warns before it ends or fails; a failure that says the same by itself is enough. */
export async function withDamageTold(
  stateDirectory: string,
  log: Logger,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    const isSaid = thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_JOURNAL_DAMAGED';
    if (!isSaid) await warnOfDamage(stateDirectory, log);
    throw thrown;
  }
  await warnOfDamage(stateDirectory, log);
}

async function warnOfDamage(stateDirectory: string, log: Logger): Promise<void> {
  // One that is not there, or cannot be read, is for the reading itself to tell.
  const damage = await damageOf(stateDirectory).catch(() => null);
  if (damage !== null)
    log.warn(`the journal is damaged, and what it says may be false: ${damage.message}; ${damage.next}`);
}
