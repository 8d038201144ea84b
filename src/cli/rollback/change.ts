// Which change a rollback goes back from, and that the journal is as it was written from there on.
import { chooseChange, findChanges, isCalled, type JournaledChange, lastingName } from '../../agent/index.js';
import { damageOf } from '../../audit/index.js';
import type { TopologyRef } from '../../clusters/index.js';

export interface Meant {
  readonly stateDir: string;
  readonly cluster: string;
  readonly topology: string | undefined;
  readonly id: string | undefined;
  /** The topologies that run; asked for without an id. */
  readonly running: () => Promise<readonly TopologyRef[]>;
}

/**
 * What it says of a change becomes a command: all that was read for it must be as it was written.
 * @throws TrimtabError TRIMTAB_E_JOURNAL_DAMAGED, TRIMTAB_E_CHANGE_UNKNOWN, TRIMTAB_E_TOPOLOGY_AMBIGUOUS, and as Cluster
 */
export async function changeToGoBackFrom({
  stateDir,
  cluster,
  topology,
  id,
  running,
}: Meant): Promise<JournaledChange> {
  const there = id === undefined ? await running() : null;
  const wanted = { cluster, topology, id, running: there && new Set(there.map((one) => one.id)) };
  const names = new Set(there?.map(lastingName).filter((name) => isCalled(name, topology ?? name)));
  const isOneName = topology === undefined || names.size < 2;
  let found: Awaited<ReturnType<typeof findChanges>>;
  try {
    found = await findChanges(stateDir, wanted, isOneName);
  } catch (thrown) {
    // Verifying names every place, and not only the first that cannot be read.
    throw (await damageOf(stateDir).catch(() => null)) ?? thrown;
  }
  const damage = await damageOf(stateDir, found.from);
  if (damage !== null) throw damage;
  return chooseChange(found.changes, wanted);
}
