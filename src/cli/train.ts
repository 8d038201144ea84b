// trimtab train: trains a policy in the simulator and writes it as a model folder, with its card and its learning curve.
import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { shippedModel } from '../config/index.js';
import { TrimtabError } from '../errors/index.js';
import { restoreFolder } from '../rl/index.js';
import {
  type Checkpoint,
  checkpointFolder,
  loadCheckpoint,
  type ModelRecord,
  recordOf,
  type TrainingSpec,
  trainModel,
} from '../training/index.js';
import { acquireLock, type KernelLock, shellQuote } from '../util/index.js';
import { outputOption, printJson } from './common.js';
import { revision } from './revision.js';
import { modelCard } from './train-card.js';
import { cardFile, checkFolder, figureFile } from './train-folder.js';
import { trainingProgressOn } from './train-progress.js';
import { differences, readSpec } from './train-spec.js';
import { trainedDocument, trainedText } from './train-text.js';

const usualFolder = './models/trained';

interface Options {
  readonly spec?: string;
  readonly history?: string;
  readonly out: string;
  readonly resume?: boolean;
  readonly jobs?: number;
  readonly seed?: readonly number[];
  readonly output: 'text' | 'json';
}

/** @param signal aborted when the process is asked to end */
export function trainCommand(signal: AbortSignal): Command {
  return new Command('train')
    .description('trains a policy in the simulator: a model folder for dqn, with a card and a learning curve')
    .option(
      '--spec <file>',
      'what to train, YAML or JSON; docs/guide/training.md (default: the usual training)',
    )
    .option(
      '--out <dir>',
      `the model’s folder, replaced when the training is done; ${shippedModel} is the one of the package`,
      usualFolder,
    )
    .option('--history <dir>', 'decisions of a real cluster to learn from as well (not in this release)')
    .option('--resume', 'goes on from the checkpoint in the folder, with its spec')
    .option('--jobs <n>', 'threads that play at a time (default: as many as there are processors)', threads)
    .option('--seed <n...>', 'a network for each of these seeds, instead of those of the spec', seeds)
    .addOption(outputOption())
    .action((options: Options) => run(options, signal));
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { out } = options;
  if (options.history !== undefined) {
    throw new TrimtabError('TRIMTAB_E_USAGE', '--history: not in this release', {
      next: 'Train without it: in the simulator.',
    });
  }
  const folder = checkFolder(out);
  const lock = await lockFolder(folder);
  try {
    await trainInto(folder, options, signal);
  } finally {
    await lock.release();
  }
}

/** Two trainings would take each other's checkpoints away. */
async function lockFolder(folder: string): Promise<KernelLock> {
  const place = join(realpathSync(dirname(folder)), basename(folder));
  const lock = await acquireLock(`train ${place}`, `pid ${process.pid}`);
  if (!('heldBy' in lock)) return lock;
  throw new TrimtabError('TRIMTAB_E_LOCKED', `another training (${lock.heldBy}) writes ${folder}`, {
    next: 'Let it come to its end, or name another folder with --out.',
  });
}

async function trainInto(folder: string, options: Options, signal: AbortSignal): Promise<void> {
  const { out, jobs = availableParallelism() } = options;
  // The first checkpoint would take the place of a model that a crash left set aside.
  await restoreFolder(folder);
  const [spec, checkpoint] = await specOf(options, folder);
  // Drawing is loaded here: it is large.
  const { learningCurve } = await import('./train-figure.js');
  const before = checkpoint?.standing.rounds.length ?? 0;
  const progress = trainingProgressOn(process.stderr, before);
  const manifest = await trainModel({
    spec,
    folder,
    checkpoint,
    jobs,
    signal,
    revision: revision(),
    now: () => performance.now() / 1000,
    onRound: progress.onRound,
    onPlayed: progress.onPlayed,
    files: (written) => {
      const record = recordIn(written);
      return { [cardFile]: modelCard(record, written.weights.sha256), [figureFile]: learningCurve(record) };
    },
  })
    .catch((error: unknown) => {
      throw interruptedWithNext(error, out, folder);
    })
    .finally(progress.end);
  const record = recordIn(manifest);
  if (options.output === 'json') printJson(trainedDocument(out, record));
  else process.stdout.write(trainedText(out, record));
}

/** The spec that holds, and where it goes on; a training that began with another one cannot. */
async function specOf(options: Options, folder: string): Promise<[TrainingSpec, Checkpoint | null]> {
  const { spec: file, seed, out, resume = false } = options;
  const isThere = existsSync(checkpointFolder(folder));
  if (!resume) {
    const spec = readSpec(file ?? null, seed);
    if (isThere) {
      process.stderr.write(`begins anew; --resume would go on from the checkpoint in ${out}\n`);
    }
    return [spec, null];
  }
  if (!isThere) {
    throw new TrimtabError('TRIMTAB_E_USAGE', `--resume: there is no checkpoint in ${out}`, {
      next: 'Name the folder of a training that was interrupted with --out, or train without --resume.',
    });
  }
  const checkpoint = await loadCheckpoint(folder);
  const began = checkpoint.record.training.spec;
  const wanted = file === undefined ? { ...began, seeds: [...(seed ?? began.seeds)] } : readSpec(file, seed);
  const others = differences(began, wanted);
  if (others.length === 0) return [began, checkpoint];
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `--resume: the training in ${out} began with another spec; these differ: ${others.join(', ')}`,
    { next: 'Go on without --spec and --seed, or train anew without --resume.' },
  );
}

function recordIn(manifest: Parameters<typeof recordOf>[0]): ModelRecord {
  const record = recordOf(manifest);
  if (record === null)
    throw new RangeError('a manifest that was just written does not say how it was trained');
  return record;
}

function interruptedWithNext(error: unknown, out: string, folder: string): unknown {
  if (!(error instanceof TrimtabError) || error.code !== 'TRIMTAB_E_INTERRUPTED') return error;
  const next = existsSync(checkpointFolder(folder))
    ? `Go on after the last whole round with: trimtab train --resume --out ${shellQuote(out)}`
    : 'No round with anything learned was complete: run it again.';
  return new TrimtabError(error.code, error.message, { next, cause: error });
}

function threads(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1024) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 to 1024.');
}

function seeds(text: string, before: readonly number[] = []): number[] {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff_ffff && !before.includes(value)) return [...before, value];
  throw new InvalidArgumentError('Expected different whole numbers from 0 to 4294967295.');
}
