// What the agent of one cluster begins with: the cluster that was opened, and what the journal and the state tell of former runs.
import { isThisMachine } from './beside.js';
import type { AgentContext } from './context.js';
import type { DaemonOptions } from './daemon.js';
import type { OpenedCluster } from './opened-cluster.js';
import { findChanges } from './past/find-changes.js';
import { memoryOf, remember } from './past/remember.js';
import { earlierOutcomes } from './state/outcome-store.js';

/** Older changes have no bearing on what is done now. */
export const rememberedMs = 7 * 24 * 3600 * 1000;

/**
 * @param after what ended the run before: the agent, or a reload
 * @throws TrimtabError as the journal and the state directory
 */
export async function openContext(
  options: Pick<DaemonOptions, 'log' | 'journal' | 'state' | 'killSwitch' | 'newId' | 'readJournal'>,
  { cluster, clock, reporting, external }: OpenedCluster,
  settings: AgentContext['settings'],
  signal: AbortSignal,
  after: 'end' | 'reload',
): Promise<AgentContext> {
  const { log, journal, state, killSwitch, newId, readJournal } = options;
  const since = clock.now() - rememberedMs;
  const remembered = await remember(readJournal(since), cluster.name, after);
  await state.requests.open();
  await earlierOutcomes(remembered.changed, state, cluster.name, log);
  return {
    cluster,
    clock,
    signal,
    log,
    journal,
    pastChanges: async (wanted) => (await findChanges(state.directory, wanted)).changes,
    state,
    killSwitch,
    reporting,
    external,
    settings,
    isHere: isThisMachine,
    newId: () => newId(clock.now()),
    memory: memoryOf(remembered, clock),
  };
}
