// How an evaluation is printed for people: a row for each policy, then what the reference wins or loses against each.
import type { Evaluation, PolicyResult } from '../../training/index.js';
import { counted } from '../../util/index.js';
import { fixed, signed } from '../shared/numbers.js';
import { table } from '../shared/table.js';

const header = [
  'policy',
  'utility',
  'regret',
  'of oracle',
  'SLO min',
  'executor h',
  'changes',
  'most',
  'undone',
  'restarts',
  'converge min',
];

export function evaluationText(evaluation: Evaluation): string {
  const { policies, oracle, keep, leftOut, unplayable } = evaluation;
  const rows = Object.entries(policies).map(([name, result]) => [name, ...cellsOf(result, evaluation)]);
  const all = [header, ...rows];
  const pairs = pairRows(evaluation);
  return [
    headingOf(evaluation),
    `Without any change ${fixed(keep.utility)}, the oracle ${fixed(oracle.utility)}. ${leftOutText(leftOut)}`,
    ...(unplayable.length === 0 ? [] : [`Not playable, and left out: ${counted(unplayable.length, 'run')}.`]),
    '',
    ...indented(all),
    ...(pairs.length === 0
      ? []
      : ['', 'Paired differences, utility first:', ...indented([[...pairColumns], ...pairs])]),
    '',
  ].join('\n');
}

export const pairColumns: readonly string[] = [
  '',
  'mean',
  '95 % interval',
  '5th percentile',
  'SLO min',
  '95 % interval',
  'changes',
  '95 % interval',
];

/** Of each other policy, what the reference has more: of utility, of SLO minutes and of changes. */
export function pairRows(evaluation: Evaluation): string[][] {
  const { paired, reference } = evaluation;
  return Object.entries(paired).map(([pair, { utility, sloMinutes, changes }]) => [
    `${reference} − ${pair.slice(reference.length + 1)}`,
    signed(utility.difference),
    intervalText(utility, evaluation),
    signed(utility.p5),
    signed(sloMinutes.difference, 1),
    intervalText(sloMinutes, evaluation, 1),
    signed(changes.difference, 2),
    intervalText(changes, evaluation, 2),
  ]);
}

export function headingOf({
  suite,
  rows,
  episodes,
  runs,
  guards,
  fallback,
  objective,
  dealt,
}: Evaluation): string {
  const what = suite === null ? (rows[0]?.episode ?? '') : `suite ${suite}`;
  const many = `${episodes === 1 ? '' : `${episodes} episodes, `}${counted(runs, 'run')}`;
  const asked = fallback === null ? '' : `, fallback ${fallback}`;
  const judged = objective === null ? '' : `, all for ${objective}`;
  return `${what}: ${many}, guards ${guards}${asked}${judged}${dealt === null ? '' : `, dealt to ${dealt} trainings`}`;
}

/** One run, or one scenario of several that could be played, tells nothing of how others would come out: its interval has no width, and is not shown. */
function isOneRun({ episodes, rows }: Evaluation): boolean {
  return (episodes === 1 ? rows.length : new Set(rows.map(({ episode }) => episode)).size) < 2;
}

export function intervalText(
  { ci95: [low, high] }: Pick<PolicyResult['utility'], 'ci95'>,
  evaluation: Evaluation,
  digits = 3,
): string {
  return isOneRun(evaluation) ? '-' : `[${signed(low, digits)}, ${signed(high, digits)}]`;
}

/** The columns after the name. */
export function cellsOf(result: PolicyResult, evaluation: Evaluation): string[] {
  const { utility, shareOfOracle, minutesToConverge, converged } = result;
  return [
    isOneRun(evaluation)
      ? fixed(utility.mean)
      : `${fixed(utility.mean)} ± ${((utility.ci95[1] - utility.ci95[0]) / 2).toFixed(3)}`,
    fixed(result.regret),
    shareOfOracle === null ? '-' : `${fixed(100 * shareOfOracle, 0)} %`,
    result.sloMinutes.toFixed(1),
    result.executorHours.toFixed(1),
    result.changes.toFixed(1),
    String(result.mostChanges),
    result.undone.toFixed(2),
    result.restarts.toFixed(1),
    minutesToConverge === null
      ? 'never'
      : `${minutesToConverge.toFixed(0)} (${Math.round(100 * converged)} %)`,
  ];
}

export const columns: readonly string[] = header;

function indented(rows: readonly (readonly string[])[]): string[] {
  const numbers = new Set([...(rows[0] ?? []).keys()].slice(1));
  return table(rows, numbers).map((line) => `  ${line}`);
}

/** What the column "of oracle" leaves out. */
export function leftOutText(leftOut: number): string {
  if (leftOut === 0) return 'There is something to win everywhere.';
  const scenarios = leftOut === 1 ? '1 scenario has' : `${leftOut} scenarios have`;
  return `${scenarios} too little to win and ${leftOut === 1 ? 'is' : 'are'} left out of “of oracle”.`;
}
