// How far a policy and a twin carry from where they were made to other workloads, applications, clusters and engines, and whether the novelty of the states foretold it. npm run bench:portability
import { parseArgs } from 'node:util';
import { modelFolder } from '../../dist/config/index.js';
import { loadTraining, noveltyOfPoint } from '../../dist/drift/index.js';
import { loadDqnModel } from '../../dist/policy/index.js';
import { evaluate, paired } from '../../dist/training/index.js';
import { statesIn } from '../../dist/training/states/look.js';
import { createRandom, quantile } from '../../dist/util/index.js';
import { writeFigure } from './figure.mjs';
import { cells } from './portability-cells.mjs';
import { recoveryTable } from './portability-twin.mjs';
import { correlation } from './rank-correlation.mjs';

const { values } = parseArgs({
  options: {
    /** Of each cell. */
    episodes: { type: 'string', default: '8' },
    /** Planted changes of each kind, for the twin. */
    cases: { type: 'string', default: '20' },
    model: { type: 'string', default: 'models/default' },
    figure: { type: 'string', default: 'docs/experiments/figures/portability.svg' },
  },
});
const folder = modelFolder(values.model);
const [{ members }, training] = [await loadDqnModel(folder), await loadTraining(folder)];
const entrants = [
  { name: 'dqn', specs: [{ name: 'dqn', networks: members }] },
  { name: 'twin-greedy', specs: [{ name: 'twin-greedy' }] },
];
const options = { jobs: 1, signal: new AbortController().signal, onDone: () => {} };

async function played({ name, engine, episode }) {
  const episodes = Array.from({ length: Number(values.episodes) }, (_, i) => ({
    name: String(i),
    options: [],
    runs: [{ spec: episode(i), seed: null }],
  }));
  const result = await evaluate({ suite: null, episodes, seeds: [], entrants, guards: 'full' }, options);
  if (result === null) throw new Error(`nothing of ${name} on ${engine} could be played`);
  const novelty = result.rows.map(({ episode: i }) => noveltyIn(episode(Number(i)), Number(i)));
  return { name, engine, rows: result.rows, novelty };
}

/** Mean over states of the first half hour. */
function noveltyIn(spec, seed) {
  const states = statesIn({ spec: { ...spec, minutes: 30 }, decideEveryMinutes: 10, kept: 3, seed });
  const all = states.map((state) => noveltyOfPoint(state, training).distance);
  return all.length === 0 ? null : all.reduce((sum, one) => sum + one, 0) / all.length;
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const gainOf = (rows, name) => mean(rows.map((row) => row.utility[name] - row.keep));

/** Gain over changing nothing, as a share of what could be gained: by sums, so that episodes with little to win do not shout. */
const shareOf = (rows, name) => gainOf(rows, name) / mean(rows.map(({ oracle, keep }) => oracle - keep));

/** @returns share of the oracle's gain here over that at home, with a bootstrap interval over the episodes of both */
function keptOf(rows, home, name) {
  const random = createRandom(1).fork('bootstrap');
  const drawn = (all) => all.map(() => all[random.integer(all.length)]);
  const found = Array.from({ length: 1000 }, () => shareOf(drawn(rows), name) / shareOf(drawn(home), name));
  return [shareOf(rows, name) / shareOf(home, name), quantile(found, 0.025), quantile(found, 0.975)];
}

const percent = (share) => `${(100 * share).toFixed(0)} %`;
const interval = ([middle, low, high]) => `${percent(middle)} (${percent(low)} … ${percent(high)})`;
console.log(
  `A policy trained on A (${values.model}) used on B: ${values.episodes} episodes of two hours of each, all guards; the oracle knows B. Utility kept is the share of the oracle's gain over changing nothing, over that share on A.\n`,
);
console.log(
  '| B differs in | engine | played | nothing changed | oracle | dqn | twin-greedy | utility kept by dqn, 95 % | kept by twin-greedy | dqn − twin-greedy, 95 % | novelty |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
const all = [];
for (const one of cells) {
  const found = await played(one);
  all.push(found);
  const { rows, novelty } = found;
  const home = all[0].rows;
  const scores = (name) => [rows.map((row) => row.utility[name])];
  const { difference, ci95 } = paired(scores('dqn'), scores('twin-greedy'), 1);
  const known = novelty.filter((one) => one !== null);
  const number = (of) => mean(rows.map(of)).toFixed(3);
  console.log(
    `| ${found.name} | ${found.engine} | ${rows.length} | ${number(({ keep }) => keep)} | ${number(({ oracle }) => oracle)} | ${number(({ utility }) => utility.dqn)} | ${number(({ utility }) => utility['twin-greedy'])} | ${interval(keptOf(rows, home, 'dqn'))} | ${percent(keptOf(rows, home, 'twin-greedy')[0])} | ${difference.toFixed(3)} (${ci95.map((end) => end.toFixed(3)).join(' … ')}) | ${mean(known).toFixed(2)} |`,
  );
}

const points = all.flatMap(({ rows, novelty }) =>
  rows.flatMap((row, i) =>
    novelty[i] === null
      ? []
      : [
          {
            novelty: novelty[i],
            lost: row.utility['twin-greedy'] - row.utility.dqn,
            missed: row.oracle - row.utility.dqn,
          },
        ],
  ),
);
const spearman = (of) => {
  const { rho, low, high } = correlation(
    points.map((point) => point.novelty),
    points.map(of),
  );
  return `${rho.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)})`;
};
console.log(
  `\nWhether novelty foretells it, over ${points.length} episodes, Spearman with 95 %: what dqn loses against twin-greedy ${spearman(({ lost }) => lost)}; what it misses of the oracle ${spearman(({ missed }) => missed)}.\n`,
);
writeFigure(values.figure, {
  title: 'What the learned policy loses against its prior, by how unusual the states are',
  x: 'distance to the states of the training, over the limit',
  y: 'utility of twin-greedy less that of dqn',
  series: ['Storm 2.8', 'Storm 1.2 (restarts)', 'Heron'].map((engine) => ({
    name: engine,
    points: all
      .filter((one) => one.engine === engine)
      .flatMap(({ rows, novelty }) =>
        rows.flatMap((row, i) =>
          novelty[i] === null ? [] : [[novelty[i], row.utility['twin-greedy'] - row.utility.dqn]],
        ),
      ),
  })),
});
console.log(recoveryTable(Number(values.cases)));
