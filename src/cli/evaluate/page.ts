// An evaluation as one HTML page that needs nothing else, with its JSON beside it.
import { accessSync, constants } from 'node:fs';
import { TrimtabError } from '../../errors/index.js';
import { treeName } from '../../policy/index.js';
import type { Evaluation, EvaluationRow } from '../../training/index.js';
import { counted, makeFolders, shellCommand } from '../../util/index.js';
import { escaped, pageStyle } from '../shared/html.js';
import { fixed, signed } from '../shared/numbers.js';
import { refuseDirectories, writeFiles } from '../shared/write-files.js';
import { differenceOf, differencesFigure, utilityFigure } from './figures.js';
import { cellsOf, columns, headingOf, leftOutText, pairColumns, pairRows } from './text.js';

const [pageFile, dataFile] = ['evaluation.html', 'evaluation.json'];

const worstShown = 10;
/** Shown as 0.000. */
const leastLoss = 0.0005;

/** Before anything is played, so that nothing is played in vain. */
export function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
    accessSync(folder, constants.W_OK);
    refuseDirectories(folder, [pageFile, dataFile]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_USAGE', `--out ${folder} cannot be written: ${reason}`, {
      next: 'Name a directory that you may write to.',
      cause,
    });
  }
}

/**
 * @returns the files that it wrote
 * @throws TrimtabError TRIMTAB_E_OUTPUT
 */
export async function writePage(folder: string, evaluation: Evaluation): Promise<string[]> {
  return await writeFiles(folder, {
    [pageFile]: pageOf(evaluation),
    [dataFile]: `${JSON.stringify(evaluation, null, 2)}\n`,
  });
}

export function pageOf(evaluation: Evaluation): string {
  const { reference, keep, oracle, leftOut, unplayable } = evaluation;
  const heading = headingOf(evaluation);
  const headline = Object.entries(evaluation.policies).map(([name, result]) => [
    name,
    ...cellsOf(result, evaluation),
  ]);
  const pairs = pairRows(evaluation);
  const worst = worstOf(evaluation).map(({ row, other, difference }) => [
    row.episode,
    row.scenario,
    String(row.seed),
    other,
    signed(difference),
    fixed(row.utility[reference] ?? 0),
    fixed(row.oracle),
    { command: replayOf(evaluation, row, other) },
  ]);
  const compared = `
<h2>Paired differences</h2>
<p>The utility of ${escaped(reference)} minus that of another policy, on the same runs. The box holds the middle half of the runs, its whiskers 90 % of them, the thick line is the median.</p>
${differencesFigure(evaluation)}
<p>The first three columns are of utility, the others of minutes with an SLO broken and of changes, in one run.</p>
${tableOf(pairColumns, pairs)}
<h2>Where ${escaped(reference)} loses most</h2>
${
  worst.length === 0
    ? '<p>In no run is another policy better.</p>'
    : `<p>The runs with the worst difference to the best of the other policies, and how to play them again.</p>
${tableOf(['episode', 'scenario', 'seed', 'against', 'difference', 'utility', 'oracle'], worst)}`
}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Trimtab: ${escaped(heading)}</title>
<style>${pageStyle}</style>
<h1>${escaped(heading)}</h1>
<p>Utility 0 is as good as the reference, ±⅓ twice as good or as bad. Without any change it is ${fixed(keep.utility)}, the oracle has ${fixed(oracle.utility)}.
${leftOutText(leftOut)}${unplayable.length === 0 ? '' : ` ${counted(unplayable.length, 'run')} cannot be played and ${unplayable.length === 1 ? 'counts' : 'count'} for none.`}</p>
${tableOf(columns, headline)}
${utilityFigure(evaluation)}
${pairs.length === 0 ? '' : compared}
<h2>What the columns mean</h2>
<p><b>utility</b> mean over scenarios and half its 95 % interval. <b>regret</b> what is missing to the oracle, the best fixed configuration of each load. <b>of oracle</b> the share of what can be won over no change.
<b>SLO min</b> minutes with an SLO broken, <b>executor h</b> executor hours, <b>changes</b> those applied, undone ones and their undoing included, <b>most</b> in one run, <b>restarts</b> that they caused: each of one run.
<b>converge min</b> from the start, the last step of the load or change of the objective to the end of the last change that half an hour of calm follows, and the share of the runs that have one.</p>
</html>
`;
}

interface Worst {
  readonly row: EvaluationRow;
  /** The best of the others there. */
  readonly other: string;
  readonly difference: number;
}

function worstOf({ rows, policies, reference }: Evaluation): Worst[] {
  const others = Object.keys(policies).filter((name) => name !== reference);
  return rows
    .flatMap((row) => {
      const [least] = others
        .map((other) => ({ row, other, difference: differenceOf(row, reference, other) }))
        .sort((a, b) => a.difference - b.difference);
      return least === undefined ? [] : [least];
    })
    .filter(({ difference }) => difference < -leastLoss)
    .sort((a, b) => a.difference - b.difference)
    .slice(0, worstShown);
}

/** The command that plays one run again with the two policies. */
function replayOf({ guards, reference }: Evaluation, { again }: EvaluationRow, other: string): string {
  const two = [reference, other];
  const words = ['trimtab', 'evaluate', ...optionsFor(two, again), '--policies', two.join(',')];
  return shellCommand(guards === 'full' ? words : [...words, '--guards', guards]);
}

/** Rules beside policies that do not use them are refused. A model is the reference's, which is one of the two. */
function optionsFor(names: readonly string[], again: readonly string[]): readonly string[] {
  const at = again.lastIndexOf('--tree');
  return at < 0 || names.includes(treeName) ? again : again.toSpliced(at, 2);
}

/** A command gets a line of its own below its row: it is long. */
type Cell = string | { readonly command: string };

function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const rowOf = (row: readonly Cell[]): string => {
    const cells = row.map((cell) =>
      typeof cell === 'string'
        ? `<td>${escaped(cell)}`
        : `\n<tr><td class="again" colspan="${head.length}"><code>${escaped(cell.command)}</code>`,
    );
    const isAbove = row.some((cell) => typeof cell !== 'string');
    return `<tr${isAbove ? ' class="above"' : ''}>${cells.join('')}`;
  };
  return `<table>
<tr>${head.map((cell) => `<th>${escaped(cell)}`).join('')}
${rows.map(rowOf).join('\n')}
</table>`;
}
