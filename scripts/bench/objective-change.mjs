// Lets the objective of every episode change at mid-run (G9), and compares what policies then do without being trained anew.
import { parseArgs } from 'node:util';
import { modelFolder, objectiveFrom, shippedModel } from '../../dist/config/index.js';
import { sumOf } from '../../dist/objective/index.js';
import { loadDqn, policyNamed } from '../../dist/policy/index.js';
import { paired, runEpisode, suiteNamed, withWeights } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    suite: { type: 'string', default: 'seen' },
    episodes: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '240' },
    from: { type: 'string', default: 'throughput' },
    to: { type: 'string', default: 'cost' },
    /** Folders of models trained for many objectives, with commas: episodes are dealt to them. */
    model: { type: 'string', default: modelFolder(shippedModel) },
    /** The same of models trained for the second objective alone. */
    alone: { type: 'string' },
  },
});
const episodes = Number(values.episodes);
const minutes = Number(values.minutes);
const atMinute = Math.floor(minutes / 2);
const [before, after] = [values.from, values.to].map((preset) => objectiveFrom(preset, preset).weights);
const suite = suiteNamed(values.suite);
const rule = policyNamed('twin-greedy');
const load = (folders) => Promise.all(folders.split(',').map((folder) => loadDqn(folder)));

/** Utility of the minutes under the second objective; until then the rule decides for everybody, so that all begin alike. */
function afterChange(index, policy) {
  const spec = { ...suite.episode(index), minutes };
  const { objective } = withWeights(spec, after);
  let minute = 0;
  let sum = 0;
  const observer = {
    minute(parts) {
      if (minute >= atMinute) sum += parts === null ? 0 : Math.max(-1, Math.min(1, sumOf(parts)));
      minute += 1;
    },
    decided() {},
  };
  const turning = {
    ...policy,
    decide: (situation) => (minute < atMinute ? rule : policy).decide(situation),
  };
  const { changeTimes } = runEpisode({
    ...withWeights(spec, before),
    laterObjectives: [{ atMinute, objective }],
    policy: turning,
    guards: 'full',
    observer,
  });
  const changes = changeTimes.filter(({ atSeconds }) => atSeconds >= 60 * atMinute).length;
  return { utility: sum / (minutes - atMinute), changes };
}

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const runs = [
  ['keep', [policyNamed('keep')]],
  ['twin-greedy', [rule]],
  ['ds2-hysteresis', [policyNamed('ds2-hysteresis')]],
  ['dqn, for many objectives', await load(values.model)],
  ...(values.alone === undefined ? [] : [[`dqn, for ${values.to} alone`, await load(values.alone)]]),
].map(([name, policies]) => {
  const played = Array.from({ length: episodes }, (_, i) => afterChange(i, policies[i % policies.length]));
  return { name, trainings: policies.length, utilities: played.map(({ utility }) => utility), played };
});
const trained = runs.find(({ name }) => name === 'dqn, for many objectives');

console.log(
  `${episodes} episodes of ${values.suite}, all guards, ${atMinute} minutes for ${values.from} and then ${minutes - atMinute} for ${values.to}, which alone are counted\n`,
);
console.log(
  '| policy | trainings | utility | changes | dqn, for many objectives, minus it |\n|---|---|---|---|---|',
);
for (const { name, trainings, utilities, played } of runs) {
  const most = Math.max(trainings, trained.trainings);
  const dealt = most > 1 ? Array.from({ length: episodes }, (_, i) => i % most) : null;
  const { difference, ci95 } = paired([trained.utilities], [utilities], 1, dealt);
  const over =
    name === trained.name
      ? '–'
      : `${difference.toFixed(3)} (${ci95.map((end) => end.toFixed(3)).join(' … ')})`;
  const cells = [
    name,
    trainings,
    mean(utilities).toFixed(3),
    mean(played.map(({ changes }) => changes)).toFixed(2),
  ];
  console.log(`| ${[...cells, over].join(' | ')} |`);
}
