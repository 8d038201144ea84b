// What a command asks of the agent that runs on the same state directory, and what the agent answers: one file for each.
import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  isMissing,
  jsonNames,
  makeForGroup,
  type Read,
  readableByGroup,
  readJson,
  removeFile,
  setAside,
  stateError,
  writeJson,
} from '../state/json-files.js';
import type { OnDamaged } from '../state/reference-store.js';

const requestSchema = z.object({
  schema: z.literal('trimtab/request/v1'),
  request: z.string().regex(/^[0-9a-f]+$/),
  action: z.enum(['approve', 'reject', 'snooze', 'rollback']),
  cluster: z.string(),
  /** Of what is approved, rejected or snoozed, or of the change to go back from. */
  id: z.string(),
  /** The operating-system user, as the command says. */
  by: z.string(),
  at: z.iso.datetime(),
  /** For `snooze`: seconds of the cluster. */
  seconds: z.number().positive().nullable(),
  /** By the clock of the machine: nobody waits for it any more. null, and absent in those of earlier releases: it is waited for. */
  until: z.iso.datetime().nullable().default(null),
});

const answerSchema = z.object({
  schema: z.literal('trimtab/answer/v1'),
  request: z.string(),
  id: z.string(),
  /** `refused`: nothing was sent; `failed`: begun, and not in force as a whole. */
  outcome: z.enum(['done', 'refused', 'failed']),
  code: z.string(),
  text: z.string(),
  next: z.string(),
  /** Of the lines about what was done, where it is another than that of what was asked for; absent in those of earlier releases. */
  as: z.string().optional(),
});

export type Request = z.output<typeof requestSchema>;
/** What a command asks for. */
export type Asked = Omit<z.input<typeof requestSchema>, 'schema' | 'request'>;
export type Answer = z.output<typeof answerSchema>;
export type Told = Pick<Answer, 'outcome' | 'code' | 'text' | 'next' | 'as'>;

/** A request that the agent has taken: nobody can withdraw it any more. */
export interface Taken extends Request {
  /** Who owns the file, by the kernel: nobody but root can make it another's. */
  readonly uid: number;
  /** Left behind by a command that was killed: it is not to be done any more. */
  readonly isLate: boolean;
}

const takenEnding = '.taken';

/** Answers that nobody has read are kept for the newest so many requests. */
const keptAnswers = 100;

export class Requests {
  private readonly directory: string;
  private readonly answers: string;

  /** @param nowMs by the clock of the machine, which it shares with the commands: that of a simulated cluster may run faster */
  constructor(
    stateDirectory: string,
    private readonly nowMs: () => number = Date.now,
  ) {
    this.directory = join(stateDirectory, 'queue', 'requests');
    this.answers = join(stateDirectory, 'queue', 'answers');
  }

  /** The agent's, at its start: whoever may write there may ask. What it makes, its group may read; what is there stays as it is. */
  async open(): Promise<void> {
    for (const directory of [dirname(this.directory), this.directory, this.answers])
      await makeForGroup(directory);
  }

  /** @returns the name of the request */
  async leave(asked: Asked): Promise<string> {
    const request = randomBytes(8).toString('hex');
    // The agent is another user, and must read it: who else may is for the directory to say.
    const content = { schema: 'trimtab/request/v1', request, ...asked };
    await writeJson(this.fileOf(request), content, { mode: 0o644 });
    return request;
  }

  /** @returns false where the agent has taken it already */
  async withdraw(request: string): Promise<boolean> {
    return await removeFile(this.fileOf(request));
  }

  /** Whether there is any for that cluster; a damaged one is left to the look that takes them. */
  async isAny(cluster: string): Promise<boolean> {
    for (const name of await jsonNames(this.directory)) {
      const read = await this.read(join(this.directory, name));
      if (read.kind === 'damaged' || (read.kind === 'read' && read.value.cluster === cluster)) return true;
    }
    return false;
  }

  /**
   * Takes every request that is for this cluster and these actions; what is damaged is set aside.
   * @param onDamaged told of each, with the reason
   */
  async take(cluster: string, actions: readonly Request['action'][], onDamaged: OnDamaged): Promise<Taken[]> {
    const taken: Taken[] = [];
    for (const name of await jsonNames(this.directory)) {
      const file = join(this.directory, name);
      const read = await this.read(file);
      if (read.kind === 'damaged') await tellDamaged(file, read.why, onDamaged);
      if (read.kind !== 'read' || read.value.cluster !== cluster) continue;
      if (!actions.includes(read.value.action)) continue;
      try {
        const { uid } = await lstat(file);
        await rename(file, this.takenOf(read.value.request));
        const { until } = read.value;
        taken.push({ ...read.value, uid, isLate: until !== null && Date.parse(until) <= this.nowMs() });
      } catch (cause) {
        // Withdrawn meanwhile.
        if (!isMissing(cause)) throw stateError('write', file, cause);
      }
    }
    return taken.sort((a, b) => a.at.localeCompare(b.at));
  }

  /** What somebody else wrote there, or made unreadable, must not keep the agent from its work. */
  private async read(file: string): Promise<Read<Request>> {
    try {
      // Whose it is would be told of the link, and not of what it leads to.
      if ((await lstat(file)).isSymbolicLink()) return { kind: 'damaged', why: 'it is a link' };
      return await readJson(file, requestSchema);
    } catch (cause) {
      if (isMissing(cause)) return { kind: 'missing' };
      return { kind: 'damaged', why: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  /**
   * Those that a former run of the agent had taken and not answered; what is damaged is set aside, as in `take`.
   * @param onDamaged told of each, with the reason
   */
  async unanswered(cluster: string, onDamaged: OnDamaged): Promise<Request[]> {
    const names = await readdir(this.directory).catch(() => []);
    const left: Request[] = [];
    for (const name of names.filter((one) => one.endsWith(takenEnding))) {
      const file = join(this.directory, name);
      const read = asNamed(await this.read(file), basename(name, takenEnding));
      if (read.kind === 'damaged') await tellDamaged(file, read.why, onDamaged);
      if (read.kind === 'read' && read.value.cluster === cluster) left.push(read.value);
    }
    return left;
  }

  /** On disk before the request is gone. */
  async answer({ request, id }: Pick<Request, 'request' | 'id'>, told: Told): Promise<void> {
    await writeJson(
      join(this.answers, `${request}.json`),
      {
        schema: 'trimtab/answer/v1',
        request,
        id,
        ...told,
      },
      { mode: readableByGroup.file },
    );
    await removeFile(this.takenOf(request));
    await this.forgetOld();
  }

  /** null while there is none. Reading it is the last that is done with it. */
  async readAnswer(request: string): Promise<Answer | null> {
    const file = join(this.answers, `${request}.json`);
    const read = await readJson(file, answerSchema);
    if (read.kind !== 'read') return null;
    // It may belong to another user: then the agent removes it one day.
    await removeFile(file).catch(() => false);
    return read.value;
  }

  private async forgetOld(): Promise<void> {
    const names = await jsonNames(this.answers);
    if (names.length <= keptAnswers) return;
    const aged = await Promise.all(
      names.map(async (name) => {
        const file = join(this.answers, name);
        return {
          file,
          at: await stat(file).then(
            (s) => s.mtimeMs,
            () => 0,
          ),
        };
      }),
    );
    const old = aged.sort((a, b) => b.at - a.at).slice(keptAnswers);
    await Promise.all(old.map(({ file }) => removeFile(file)));
  }

  private fileOf(request: string): string {
    return join(this.directory, `${request}.json`);
  }

  private takenOf(request: string): string {
    return join(this.directory, `${request}${takenEnding}`);
  }
}

/** One that cannot even be set aside is told of at each look, and stands for nothing; of one that another has set aside he tells. */
async function tellDamaged(file: string, why: string, onDamaged: OnDamaged): Promise<void> {
  const aside = await setAside(file).catch(() => file);
  if (aside !== null) onDamaged(aside, why);
}

/** An answer removes the file by the name of its request: under any other name it would be answered at every look. */
function asNamed(read: Read<Request>, name: string): Read<Request> {
  if (read.kind !== 'read' || read.value.request === name) return read;
  return { kind: 'damaged', why: `it is of the request ${read.value.request}, by what it says` };
}
