// Keeps the outcomes of changes in the state directory, longer than an agent looks back in the journal.
import { join } from 'node:path';
import type { Logger } from '../../util/index.js';
import { lastingName, type Named } from '../lasting-name.js';
import { Outcomes, type OutcomesByName, outcomesSchema } from '../past/trust.js';
import { jsonNames, makeForGroup, readableByGroup, readJson, setAside, writeJson } from './json-files.js';

/** Of so many topologies of a cluster that are gone. */
const keptGone = 1000;

export interface KeptOutcomes {
  readonly kept: readonly { readonly cluster: string; readonly outcomes: OutcomesByName }[];
  /** Files that are not as Trimtab wrote them, with the reason; they stay where they are. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}

export class OutcomeStore {
  private readonly directory: string;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'outcomes');
  }

  /**
   * Nothing where there is no such file, or a damaged one: trust then begins anew.
   * @param onDamaged told of a file that is not as Trimtab wrote it, with the reason
   */
  async load(cluster: string, onDamaged: (file: string, why: string) => void): Promise<Outcomes> {
    const outcomes = new Outcomes();
    const read = await readJson(this.file(cluster), outcomesSchema);
    if (read.kind === 'read') outcomes.addEarlier(read.value);
    else if (read.kind === 'damaged') onDamaged(this.file(cluster), read.why);
    return outcomes;
  }

  /** Of all clusters. */
  async all(): Promise<KeptOutcomes> {
    const kept: { cluster: string; outcomes: OutcomesByName }[] = [];
    const damaged: { file: string; why: string }[] = [];
    for (const name of await jsonNames(this.directory)) {
      const cluster = clusterIn(name);
      const file = join(this.directory, name);
      if (cluster === null) damaged.push({ file, why: 'its name is not that of a cluster' });
      else {
        const outcomes = await this.load(cluster, (_, why) => damaged.push({ file, why }));
        kept.push({ cluster, outcomes: outcomes.all() });
      }
    }
    return { kept, damaged };
  }

  /** Lays them over what is kept: a command knows only of its own. */
  async save(cluster: string, outcomes: Outcomes): Promise<void> {
    const file = this.file(cluster);
    const read = await readJson(file, outcomesSchema);
    if (read.kind === 'damaged') await setAside(file);
    const merged = new Outcomes();
    merged.addEarlier(outcomes.all());
    if (read.kind === 'read') merged.addEarlier(read.value);
    await makeForGroup(this.directory);
    await this.write(cluster, merged);
  }

  /**
   * Forgets, on disk and of what a run remembers, those of topologies that are gone, but for the newest.
   * @param running of the cluster: theirs always stay
   * @throws TrimtabError TRIMTAB_E_STATE_DIR
   */
  async forgetGone(cluster: string, outcomes: Outcomes, running: Iterable<Named>): Promise<void> {
    const names = new Set([...running].map(lastingName));
    outcomes.forgetGone(names, keptGone);
    const read = await readJson(this.file(cluster), outcomesSchema);
    if (read.kind !== 'read') return;
    const kept = new Outcomes();
    kept.addEarlier(read.value);
    if (kept.forgetGone(names, keptGone)) await this.write(cluster, kept);
  }

  private async write(cluster: string, outcomes: Outcomes): Promise<void> {
    await writeJson(this.file(cluster), outcomes.all(), { mode: readableByGroup.file });
  }

  private file(cluster: string): string {
    return join(this.directory, `${encodeURIComponent(cluster)}.json`);
  }
}

/** null for a file that Trimtab would not have named so. */
function clusterIn(fileName: string): string | null {
  try {
    const cluster = decodeURIComponent(fileName.slice(0, -'.json'.length));
    return `${encodeURIComponent(cluster)}.json` === fileName ? cluster : null;
  } catch {
    return null;
  }
}

/** What is kept of a cluster comes before what a run remembers of its journal. */
export async function earlierOutcomes(
  outcomes: Outcomes,
  { outcomes: store }: { readonly outcomes: OutcomeStore },
  cluster: string,
  log: Logger,
): Promise<void> {
  const kept = await store.load(cluster, (file, why) => {
    const next = 'What has to be earned is earned anew; the file is set aside at the next change.';
    log.warn('outcomes-damaged', { cluster, file, why, text: `${file}: ${why}`, next });
  });
  outcomes.addEarlier(kept.all());
}
