// What the journal tells a dry run of the changes of the last day: which is in force, and which failed or were undone.
import { readJournal } from '../../audit/index.js';
import type { PastChange } from '../../decision/index.js';
import { TrimtabError } from '../../errors/index.js';
import { remember } from './remember.js';

/** Failures are forgotten sooner, and nearly all that a reversal costs more: the week that an agent begins with would take longer to read. */
const lastDayMs = 24 * 3600 * 1000;
const kinds = ['intended', 'applied', 'verified', 'failed', 'superseded', 'reverted', 'drift'] as const;

export interface LastDay {
  readonly lastChange: PastChange | null;
  readonly failed: readonly PastChange[];
}

/**
 * By the id of the topology, in seconds of the cluster's time.
 * @param onUnread told why the journal that is there cannot be read
 */
export async function lastDay(
  stateDirectory: string,
  clusterName: string,
  nowMs: number,
  onUnread: (problem: TrimtabError) => void,
): Promise<(topologyId: string) => LastDay> {
  try {
    const lines = readJournal(stateDirectory, { since: nowMs - lastDayMs, kinds });
    const { outcomes } = await remember(lines, clusterName);
    return (id) => {
      const { lastChange = null, failed = [] } = outcomes.get(id) ?? {};
      return { lastChange: lastChange && inSeconds(lastChange), failed: failed.map(inSeconds) };
    };
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError)) throw thrown;
    if (thrown.code !== 'TRIMTAB_E_NO_JOURNAL') onUnread(thrown);
    return nothingDone;
  }
}

export const nothingDone = (): LastDay => ({ lastChange: null, failed: [] });

/** Lines tell milliseconds. */
function inSeconds(change: PastChange): PastChange {
  return { ...change, atSeconds: change.atSeconds / 1000 };
}
