// How a tuning is printed: the document trimtab/tuning/v1, and the same for people.
import type { Goal, Grid, Trial, TunerEntry, Tuning } from '../../tuning/index.js';
import { counted } from '../../util/index.js';
import { table } from '../shared/table.js';

export function tuningDocument(grid: Grid, { best, trials, gridBest, regretPercent }: Tuning) {
  return {
    schema: 'trimtab/tuning/v1',
    best: trialDocument(grid, best),
    trials: trials.map((trial) => trialDocument(grid, trial)),
    gridBest,
    regretPercent,
  };
}

function trialDocument({ knobs }: Grid, { n, row }: Trial) {
  return {
    n,
    configuration: Object.fromEntries(knobs.map((knob, i) => [knob.name, row.values[i]])),
    throughput: row.throughput,
    latencyMs: row.latencyMs,
  };
}

/** The best so far at each measurement that found a better one, then what that comes to. */
export function tuningText(grid: Grid, goal: Goal, tuner: TunerEntry, tuning: Tuning): string {
  const { trials, best, gridBest, regretPercent } = tuning;
  const worth = ({ row }: Trial): number => goal.value(row, row.values);
  const improved: Trial[] = [];
  for (const trial of trials) {
    const before = improved.at(-1);
    const sign = goal.sense === 'maximise' ? 1 : -1;
    if (before === undefined || sign * (worth(trial) - worth(before)) > 0) improved.push(trial);
  }
  const header = ['n', ...grid.knobs.map((knob) => knob.name), 'throughput', 'latency ms'];
  const isUtility = goal.name === 'utility';
  const rows = improved.map((trial) => [
    String(trial.n),
    ...trial.row.values.map(String),
    number(trial.row.throughput),
    number(trial.row.latencyMs),
    ...(isUtility ? [worth(trial).toFixed(3)] : []),
  ]);
  const all = [isUtility ? [...header, 'utility'] : header, ...rows];
  const settings = grid.knobs.map((knob, i) => `  ${knob.knob ?? knob.name} = ${best.row.values[i]}`);
  const value = (x: number): string => (isUtility ? x.toFixed(3) : number(x));
  const regret = regretPercent === null ? 'not found' : `${regretPercent.toFixed(2)} % from it`;
  return [
    `${goal.name} by ${tuner.name}: ${counted(trials.length, 'measurement')} of ${counted(grid.rows.length, 'configuration')}`,
    '',
    'Each measurement that was better than all before:',
    ...table(all, new Set(all[0]?.keys())).map((line) => `  ${line}`),
    '',
    `Best, measurement ${best.n}:`,
    ...settings,
    '',
    `The best of the table has ${value(gridBest)}: ${regret}.`,
    '',
  ].join('\n');
}

function number(x: number): string {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}
