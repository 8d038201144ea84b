// The state directory: references of the utility, past suggestions with the evaluations they rest on, and the stores beside them.

import { accessSync, constants } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import type { Changes } from '../../knobs/index.js';
import { type Evaluation, evaluationSchema } from '../../metrics/index.js';
import type { StoredReference } from '../../outlook/index.js';
import { makeFolders, type WriteWhole, writeWhole } from '../../util/index.js';
import { Queue } from '../approval/queue.js';
import { Requests } from '../approval/requests.js';
import { lastingName, type Named } from '../lasting-name.js';
import { DecisionStore } from '../replay/decision-store.js';
import type { Suggestion } from '../suggest/suggestion.js';
import { DriftStore } from './drift-store.js';
import { nextAfter, stateError } from './json-files.js';
import { OutcomeStore } from './outcome-store.js';
import { type FirstReferences, type OnDamaged, ReferenceStore } from './reference-store.js';

/** Older suggestions are removed. */
const keptSuggestions = 5000;
/** Of the state directory: in which files are written under another name first. */
const writtenFolders = [
  '.',
  'suggestions',
  'paused',
  'outcomes',
  'decisions',
  'queue',
  'queue/requests',
  'queue/answers',
  'drift',
];
/** Nobody takes that long to write a file of the state. */
const leftoverMs = 10 * 60_000;

export interface SavedSuggestion {
  readonly id: string;
  readonly clusterName: string;
  /** A suggestion for one topology. */
  readonly suggestion: Suggestion;
  readonly evaluation: Evaluation | null;
  /** The hash of what it was made from, which lies in `decisions/`; null where that is not kept. */
  readonly inputs: string | null;
}

const savedSchema = z.object({
  id: z.string(),
  clusterName: z.string(),
  suggestion: z.unknown(),
  evaluation: evaluationSchema.nullable(),
});

const proposalSchema = z.object({
  topologies: z.array(
    z.object({ name: z.string(), id: z.string(), proposed: z.record(z.string(), z.number()).nullable() }),
  ),
});

/** @throws TrimtabError TRIMTAB_E_STATE_DIR when the directory cannot be created or written */
export function openStateDir(directory: string, write: WriteWhole = writeWhole): StateStore {
  try {
    makeFolders(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError(
      'TRIMTAB_E_STATE_DIR',
      `cannot write to the state directory ${directory}: ${reason}`,
      { ...nextAfter('write', cause), cause },
    );
  }
  return new StateStore(directory, write);
}

export interface KeptState {
  /** A topology has one from its first full window; a new submission has a new id and starts anew. */
  reference(topologyId: string): StoredReference | undefined;
  /** Evaluations not older than `from` (cluster time, ms), oldest first. */
  history(topologyId: string, from: number): readonly Evaluation[];
}

export class StateStore {
  readonly queue: Queue;
  readonly requests: Requests;
  readonly outcomes: OutcomeStore;
  readonly decisions: DecisionStore;
  readonly drift: DriftStore;
  private readonly references: ReferenceStore;

  constructor(
    readonly directory: string,
    private readonly writeWhole: WriteWhole,
  ) {
    this.queue = new Queue(directory);
    this.requests = new Requests(directory);
    this.outcomes = new OutcomeStore(directory);
    this.decisions = new DecisionStore(directory);
    this.drift = new DriftStore(directory);
    this.references = new ReferenceStore(directory, (file, content) => this.write(file, content));
  }

  /** Former contents of rewritten configuration files. */
  get backups(): string {
    return join(this.directory, 'backups');
  }

  /**
   * What was kept before: read it first, so that what cannot be read is found before anything is measured.
   * @param onDamaged told of references that are not as Trimtab wrote them, and begin anew
   */
  async load(clusterName: string, since: number, onDamaged: OnDamaged): Promise<KeptState> {
    const reference = await this.references.of(clusterName, onDamaged);
    const saved = await this.savedSince(since);
    return {
      reference,
      history: (topologyId, from) =>
        saved.flatMap(({ clusterName: cluster, evaluation }) =>
          cluster === clusterName && evaluation?.topology.id === topologyId && evaluation.at >= from
            ? [evaluation]
            : [],
        ),
    };
  }

  /** Keeps suggestions (one file each, under its id) and the references of topologies that had none; old ones of both are removed. */
  async save(
    clusterName: string,
    kept: readonly SavedSuggestion[],
    references: FirstReferences,
    onDamaged: OnDamaged,
  ): Promise<void> {
    await this.references.add(clusterName, references, onDamaged);
    for (const one of kept) await this.write(join(this.suggestionsDir(), `${one.id}.json`), one);
    const names = await this.suggestionNames();
    const surplus = names.slice(0, Math.max(0, names.length - keptSuggestions));
    await Promise.all(surplus.map((name) => rm(join(this.suggestionsDir(), name), { force: true })));
  }

  /**
   * Removes what writers that were killed have left half-written. Only what has been there for a while: others may be writing now.
   * @param nowMs by the clock of the machine
   * @returns the names
   */
  async removeLeftovers(nowMs: number): Promise<readonly string[]> {
    const removed: string[] = [];
    for (const folder of writtenFolders.map((name) => join(this.directory, name))) {
      const names = (await readdir(folder).catch(() => [])).filter((name) =>
        /\.json(\.gz)?\.\d+$/.test(name),
      );
      for (const name of names) {
        const path = join(folder, name);
        const written = await stat(path).catch(() => null);
        if (written === null || nowMs - written.mtimeMs < leftoverMs) continue;
        await rm(path, { force: true }).then(
          () => removed.push(name),
          () => {},
        );
      }
    }
    return removed;
  }

  /** The newest suggestion for a topology that proposes something; null when there is none. */
  async newestProposal(
    clusterName: string,
    topology: Named,
  ): Promise<{ readonly id: string; readonly proposed: Changes } | null> {
    const wanted = lastingName(topology);
    for (const name of (await this.suggestionNames()).reverse()) {
      const saved = await this.readSaved(name);
      if (saved?.clusterName !== clusterName) continue;
      const suggestion = proposalSchema.safeParse(saved.suggestion).data;
      const proposed = suggestion?.topologies.find((t) => lastingName(t) === wanted)?.proposed ?? null;
      if (proposed !== null) return { id: saved.id, proposed };
    }
    return null;
  }

  /** Oldest first. Files that are not ours are passed over. */
  private async savedSince(since: number): Promise<z.output<typeof savedSchema>[]> {
    const from = timePrefix(since);
    const names = (await this.suggestionNames()).filter((name) => name >= from);
    const saved = await Promise.all(names.map((name) => this.readSaved(name)));
    return saved.filter((s) => s !== undefined);
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
      await mkdir(dirname(file), { recursive: true });
      await this.writeWhole(file, `${JSON.stringify(content, null, 2)}\n`);
    } catch (cause) {
      throw stateError('write', file, cause);
    }
  }

  private suggestionsDir(): string {
    return join(this.directory, 'suggestions');
  }
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
