// Keeps what is usual of each topology, and its last drifts, in the state directory: by lasting name, so that a new submission is compared with the old one.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { detectorSchema, driftSchema, standingSchema } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { bareName, fileNameOf, isFileOf, lastingName, type Named, namesIn } from '../lasting-name.js';
import { jsonNames, readJson, removeFile, setAside, writeJson } from './json-files.js';

/** Of each topology. */
const keptDrifts = 20;
/** So much of the running sums may be lost to a kill: a file has megabytes, and a window comes every two minutes. */
export const savedEverySeconds = 1800;
/** Of so many topologies of a cluster that are gone it stays: where each submission has a name of its own, files would fill the disk. */
const keptGone = 1000;

const keptSchema = z.object({
  schema: z.literal('trimtab/drift-state/v1'),
  cluster: z.string(),
  /** The lasting name. */
  topology: z.string(),
  detector: detectorSchema,
  /** Oldest first. */
  drifts: z.array(driftSchema),
  /** Against what the model was trained on; null where nobody can tell, absent in what earlier releases kept. */
  standing: standingSchema.nullable().default(null),
});
export type KeptDrift = z.infer<typeof keptSchema>;

/** What is known of the behaviour of one topology. */
export type Behaviour = Pick<KeptDrift, 'detector' | 'drifts' | 'standing'>;

export interface DamagedDrift {
  readonly file: string;
  readonly why: string;
  /** As its name says; null where that does not tell. */
  readonly cluster: string | null;
  /** The lasting name. */
  readonly topology: string | null;
}

export class DriftStore {
  private readonly directory: string;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'drift');
  }

  /**
   * null where there is no such file, or a damaged one, which is set aside: what is usual is then learned anew.
   * @param onDamaged told of a file that is not as Trimtab wrote it, with the reason
   */
  async load(
    cluster: string,
    topology: Named,
    onDamaged: (file: string, why: string) => void,
  ): Promise<KeptDrift | null> {
    const file = this.file(cluster, topology);
    const read = await readJson(file, keptSchema);
    if (read.kind === 'damaged') {
      await setAside(file);
      onDamaged(file, read.why);
    }
    return read.kind === 'read' ? read.value : null;
  }

  async save(
    cluster: string,
    topology: Named,
    { detector, drifts, standing }: Readonly<Behaviour>,
  ): Promise<void> {
    const kept: KeptDrift = {
      schema: 'trimtab/drift-state/v1',
      cluster,
      topology: lastingName(topology),
      detector,
      drifts: drifts.slice(-keptDrifts),
      standing,
    };
    await writeJson(this.file(cluster, topology), kept, { isCompact: true });
  }

  /**
   * Removes what is usual of topologies that are gone, but for those that were written last.
   * @param running of the cluster: theirs always stays
   * @throws TrimtabError TRIMTAB_E_STATE_DIR
   */
  async forgetGone(cluster: string, running: Iterable<Named>): Promise<void> {
    const stays = new Set([...running].map((one) => fileNameOf(cluster, lastingName(one))));
    const gone = (await jsonNames(this.directory)).filter(
      (name) => !stays.has(name) && isFileOf(name, cluster),
    );
    if (gone.length <= keptGone) return;
    const written = async (file: string): Promise<number> =>
      (await stat(file).catch(() => null))?.mtimeMs ?? 0;
    const aged = await Promise.all(
      gone.map(async (name) => {
        const file = join(this.directory, name);
        return { file, at: await written(file) };
      }),
    );
    for (const { file } of aged.sort((a, b) => b.at - a.at).slice(keptGone)) await removeFile(file);
  }

  /**
   * Of all topologies, with the files that are not as Trimtab wrote them; those stay where they are. Without what an earlier release kept
   * under the bare name of a topology that has a place.
   */
  async all(): Promise<{ readonly kept: readonly KeptDrift[]; readonly damaged: readonly DamagedDrift[] }> {
    const kept: KeptDrift[] = [];
    const damaged: DamagedDrift[] = [];
    for (const name of await jsonNames(this.directory)) {
      const file = join(this.directory, name);
      const read = await readJson(file, keptSchema).catch(unreadable);
      if (read.kind === 'read') kept.push(read.value);
      else if (read.kind === 'damaged') damaged.push({ file, why: read.why, ...namesOf(name) });
    }
    return { kept: kept.filter((one) => !kept.some((other) => isPlaced(other, one))), damaged };
  }

  private file(cluster: string, topology: Named): string {
    return join(this.directory, fileNameOf(cluster, lastingName(topology)));
  }
}

/** One file that the system refuses says nothing against the others. */
function unreadable(thrown: unknown): { readonly kind: 'damaged'; readonly why: string } {
  if (!(thrown instanceof TrimtabError)) throw thrown;
  return { kind: 'damaged', why: thrown.message };
}

function isPlaced(other: KeptDrift, { cluster, topology }: KeptDrift): boolean {
  return other.cluster === cluster && other.topology !== topology && bareName(other.topology) === topology;
}

function namesOf(fileName: string): Pick<DamagedDrift, 'cluster' | 'topology'> {
  const names = namesIn(fileName);
  return { cluster: names?.[0] ?? null, topology: names?.[1] ?? null };
}
