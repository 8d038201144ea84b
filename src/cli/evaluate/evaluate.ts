// trimtab evaluate: compares policies on suites of simulated episodes, on one scenario, or under a recorded load.
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { presetNames, shippedModel, shippedTree } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { dqnName, policies, treeName } from '../../policy/index.js';
import { type EvaluatedEpisode, evaluate } from '../../training/index.js';
import { outputOption } from '../shared/options.js';
import { printJson } from '../shared/output.js';
import { wholeNumber } from '../shared/whole-number.js';
import { type Chosen, entrantsOf, foldersOf } from './entrants.js';
import { episodesOf, suiteNames } from './episodes.js';
import { progressOn } from './progress.js';
import { evaluationText } from './text.js';

interface Options extends Chosen {
  readonly suite?: string;
  readonly scenario?: string;
  readonly trace?: string;
  readonly peak?: number;
  readonly engine: 'storm' | 'heron';
  readonly seeds?: readonly number[];
  readonly guards: 'full' | 'safety';
  readonly episodes?: number;
  readonly from?: number;
  readonly minutes?: number;
  readonly objective?: string;
  readonly jobs?: number;
  readonly out?: string;
  readonly output: 'text' | 'json';
}

/** @param signal aborted when the process is asked to end */
export function evaluateCommand(signal: AbortSignal): Command {
  const names = policies.map(({ name }) => name).join(',');
  return new Command('evaluate')
    .description('compares policies on simulated episodes: utility, regret, SLOs, cost, changes')
    .option('--suite <name>', `episodes by name: ${suiteNames().join(', ')} (default: seen)`)
    .option('--scenario <file>', 'one scenario instead: a file, or the name of one that is shipped')
    .option(
      '--trace <file>',
      'a recorded load instead (CSV t_seconds,rate_per_s), on the built-in top-words; with --suite unseen-workloads files with commas, whose stretches its applications get',
    )
    .option('--peak <n>', 'tuples/s at the highest rate of the trace (default: 2300)', positive)
    .addOption(
      new Option(
        '--engine <name>',
        'heron: the same episodes as Heron plays them, every second one without acknowledgements; --scenario and --trace as they say themselves',
      )
        .choices(['storm', 'heron'])
        .default('storm'),
    )
    .option(
      '--policies <names>',
      `with commas; the others are compared with ${dqnName}, else with the first (default: ${names},${dqnName})`,
    )
    .addOption(
      new Option(
        '--fallback <name>',
        'who decides where a policy is unsure, and where a state is unlike those that a model was trained on, as agent.fallback does; auto: whom it asks by default (default: nobody, and the policy waits or is asked all the same)',
      ).choices(['auto', ...policies.map(({ name }) => name)]),
    )
    .option(
      '--model <dirs>',
      `trained models of ${dqnName}, with commas: the same policy from several training seeds (default: ${shippedModel})`,
    )
    .option('--deal', 'each episode is played by one of several models, in turn, in place of all')
    .option(
      '--seeds <list>',
      'each episode once with each of these seeds (default: 1,2,3 for one scenario, in a suite the scenario’s own)',
      seedList,
    )
    .addOption(
      new Option('--guards <which>', 'full: as the agent acts; safety: validity and bounds only')
        .choices(['full', 'safety'])
        .default('full'),
    )
    .option(
      '--episodes <n>',
      'how many of the suite (default: to the last that is usually played; from beyond it as many as usual)',
      wholeNumber(1, 1_000_000),
    )
    .option(
      '--from <n>',
      'the first episode of the suite that is played; they count from 0',
      wholeNumber(0, 1_000_000),
    )
    .option(
      '--minutes <n>',
      'how long an episode is (default: as the suite or the scenario says)',
      wholeNumber(1, 1_000_000),
    )
    .addOption(
      new Option(
        '--objective <preset>',
        'for which all episodes are played and judged, with the SLOs and prices that they have (default: each its own)',
      ).choices(presetNames),
    )
    .option('--tree <dir>', `the rules of ${treeName} (default: ${shippedTree})`)
    .option(
      '--jobs <n>',
      'threads that play at a time (default: as many as there are processors)',
      wholeNumber(1, 1_000_000),
    )
    .option('--out <dir>', 'writes evaluation.html and evaluation.json there')
    .addOption(outputOption())
    .action((options: Options) => run(options, signal));
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { guards, fallback = null, objective = null, jobs = availableParallelism(), out } = options;
  const entrants = await entrantsOf(options);
  const { suite, seeds, ...chosen } = await episodesOf(options);
  const models = modelsOf(options, chosen.episodes.length);
  const episodes = chosen.episodes.map((episode, i) => withModel(episode, options, models(i)));
  // Drawing is loaded for those who want it: it is large.
  const page = out === undefined ? null : await import('./page.js');
  if (out !== undefined) page?.makeFolder(out);
  const progress = progressOn(process.stderr);
  const input = { suite, episodes, seeds, entrants, guards, fallback, objective };
  const evaluation = await evaluate(input, { jobs, signal, onDone: progress.onDone }).finally(progress.end);
  if (evaluation === null) {
    throw new TrimtabError('TRIMTAB_E_USAGE', 'none of the episodes can be played', {
      next: 'Choose others with --from, or another suite.',
    });
  }
  // What was played is not lost where its page cannot be written; but one document alone is JSON, and then the error is it.
  if (options.output === 'text') process.stdout.write(evaluationText(evaluation));
  if (page !== null && out !== undefined) {
    process.stderr.write(`written: ${(await page.writePage(out, evaluation)).join(', ')}\n`);
  }
  if (options.output === 'json') printJson(evaluation);
}

/** @returns by the place of an episode: the models that play it, as the option names them; undefined for the shipped one */
function modelsOf(
  { model, deal = false }: Options,
  episodes: number,
): (episode: number) => string | undefined {
  if (!deal) return () => model;
  const folders = foldersOf(model);
  if (episodes < folders.length) {
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      `--deal gives each of ${folders.length} models an episode; there ${episodes === 1 ? 'is one' : `are ${episodes}`}`,
      { next: 'Play a suite with more --episodes, or leave --deal out.' },
    );
  }
  return (episode) => folders[episode % folders.length];
}

/** What plays the episode again needs the model, too. */
function withModel(
  episode: EvaluatedEpisode,
  { tree, fallback }: Options,
  model: string | undefined,
): EvaluatedEpisode {
  const own = [
    ...(model === undefined ? [] : ['--model', model]),
    ...(fallback === undefined ? [] : ['--fallback', fallback]),
    ...(tree === undefined ? [] : ['--tree', tree]),
  ];
  return { ...episode, options: [...episode.options, ...own] };
}

function seedList(text: string): number[] {
  const seeds = text.split(',').map((one) => (/^\s*\d+\s*$/.test(one) ? Number(one) : Number.NaN));
  if (seeds.every((seed) => seed <= 0xffff_ffff) && new Set(seeds).size === seeds.length) return seeds;
  throw new InvalidArgumentError('Expected different whole numbers from 0 to 4294967295 with commas: 1,2,3.');
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1e9) return value;
  throw new InvalidArgumentError('Expected a number above 0, at most 1e9.');
}
