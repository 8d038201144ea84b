// Predicted against true pauses and catch-ups of changes, before and after a cluster's own restarts were seen.
import { parseArgs } from 'node:util';
import { pricesOf, randomScenario } from '../../dist/training/index.js';

const { values } = parseArgs({ options: { clusters: { type: 'string', default: '60' } } });
const priced = [];
for (let seed = 1; seed <= Number(values.clusters); seed++) {
  const scenario = randomScenario(seed, 600);
  const load = Object.fromEntries(
    Object.entries(scenario.load).map(([name, one]) => [
      name,
      { kind: 'constant', meanPerSecond: one.meanPerSecond ?? one.basePerSecond ?? one.states[0].perSecond },
    ]),
  );
  priced.push(...pricesOf({ ...scenario, load }, seed));
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const error = ({ predictedSeconds, trueSeconds }) =>
  Math.abs(predictedSeconds - trueSeconds) / Math.max(1, trueSeconds);
const percent = (list) => `${(100 * median(list)).toFixed(0)} %`;
console.log(
  `${values.clusters} clusters that restart at 0.5 to 3 times the pace of the table, up to 8 changes each: median error of the price`,
);
console.log('| restarts seen before | changes | pause | catch-up |');
console.log('|---|---|---|---|');
for (const [name, from, to] of [
  ['none', 0, 0],
  ['1 or 2', 1, 2],
  ['3 or 4', 3, 4],
  ['5 and more', 5, 99],
]) {
  const some = priced.filter(({ before }) => before >= from && before <= to);
  const caught = some.flatMap(({ catchUp }) => (catchUp === null ? [] : [error(catchUp)]));
  console.log(
    `| ${name} | ${some.length} | ${percent(some.map(({ pause }) => error(pause)))} | ${percent(caught)} (of ${caught.length}) |`,
  );
}
