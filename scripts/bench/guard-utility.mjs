// What the confidence guard is worth: the learned policy on topologies that it was not trained on, alone, with a fallback where its networks
// doubt, and with one where the state is unlike the training as well. npm run bench:guard-utility [-- --cases N]
import { parseArgs } from 'node:util';
import { modelFolder } from '../../dist/config/index.js';
import { loadTraining, standingIn, unfamiliarBy } from '../../dist/drift/index.js';
import { loadDqn, policyNamed } from '../../dist/policy/index.js';
import { paired, runEpisode } from '../../dist/training/index.js';
import { farCases, usualCase } from './novelty-cases.mjs';

const { values } = parseArgs({
  options: {
    /** Of each kind. */
    cases: { type: 'string', default: '20' },
    from: { type: 'string', default: '3000' },
    minutes: { type: 'string', default: '120' },
    model: { type: 'string', default: 'models/default' },
    /** Only kinds whose name has this in it. */
    only: { type: 'string', default: '' },
  },
});
const folder = modelFolder(values.model);
const [dqn, training] = [await loadDqn(folder), await loadTraining(folder)];
const [twinGreedy, ds2] = ['twin-greedy', 'ds2'].map(policyNamed);
/** In each a policy, who is asked where it is out of its depth, and whether it is so where the state is unlike the training. */
const players = {
  alone: { policy: dqn },
  'twin-greedy in doubt': { policy: dqn, fallback: twinGreedy },
  'twin-greedy in doubt and outside': { policy: dqn, fallback: twinGreedy, isGuarded: true },
  'ds2 in doubt and outside': { policy: dqn, fallback: ds2, isGuarded: true },
  'twin-greedy': { policy: twinGreedy },
};

function played(spec, { policy, fallback, isGuarded = false }) {
  let [standing, outside, windows] = [null, 0, 0];
  const unfamiliarIn = (evaluation) => {
    standing = standingIn({ evaluation, objective: spec.objective }, training, standing);
    windows++;
    outside += standing.isOutside ? 1 : 0;
    return unfamiliarBy(standing);
  };
  const { utility } = runEpisode({
    ...spec,
    minutes: Number(values.minutes),
    guards: 'full',
    decideEveryMinutes: 2,
    policy,
    ...(fallback === undefined ? {} : { fallback }),
    ...(isGuarded ? { unfamiliarIn } : {}),
  });
  return { utility, outside: windows === 0 ? 0 : outside / windows };
}

function rowsOf(episode) {
  const rows = [];
  for (let i = Number(values.from); rows.length < Number(values.cases); i++) {
    try {
      rows.push(Object.values(players).map((player) => played(episode(i), player)));
    } catch (thrown) {
      // An application that cannot be laid out is none.
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }
  return rows;
}

const scores = (rows, player) => [rows.map((row) => row[player].utility)];
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
function against(rows, one, other) {
  const { difference, ci95 } = paired(scores(rows, one), scores(rows, other), 1);
  return `${difference.toFixed(4)} (${ci95.map((end) => end.toFixed(4)).join(' … ')})`;
}

console.log(
  `The policy dqn (${values.model}), episodes of ${values.minutes} minutes from ${values.from}, a decision every two, all guards.\n`,
);
console.log(
  `| topologies | cases | windows outside | ${Object.keys(players).join(' | ')} | guard: outside too − in doubt only, 95 % | fallback: twin-greedy − ds2, 95 % |`,
);
console.log(`|---|---|---|${'---|'.repeat(Object.keys(players).length)}---|---|`);
const all = [];
function told(name, rows) {
  const outside = (100 * mean(rows.map((row) => row[2].outside))).toFixed(0);
  const means = row.map((_, i) => mean(rows.map((one) => one[i].utility)).toFixed(3)).join(' | ');
  console.log(
    `| ${name} | ${rows.length} | ${outside} % | ${means} | ${against(rows, 2, 1)} | ${against(rows, 2, 3)} |`,
  );
}
const row = Object.keys(players);
for (const [name, episode] of Object.entries({ 'like the training: suite seen': usualCase, ...farCases })) {
  if (!name.includes(values.only)) continue;
  const rows = rowsOf(episode);
  if (episode !== usualCase) all.push(...rows);
  told(name, rows);
}
if (values.only === '') told('all that are not like it', all);
