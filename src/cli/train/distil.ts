// trimtab distil: learns rules that can be read from the learned policy, and says how far the two agree.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { modelFolder, shippedModel, shippedTree } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { loadDqn } from '../../policy/index.js';
import { distil } from '../../training/index.js';
import { progressOn } from '../evaluate/progress.js';
import { outputOption } from '../shared/options.js';
import { printJson } from '../shared/output.js';
import { wholeNumber } from '../shared/whole-number.js';
import { refuseDirectories, writeFiles } from '../shared/write-files.js';
import { agreementText, treeCard, treeDocument } from './distil-text.js';

const [treeFile, cardFile] = ['tree.json', 'README.md'];

interface Options {
  readonly model: string;
  readonly out: string;
  readonly episodes: number;
  readonly leaves: number;
  readonly seed: number;
  readonly jobs?: number;
  readonly output: 'text' | 'json';
}

/** @param signal aborted when the process is asked to end */
export function distilCommand(signal: AbortSignal): Command {
  return new Command('distil')
    .description('rules that can be read, learned from the decisions of dqn: a folder for the policy tree')
    .option('--model <dir>', 'the model whose decisions are learned from', shippedModel)
    .option(
      '--out <dir>',
      `the folder of ${treeFile} and its card; ${shippedTree} is the one of the package`,
      './models/distilled',
    )
    .option('--episodes <n>', 'simulated episodes to learn from', wholeNumber(2, 100_000), 600)
    .option('--leaves <n>', 'at most so many rules', wholeNumber(1, 1024), 64)
    .option('--seed <n>', 'which changes are carried out while it learns', wholeNumber(0, 0xffff_ffff), 1)
    .option(
      '--jobs <n>',
      'threads that play at a time (default: as many as there are processors)',
      wholeNumber(1, 1024),
    )
    .addOption(outputOption())
    .action((options: Options) => run(options, signal));
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { model, episodes, leaves, seed, jobs = availableParallelism() } = options;
  const folder = placeFor(options.out);
  const { ensemble, model: facts } = await loadDqn(modelFolder(model));
  const progress = progressOn(process.stderr);
  const tree = await distil({
    teacher: { members: ensemble.members, sha256: facts.sha256 },
    episodes,
    mostLeaves: leaves,
    seed,
    jobs,
    signal,
    onDone: progress.onDone,
  }).finally(progress.end);
  const text = `${JSON.stringify(tree, null, 1)}\n`;
  await writeFiles(folder, {
    [treeFile]: text,
    [cardFile]: treeCard(tree, { model, episodes, leaves, seed }),
  });
  if (options.output === 'json') printJson(treeDocument(options.out, tree));
  else process.stdout.write(agreementText(options.out, tree));
}

/** @throws TrimtabError TRIMTAB_E_USAGE before anything is played */
function placeFor(out: string): string {
  const folder = resolve(modelFolder(out));
  try {
    // Tried, as some file systems allow it and then make nothing.
    rmSync(mkdtempSync(join(nearestThere(folder), '.trimtab-')), { recursive: true });
    refuseDirectories(folder, [treeFile, cardFile]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_USAGE', `--out ${out} cannot be written: ${reason}`, {
      next: 'Name a directory that you may write to.',
      cause,
    });
  }
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => name !== treeFile && name !== cardFile)
    : [];
  if (others.length === 0) return folder;
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `--out ${out} holds what is no part of a tree: ${others.slice(0, 3).join(', ')}`,
    { next: 'Name a new folder, or one that holds a tree and nothing else.' },
  );
}

/** What of it is there already: the folder itself, or what it will be made in. */
function nearestThere(folder: string): string {
  return existsSync(folder) ? folder : nearestThere(dirname(folder));
}
