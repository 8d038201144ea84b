// Keeps what is usual of each topology, and its last drifts, in the state directory: by name, so that a new submission is compared with the old one.
import { join } from 'node:path';
import { z } from 'zod';
import { type Detector, type Drift, detectorSchema, driftSchema } from '../drift/index.js';
import { jsonNames, readJson, setAside, writeJson } from './json-files.js';

/** Of each topology. */
const keptDrifts = 20;

const keptSchema = z.object({
  schema: z.literal('trimtab/drift-state/v1'),
  cluster: z.string(),
  topology: z.string(),
  detector: detectorSchema,
  /** Oldest first. */
  drifts: z.array(driftSchema),
});
export type KeptDrift = z.infer<typeof keptSchema>;

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
    topology: string,
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

  async save(cluster: string, topology: string, detector: Detector, drifts: readonly Drift[]): Promise<void> {
    const schema = 'trimtab/drift-state/v1';
    const kept = { schema, cluster, topology, detector, drifts: drifts.slice(-keptDrifts) };
    await writeJson(this.file(cluster, topology), kept);
  }

  /** Of all topologies, with the files that are not as Trimtab wrote them; those stay where they are. */
  async all(): Promise<{
    readonly kept: readonly KeptDrift[];
    readonly damaged: readonly { readonly file: string; readonly why: string }[];
  }> {
    const kept: KeptDrift[] = [];
    const damaged: { file: string; why: string }[] = [];
    for (const name of await jsonNames(this.directory)) {
      const file = join(this.directory, name);
      const read = await readJson(file, keptSchema);
      if (read.kind === 'read') kept.push(read.value);
      else if (read.kind === 'damaged') damaged.push({ file, why: read.why });
    }
    return { kept, damaged };
  }

  private file(cluster: string, topology: string): string {
    return join(this.directory, `${encodeURIComponent(cluster)}@${encodeURIComponent(topology)}.json`);
  }
}
