// What the agent of one cluster begins with: the cluster that was opened, and what the journal and the state tell of former runs.
import type { Journal, JournalLine } from '../audit/index.js';
import type { Logger } from '../util/index.js';
import { isThisMachine } from './beside.js';
import type { AgentContext } from './context.js';
import type { OpenedCluster } from './opened-cluster.js';
import { findChanges } from './past/find-changes.js';
import { memoryOf, remember } from './past/remember.js';
import { skimmed } from './past/skim.js';
import type { KillSwitch } from './state/kill-switch.js';
import { earlierOutcomes } from './state/outcome-store.js';
import type { StateStore } from './state/state.js';

/** Older changes have no bearing on what is done now. */
export const rememberedMs = 7 * 24 * 3600 * 1000;

/** What the agents of all clusters share. */
export interface Surroundings {
  readonly log: Logger;
  readonly journal: Journal;
  /** Lines not older than `since` (milliseconds since the epoch), oldest first; by its bytes one may be passed over unread. */
  readonly readJournal: (since: number, passesOver: (line: Buffer) => boolean) => AsyncIterable<JournalLine>;
  readonly state: StateStore;
  readonly killSwitch: KillSwitch;
  readonly newId: (now: number) => string;
}

/**
 * @param after what ended the run before: the agent, or a reload
 * @throws TrimtabError as the journal and the state directory
 */
export async function openContext(
  { log, journal, readJournal, state, killSwitch, newId }: Surroundings,
  { cluster, clock, reporting, external }: OpenedCluster,
  settings: AgentContext['settings'],
  signal: AbortSignal,
  after: 'end' | 'reload',
): Promise<AgentContext> {
  const since = clock.now() - rememberedMs;
  const lines = skimmed((passesOver) => readJournal(since, passesOver));
  const remembered = await remember(lines, cluster.name, after);
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
