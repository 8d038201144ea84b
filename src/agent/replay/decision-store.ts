// Keeps decisions with their inputs in the state directory, a file for each, so many of them; and reads them back.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { TrimtabError } from '../../errors/index.js';
import { type Evaluation, evaluationSchema } from '../../metrics/index.js';
import { writeWhole } from '../../util/index.js';
import { isMissing, stateError } from '../state/json-files.js';
import { type DecisionCode, decisionCode } from './code-digest.js';
import {
  type DecisionRecord,
  hashOf,
  type KeptWindow,
  type MadeDecision,
  recordOf,
  recordSchema,
} from './record.js';

/** The directory is looked through for old ones once in so many. */
const forgetEvery = 50;
/** A decision refers to windows of others that are at most so much older, and holds those that are older itself. */
const refersBackMs = 3_600_000;
/** Decisions that are by so much later than the one that was just made are of a clock that was set back since. */
const aheadMs = 24 * 3_600_000;

export class DecisionStore {
  private readonly directory: string;
  /** Where the windows of this run lie. */
  private readonly windows = new WeakMap<Evaluation, KeptWindow & { readonly of: string }>();
  /** Windows that were read back: many decisions refer to the same. */
  private readonly readBack = new Map<string, Promise<Evaluation>>();
  private code: DecisionCode | null = null;
  private sinceForgetting = forgetEvery;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'decisions');
  }

  /**
   * @param keep so many of the newest stay
   * @returns the SHA-256 of what was kept: it goes into the journal
   * @throws TrimtabError TRIMTAB_E_STATE_DIR
   */
  async save(made: MadeDecision, keep: number): Promise<string> {
    this.code ??= decisionCode();
    const text = JSON.stringify(recordOf(made, this.code, (window) => this.nearby(made.id, window)));
    const file = this.file(made.id);
    try {
      await mkdir(this.directory, { recursive: true });
      await writeWhole(file, await promisify(gzip)(text));
      this.windows.set(made.evaluation, {
        of: made.id,
        sha256: hashOf(JSON.stringify(made.evaluation)),
      });
      await this.forgetOld(keep, made.id);
    } catch (cause) {
      throw stateError('write', file, cause);
    }
    return hashOf(text);
  }

  /**
   * @param sha256 as the journal has it
   * @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE when it is no longer there, or not as it was written
   */
  async load(id: string, sha256: string): Promise<DecisionRecord> {
    const text = await this.read(id);
    if (hashOf(text) !== sha256) {
      throw unusable(`${this.file(id)} was changed: it does not have the hash that the journal has`);
    }
    const record = recordSchema.safeParse(parsed(text));
    if (record.success) return record.data;
    throw unusable(`${this.file(id)} is not as this release writes it (${where(record.error.issues)})`);
  }

  /** @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE */
  async windowOf(window: KeptWindow): Promise<Evaluation> {
    if ('evaluation' in window) return evaluationFrom(window.evaluation, 'a window of the past');
    const key = `${window.of} ${window.sha256}`;
    const known = this.readBack.get(key) ?? this.readWindow(window.of, window.sha256);
    this.readBack.set(key, known);
    return await known;
  }

  private async readWindow(of: string, sha256: string): Promise<Evaluation> {
    const record = parsed(await this.read(of)) as { evaluation?: unknown } | undefined;
    const evaluation = record?.evaluation;
    if (hashOf(JSON.stringify(evaluation ?? null)) !== sha256) {
      throw unusable(`${this.file(of)} was changed: its window is not the one that was decided with`);
    }
    return evaluationFrom(evaluation, `the window of ${of}`);
  }

  private async read(id: string): Promise<string> {
    const file = this.file(id);
    try {
      return (await promisify(gunzip)(await readFile(file))).toString('utf8');
    } catch (cause) {
      if (isMissing(cause)) throw unusable(`the inputs of ${id} are no longer kept (${file})`);
      // That the file cannot be opened says nothing of what is in it.
      if (isOfSystem(cause)) throw stateError('read', file, cause);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw unusable(`cannot read ${file}: ${reason}`);
    }
  }

  /** Where the window lies, if the file stays there for as long as the one of that decision. */
  private nearby(id: string, window: Evaluation): KeptWindow | undefined {
    const kept = this.windows.get(window);
    const [made, there] = [timeOf(id), kept === undefined ? null : timeOf(kept.of)];
    return made === null || there === null || made - there > refersBackMs ? undefined : kept;
  }

  /** @param id of the decision that was kept last */
  private async forgetOld(keep: number, id: string): Promise<void> {
    this.sinceForgetting += 1;
    if (this.sinceForgetting < forgetEvery) return;
    this.sinceForgetting = 0;
    // Names begin with the time. By a clock that was ahead then they would be the newest for ever, and each new one the oldest.
    const sorted = (await readdir(this.directory)).filter((name) => name.endsWith('.json.gz')).sort();
    const latestMs = (timeOf(id) ?? Number.POSITIVE_INFINITY) + aheadMs;
    const isAhead = (name: string): boolean => (timeOf(name) ?? 0) > latestMs;
    const names = [...sorted.filter(isAhead), ...sorted.filter((name) => !isAhead(name))];
    const first = names[Math.max(0, names.length - keep)];
    const firstMs = first === undefined ? null : timeOf(first);
    // What the oldest one refers to stays with it.
    const old = names
      .slice(0, Math.max(0, names.length - keep))
      .filter((name) => firstMs === null || isAhead(name) || (timeOf(name) ?? 0) < firstMs - refersBackMs);
    await Promise.all(old.map((name) => rm(join(this.directory, name), { force: true })));
  }

  private file(id: string): string {
    return join(this.directory, `${id}.json.gz`);
  }
}

/** Names and ids begin with the time; null where one does not. */
function timeOf(id: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(id)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function isOfSystem(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}

function evaluationFrom(value: unknown, what: string): Evaluation {
  const evaluation = evaluationSchema.safeParse(value);
  if (evaluation.success) return evaluation.data;
  throw unusable(`${what} is not as this release writes it (${where(evaluation.error.issues)})`);
}

function where(issues: readonly { readonly path: readonly PropertyKey[] }[]): string {
  return issues[0]?.path.join('.') ?? '';
}

function unusable(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
