// Keeps what each topology is compared with in references.json of the state directory; a damaged file is set aside, and they begin anew.
import { join } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import type { StoredReference } from '../../outlook/index.js';
import type { Logger } from '../../util/index.js';
import { readJson, setAside } from './json-files.js';

const referenceSchema = z.object({
  throughputPerSecond: z.number(),
  /** null without ackers. */
  completeLatencyMs: z.number().nullable(),
  applicationLatencyMs: z.number().optional(),
  costPerHour: z.number(),
  executors: z.number().optional(),
  workers: z.number().optional(),
});
/** Of this release. Earlier ones wrote the mapping alone; it is read, and written anew with the next reference. */
const version = 'trimtab/references/v1';
const mappingSchema = z.record(z.string(), referenceSchema);
const currentSchema = z
  .object({
    schema: z.literal(version, { error: ({ input }) => `it is of another release: ${String(input)}` }),
    references: mappingSchema,
  })
  .transform(({ references }) => references);
const fileSchema: z.ZodType<Record<string, StoredReference>> = z.unknown().transform((data, context) => {
  const isVersioned =
    typeof data === 'object' && data !== null && typeof Reflect.get(data, 'schema') === 'string';
  const parsed = (isVersioned ? currentSchema : mappingSchema).safeParse(data);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/** Of so many submissions that are over a cluster's references stay: a list may lack one that runs, and the agent have forgotten it. */
const keptEnded = 1000;

export interface FirstReferences {
  /** By topology id. */
  readonly first: ReadonlyMap<string, StoredReference>;
  /** Ids of the topologies that the cluster runs: theirs always stay. */
  readonly running: Iterable<string>;
}

/** Told of a file that is not as Trimtab wrote it, with the reason; it is set aside by then. */
export type OnDamaged = (file: string, why: string) => void;

export class ReferenceStore {
  private readonly file: string;
  /** The agents of several clusters share the file, and each writes it whole. */
  private readonly oneAtATime = pLimit(1);

  /** @param write puts a JSON file in the place of another */
  constructor(
    stateDirectory: string,
    private readonly write: (file: string, content: unknown) => Promise<void>,
  ) {
    this.file = join(stateDirectory, 'references.json');
  }

  /** @throws TrimtabError TRIMTAB_E_STATE_DIR */
  async of(
    clusterName: string,
    onDamaged: OnDamaged,
  ): Promise<(topologyId: string) => StoredReference | undefined> {
    // One after the other with those that write: what one finds damaged another may have replaced before it is set aside.
    const references = await this.oneAtATime(() => this.all(onDamaged));
    return (topologyId) => references[keyOf(clusterName, topologyId)];
  }

  /** @throws TrimtabError TRIMTAB_E_STATE_DIR */
  async add(clusterName: string, { first, running }: FirstReferences, onDamaged: OnDamaged): Promise<void> {
    if (first.size === 0) return;
    const added = [...first].map(([topologyId, r]) => [keyOf(clusterName, topologyId), r] as const);
    const isRunning = new Set([...running].map((topologyId) => keyOf(clusterName, topologyId)));
    await this.oneAtATime(async () => {
      const kept = withoutLongEnded(Object.entries(await this.all(onDamaged)), clusterName, isRunning);
      await this.write(this.file, { schema: version, references: Object.fromEntries([...kept, ...added]) });
    });
  }

  private async all(onDamaged: OnDamaged): Promise<Record<string, StoredReference>> {
    const read = await readJson(this.file, fileSchema);
    if (read.kind === 'read') return read.value;
    if (read.kind === 'damaged' && (await setAside(this.file)) !== null) onDamaged(this.file, read.why);
    return {};
  }
}

/** For the log of an agent. */
export function warnOfReferences(log: Logger, cluster: string): OnDamaged {
  return (file, why) => {
    const next = 'The next full window of each topology becomes its reference; the file was set aside.';
    log.warn('references-damaged', { cluster, file, why, text: `${file}: ${why}`, next });
  };
}

/** The order is that in which they were seen to run last: one that has run for long is not the first to go once it has ended. */
function withoutLongEnded<T>(
  entries: readonly (readonly [key: string, T])[],
  clusterName: string,
  isRunning: ReadonlySet<string>,
): (readonly [key: string, T])[] {
  const isEnded = ([key]: readonly [string, T]): boolean => isOf(clusterName, key) && !isRunning.has(key);
  const ended = entries.filter(isEnded);
  return [...ended.slice(-keptEnded), ...entries.filter((entry) => !isEnded(entry))];
}

function isOf(clusterName: string, key: string): boolean {
  return key.startsWith(`[${JSON.stringify(clusterName)},`);
}

function keyOf(clusterName: string, topologyId: string): string {
  return JSON.stringify([clusterName, topologyId]);
}
