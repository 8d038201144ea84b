// Keeps the outcomes of changes in the state directory, longer than an agent looks back in the journal.
import { join } from 'node:path';
import type { Logger } from '../util/index.js';
import { jsonNames, readJson, setAside, writeJson } from './json-files.js';
import { Outcomes, outcomesSchema } from './trust.js';

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

  /** Clusters of which there is any. */
  async clusters(): Promise<string[]> {
    const names = await jsonNames(this.directory);
    return names.map((name) => decodeURIComponent(name.slice(0, -'.json'.length)));
  }

  /** Lays them over what is kept: a command knows only of its own. */
  async save(cluster: string, outcomes: Outcomes): Promise<void> {
    const file = this.file(cluster);
    const read = await readJson(file, outcomesSchema);
    if (read.kind === 'damaged') await setAside(file);
    const merged = new Outcomes();
    merged.addEarlier(outcomes.all());
    if (read.kind === 'read') merged.addEarlier(read.value);
    await writeJson(file, merged.all());
  }

  private file(cluster: string): string {
    return join(this.directory, `${encodeURIComponent(cluster)}.json`);
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
    log.warn('outcomes-damaged', { cluster, file, why, next });
  });
  outcomes.addEarlier(kept.all());
}
