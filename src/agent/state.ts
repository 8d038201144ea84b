// The state directory: references of the utility, and past suggestions with the evaluations they rest on.

import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { type Evaluation, evaluationSchema } from '../metrics/index.js';
import type { Reference } from '../objective/index.js';
import type { Suggestion } from './suggestion.js';

/** Older suggestions are removed. */
const keptSuggestions = 1000;

const referenceSchema = z.object({
  throughputPerSecond: z.number(),
  completeLatencyMs: z.number(),
  costPerHour: z.number(),
});
const referencesSchema = z.record(z.string(), referenceSchema);

export interface SavedSuggestion {
  readonly id: string;
  readonly clusterName: string;
  /** A suggestion for one topology. */
  readonly suggestion: Suggestion;
  readonly evaluation: Evaluation | null;
}

const savedSchema = z.object({
  id: z.string(),
  clusterName: z.string(),
  suggestion: z.unknown(),
  evaluation: evaluationSchema.nullable(),
});

/** @throws TrimtabError TRIMTAB_E_STATE_DIR when the directory cannot be created or written */
export function openStateDir(directory: string): StateStore {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError(
      'TRIMTAB_E_STATE_DIR',
      `cannot write to the state directory ${directory}: ${reason}`,
      {
        cause,
      },
    );
  }
  return new StateStore(directory);
}

export class StateStore {
  constructor(private readonly directory: string) {}

  async reference(clusterName: string, topology: string): Promise<Reference | undefined> {
    return (await this.references())[referenceKey(clusterName, topology)];
  }

  async saveReference(clusterName: string, topology: string, reference: Reference): Promise<void> {
    const references = { ...(await this.references()), [referenceKey(clusterName, topology)]: reference };
    await this.write(this.referencesFile(), references);
  }

  /** Evaluations of one topology id not older than `since` (cluster time, ms), oldest first. Files that are not ours are passed over. */
  async history(clusterName: string, topologyId: string, since: number): Promise<Evaluation[]> {
    const from = timePrefix(since);
    const names = (await this.suggestionNames()).filter((name) => name >= from);
    const saved = await Promise.all(names.map((name) => this.readSaved(name)));
    return saved.flatMap((s) =>
      s?.evaluation &&
      s.clusterName === clusterName &&
      s.evaluation.topology.id === topologyId &&
      s.evaluation.at >= since
        ? [s.evaluation]
        : [],
    );
  }

  async saveSuggestion(saved: SavedSuggestion): Promise<void> {
    await mkdir(this.suggestionsDir(), { recursive: true });
    await this.write(join(this.suggestionsDir(), `${saved.id}.json`), saved);
    const names = await this.suggestionNames();
    const surplus = names.slice(0, Math.max(0, names.length - keptSuggestions));
    await Promise.all(surplus.map((name) => rm(join(this.suggestionsDir(), name), { force: true })));
  }

  private async references(): Promise<Record<string, Reference>> {
    const file = this.referencesFile();
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new TrimtabError('TRIMTAB_E_STATE_DIR', `cannot read ${file}: ${(cause as Error).message}`, {
        cause,
      });
    }
    const parsed = referencesSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new TrimtabError('TRIMTAB_E_STATE_DIR', `${file} is not as Trimtab wrote it`, {
      next: 'Move the file away; the next full window becomes the new reference.',
    });
  }

  private async readSaved(name: string): Promise<z.output<typeof savedSchema> | undefined> {
    const text = await readFile(join(this.suggestionsDir(), name), 'utf8').catch(() => '');
    return savedSchema.safeParse(parseJson(text)).data;
  }

  /** Names begin with the time, so that their order is that of their making. */
  private async suggestionNames(): Promise<string[]> {
    const names = await readdir(this.suggestionsDir()).catch(() => []);
    return names.filter((name) => name.endsWith('.json')).sort();
  }

  private async write(file: string, content: unknown): Promise<void> {
    try {
      await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TrimtabError('TRIMTAB_E_STATE_DIR', `cannot write ${file}: ${reason}`, { cause });
    }
  }

  private suggestionsDir(): string {
    return join(this.directory, 'suggestions');
  }

  private referencesFile(): string {
    return join(this.directory, 'references.json');
  }
}

function referenceKey(clusterName: string, topology: string): string {
  return JSON.stringify([clusterName, topology]);
}

/** How the id of a decision begins, so that ids sort by time: 20261122T101500Z. */
export function timePrefix(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
