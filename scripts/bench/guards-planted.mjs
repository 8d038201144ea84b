// Prints whether changes whose truth is known are judged by it: bad ones found out, good ones left alone, former states restored.
import { objectiveFrom } from '../../dist/config/index.js';
import { isBad } from '../../dist/decision/index.js';
import { plantChanges } from '../../dist/training/index.js';

const objectives = ['balanced', 'throughput', 'latency', 'cost'].map((name) => objectiveFrom(name, 'bench'));
/** A smaller loss counts as noise in the judgement, too. */
const noise = 0.02;
/** Throughput that is back, as a share of what it is without any change. */
const back = 0.98;
const share = (n, of) => (of === 0 ? 'none' : `${n} of ${of} (${((100 * n) / of).toFixed(1)} %)`);

export function printPlanted({ changes, from }) {
  const rows = [
    { name: 'stays', loadFactor: 1, changes },
    { name: 'falls by 30 % with the change', loadFactor: 0.7, changes: Math.ceil(changes / 5) },
  ].map((row) => ({ ...row, all: plantChanges({ ...row, from, objectives }) }));
  console.log(`\nPlanted changes, seeds from ${from}, objectives in turn, half of them with SLOs that hold`);
  console.log(
    '| load | changes | truly bad | truly good | neither, left out | taken back: throughput is back |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const { name, all } of rows) {
    const of = (truth) => all.filter((one) => one.truth === truth).length;
    const undone = all.filter((one) => one.throughputAfterUndo !== null);
    const restored = undone.filter((one) => one.throughputAfterUndo >= back).length;
    console.log(
      `| ${name} | ${all.length} | ${of('bad')} | ${of('good')} | ${of('between')} | ${share(restored, undone.length)} |`,
    );
  }
  console.log(
    '\n| load | changes | bad by the first window alone | taken back, after a second look where it deserves one |',
  );
  console.log('|---|---|---|---|');
  for (const { name, all } of rows) {
    const bad = all.filter(({ truth }) => truth === 'bad');
    const isWanted = ({ utilityChange }) => utilityChange !== null && utilityChange > -noise;
    printJudged(name, 'bad', bad);
    printJudged(
      name,
      '– and worse by the objective',
      bad.filter((one) => !isWanted(one)),
    );
    printJudged(name, '– but no worse by the objective', bad.filter(isWanted));
    printJudged(
      name,
      'good',
      all.filter(({ truth }) => truth === 'good'),
    );
  }
}

function printJudged(load, name, list) {
  const first = list.filter(({ outcomes }) => isBad(outcomes[0])).length;
  const undone = list.filter(({ isUndone }) => isUndone).length;
  console.log(`| ${load} | ${name} | ${share(first, list.length)} | ${share(undone, list.length)} |`);
}
