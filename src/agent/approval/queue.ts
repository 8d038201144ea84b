// The approval queue of a state directory: one file for each proposal, under its id.
import { basename, join } from 'node:path';
import {
  jsonNames,
  readableByGroup,
  readJson,
  removeFile,
  setAside,
  writeJson,
} from '../state/json-files.js';
import { entrySchema, type PendingEntry } from './entry.js';

export interface Listed {
  /** In the order in which they were proposed. */
  readonly entries: readonly PendingEntry[];
  /** Files that are not as Trimtab wrote them, with the reason. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}

export class Queue {
  private readonly directory: string;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'queue');
  }

  /** @throws TrimtabError TRIMTAB_E_STATE_DIR where the directory cannot be read */
  async list(): Promise<Listed> {
    const entries: PendingEntry[] = [];
    const damaged: { file: string; why: string }[] = [];
    for (const name of await jsonNames(this.directory)) {
      const file = join(this.directory, name);
      const read = await readJson(file, entrySchema);
      if (read.kind === 'damaged') damaged.push({ file, why: read.why });
      else if (read.kind === 'read' && this.fileOf(read.value) !== file) {
        damaged.push({ file, why: `it is of ${read.value.id}, by what it says` });
      } else if (read.kind === 'read') entries.push(read.value);
    }
    return { entries, damaged };
  }

  async save(entry: PendingEntry): Promise<void> {
    await writeJson(this.fileOf(entry), entry, { mode: readableByGroup.file });
  }

  async remove(entry: Pick<PendingEntry, 'id'>): Promise<void> {
    await removeFile(this.fileOf(entry));
  }

  /** @returns the name under which it lies from now on; null where the agent of another cluster has set it aside meanwhile */
  async setAside(file: string): Promise<string | null> {
    const aside = await setAside(file);
    return aside === null ? null : basename(aside);
  }

  private fileOf({ id }: Pick<PendingEntry, 'id'>): string {
    return join(this.directory, `${id}.json`);
  }
}
