// trimtab tune: offline tuning against a table of measured configurations.
import { Command, Option } from 'commander';
import { objectiveFrom } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import {
  type Goal,
  type Grid,
  latencyGoal,
  readGrid,
  readMap,
  throughputGoal,
  tune,
  tuners,
  utilityGoal,
} from '../../tuning/index.js';
import { readWhole, yamlData } from '../../util/index.js';
import { outputOption } from '../shared/options.js';
import { printJson } from '../shared/output.js';
import { wholeNumber } from '../shared/whole-number.js';
import { tuningDocument, tuningText } from './text.js';

/** More would take hours: every measurement makes a tuner look at the whole table again. */
const greatestBudget = 1000;

interface Options {
  readonly grid: string;
  readonly map: string;
  readonly objective: string;
  readonly budget: number;
  readonly seed: number;
  readonly tuner: string;
  readonly output: 'text' | 'json';
}

export function tuneCommand(): Command {
  const names = tuners.map((tuner) => tuner.name);
  return new Command('tune')
    .description('finds a good configuration in a table of measured ones, with as few of them as possible')
    .requiredOption('--grid <file>', 'CSV, one measured configuration in each row')
    .requiredOption('--map <file>', 'YAML that says what each column is')
    .requiredOption(
      '--objective <objective>',
      'throughput, latency, or a mapping as the option objective: JSON, or a YAML file',
    )
    .requiredOption('--budget <n>', 'measurements; a repeated one costs, too', wholeNumber(1, greatestBudget))
    .option('--seed <n>', 'seed of all randomness', wholeNumber(0, 0xffff_ffff), 1)
    .addOption(
      new Option('--tuner <name>', 'how the next configuration is chosen').choices(names).default(names[0]),
    )
    .addOption(outputOption())
    .action(run);
}

function run(options: Options): void {
  const grid = readGrid(options.grid, readMap(options.map));
  const goal = goalOf(options.objective, grid);
  const tuner = tuners.find(({ name }) => name === options.tuner);
  if (tuner === undefined) throw new TrimtabError('TRIMTAB_E_USAGE', `no tuner is named ${options.tuner}`);
  const tuning = tune({ grid, goal, tuner, budget: options.budget, seed: options.seed });
  if (options.output === 'json') printJson(tuningDocument(grid, tuning));
  else process.stdout.write(tuningText(grid, goal, tuner, tuning));
}

function goalOf(text: string, grid: Grid): Goal {
  if (text === 'throughput') return throughputGoal;
  if (text === 'latency') return latencyGoal;
  const [first] = grid.rows;
  if (first === undefined) throw new RangeError('the grid has no rows');
  const inline = text.trimStart().startsWith('{');
  const objective = objectiveFrom(
    mappingIn(inline ? text : fileText(text), text),
    inline ? '--objective' : text,
  );
  return utilityGoal(objective, grid.knobs, first);
}

function fileText(file: string): string {
  try {
    return readWhole(file).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      `--objective is ${JSON.stringify(file)}; expected throughput, latency, a mapping as JSON, or a YAML file (${reason})`,
      { cause },
    );
  }
}

function mappingIn(text: string, name: string): unknown {
  try {
    const data = yamlData(text);
    if (typeof data === 'object' && data !== null) return data;
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
    throw new TrimtabError('TRIMTAB_E_USAGE', `--objective ${name} is neither JSON nor YAML: ${reason}`, {
      cause,
    });
  }
  throw new TrimtabError('TRIMTAB_E_USAGE', `--objective ${name} holds no mapping; expected one`);
}
