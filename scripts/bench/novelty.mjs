// How well states that a model was not trained on are told from such that it might have been: area under the ROC curve, and how many are beyond the limit.
import { parseArgs } from 'node:util';
import { modelFolder } from '../../dist/config/index.js';
import { loadTraining, noveltyOfPoint } from '../../dist/drift/index.js';
import { createRandom, quantile } from '../../dist/util/index.js';
import { farCases, nearCases, statesOf, usualCase } from './novelty-cases.mjs';

const { values } = parseArgs({
  options: {
    /** Of each kind; twice as many usual ones. */
    episodes: { type: 'string', default: '40' },
    from: { type: 'string', default: '2000' },
    model: { type: 'string', default: 'models/default' },
  },
});
const [episodes, from] = [Number(values.episodes), Number(values.from)];
const training = await loadTraining(modelFolder(values.model));
const distances = (episode, count) =>
  statesOf(episode, from, count).map((states) =>
    states.map((state) => noveltyOfPoint(state, training).distance),
  );

/** Share of pairs in which the first is the larger (Mann and Whitney 1947). */
function auroc(others, usual) {
  let wins = 0;
  for (const a of others) for (const b of usual) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (others.length * usual.length);
}

/** Episodes are drawn, as the states of one are much alike. */
function interval(others, usual) {
  const random = createRandom(1).fork('bootstrap');
  const drawn = (all) => all.flatMap(() => all[random.integer(all.length)]);
  const found = Array.from({ length: 200 }, () => auroc(drawn(others), drawn(usual)));
  return [quantile(found, 0.025), quantile(found, 0.975)];
}

const beyond = (states) => states.filter((distance) => distance > 1).length / states.length;
const percent = (share) => `${(100 * share).toFixed(0)} %`;
const usual = distances(usualCase, 2 * episodes);
const flat = usual.flat();
console.log(
  `${training.states.states.length} states of ${training.states.about}; against ${flat.length} states of ${2 * episodes} episodes of seen from ${from}, of which ${(100 * beyond(flat)).toFixed(1)} % are beyond the limit (${100 * training.states.heldBack.falseAlarms} % meant), in ${usual.filter((states) => states.some((one) => one > 1)).length} episodes.\n`,
);
console.log('| states | number | AUROC, 95 % | beyond the limit |\n|---|---|---|---|');
for (const [name, episode] of Object.entries({ ...farCases, ...nearCases })) {
  const others = distances(episode, episodes).filter((states) => states.length > 0);
  const all = others.flat();
  const [low, high] = interval(others, usual);
  console.log(
    `| ${name} | ${all.length} | ${auroc(all, flat).toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)}) | ${percent(beyond(all))} |`,
  );
}
