// trimtab train: trains a policy in the simulator and writes it as a model folder, with its card and its learning curve.
import { realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { shippedModel } from '../../config/index.js';
import { statesFile } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { restoreFolder } from '../../rl/index.js';
import { checkpointFolder, type ModelRecord, recordOf, trainModel } from '../../training/index.js';
import { acquireLock, type KernelLock } from '../../util/index.js';
import { outputOption } from '../shared/options.js';
import { printJson } from '../shared/output.js';
import { revision } from '../shared/revision.js';
import { wholeNumber } from '../shared/whole-number.js';
import { beginning, checkHistory, type Wanted } from './beginning.js';
import { modelCard } from './card.js';
import { cardFile, checkFolder, figureFile } from './folder.js';
import { endedWithNext } from './next.js';
import { trainingProgressOn } from './progress.js';
import { historyFrom } from './site.js';
import { statesFiles } from './states.js';
import { keptText, trainedDocument, trainedText } from './text.js';

const usualFolder = './models/trained';

interface Options extends Wanted {
  readonly jobs?: number;
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
    .option(
      '--history <dir...>',
      'state directories of agents, whose recorded decisions are learned from beside the simulator',
    )
    .option(
      '--topology <name>',
      'with --history: what the model is for; other topologies count as much as they are like it (default: all alike)',
    )
    .option(
      '--from <model>',
      'begins with the networks of this model; nothing is written unless what is learned does better on validation',
    )
    .option('--resume', 'goes on from the checkpoint in the folder, with its spec')
    .option(
      '--jobs <n>',
      'threads that play at a time (default: as many as there are processors)',
      wholeNumber(1, 1024),
    )
    .option('--seed <n...>', 'a network for each of these seeds, instead of those of the spec', seeds)
    .addOption(outputOption())
    .action((options: Options) => run(options, signal));
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { out, topology, history } = options;
  if (topology !== undefined && history === undefined) {
    throw new TrimtabError('TRIMTAB_E_USAGE', '--topology: there is no history to choose from', {
      next: 'Name one with --history DIR, or leave --topology out.',
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
  // The first checkpoint would take the place of a model that a crash left set aside, or of the last checkpoint.
  await restoreFolder(folder);
  await restoreFolder(checkpointFolder(folder));
  const { spec, checkpoint, from } = await beginning(options, folder);
  const history =
    options.history === undefined
      ? null
      : await historyFrom(options.history, options.topology, spec, (line) => {
          process.stderr.write(`${line}\n`);
        });
  checkHistory(checkpoint?.record.training.history ?? null, history?.topologies ?? [], out);
  // Drawing is loaded here: it is large.
  const { learningCurve } = await import('./figure.js');
  const before = checkpoint?.standing.rounds.length ?? 0;
  // That of a former training, which this one does not go on with, stays until this one has a checkpoint of its own.
  const others = checkpoint === null ? checkpointStamp(folder) : null;
  const progress = trainingProgressOn(process.stderr, before);
  const { record, manifest } = await trainModel({
    spec,
    folder,
    checkpoint,
    from,
    history,
    topology: options.topology ?? null,
    jobs,
    signal,
    revision: revision(),
    now: () => performance.now() / 1000,
    onRound: progress.onRound,
    onPlayed: progress.onPlayed,
    files: (written, played) => {
      const record = recordIn(written);
      const card = modelCard(record, written.weights.sha256, played.includes(statesFile));
      return { [cardFile]: card, [figureFile]: learningCurve(record) };
    },
    played: () => statesFiles(spec, history?.states ?? [], { jobs, signal }),
  })
    .catch((error: unknown) => {
      throw endedWithNext(error, options, [null, others].includes(checkpointStamp(folder)));
    })
    .finally(progress.end);
  const isWritten = manifest !== null;
  if (options.output === 'json') printJson(trainedDocument(out, record, isWritten));
  else process.stdout.write(isWritten ? trainedText(out, record) : keptText(out, options.from, record));
}

function recordIn(manifest: Parameters<typeof recordOf>[0]): ModelRecord {
  const record = recordOf(manifest);
  if (record === null)
    throw new RangeError('a manifest that was just written does not say how it was trained');
  return record;
}

/** Tells one checkpoint from the next, which takes its place whole; null where there is none. */
function checkpointStamp(folder: string): string | null {
  const found = statSync(checkpointFolder(folder), { throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.mtimeMs}`;
}

function seeds(text: string, before: readonly number[] = []): number[] {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff_ffff && !before.includes(value)) return [...before, value];
  throw new InvalidArgumentError('Expected different whole numbers from 0 to 4294967295.');
}
