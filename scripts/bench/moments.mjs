// Prints what networks choose at moments of episodes that nothing was learned from, where all that could be chosen is followed for an hour.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadDqnToCompare, masked } from '../../dist/policy/index.js';
import { createEnsemble, totalValues } from '../../dist/rl/index.js';
import { suiteNamed } from '../../dist/training/index.js';
import { trainingSpecSchema, weighted } from '../../dist/training/learning/index.js';
import { createThreads } from '../../dist/training/threads.js';

const { values } = parseArgs({
  options: {
    /** Folders, separated by commas. */
    models: { type: 'string', default: 'models/default' },
    suite: { type: 'string', default: 'validation' },
    from: { type: 'string', default: '60000' },
    episodes: { type: 'string', default: '600' },
    minutes: { type: 'string', default: '75' },
  },
});
/** Moments of an episode that are looked into, of which two thirds have a choice where there are as many; and more candidates than there are. */
const spec = trainingSpecSchema.parse({ moments: 12, branches: 1000 });
const { rewardScale } = spec;

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers) => sum(numbers) / numbers.length;

/** Of each row, in units of the reward. */
const priorOf = ({ count, prior }) => totalValues(prior.length / count, prior);

/** What followed, in utility times minutes: the hour, and by the prior what comes after it. */
function worthOf({ reward, discount, next }) {
  return (sum([...reward]) + discount * Math.max(...priorOf(next))) / rewardScale;
}

/** The moments of one episode with a choice: the set, and of each candidate that was followed what it has over hold. */
function momentsOf(transitions) {
  const sets = new Map();
  for (const one of transitions) sets.set(one.set, [...(sets.get(one.set) ?? []), one]);
  return [...sets].flatMap(([set, followed]) => {
    const held = followed.find(({ chosen }) => chosen === 0);
    if (held === undefined || followed.length === 1) return [];
    return { set, gains: new Map(followed.map((one) => [one.chosen, worthOf(one) - worthOf(held)])) };
  });
}

/** The best of what was followed; of equal ones the first, and hold is the first. */
const choose = ({ gains }, worth) =>
  [...gains.keys()].sort((a, b) => a - b).reduce((a, b) => (worth(b) > worth(a) ? b : a));
const chooseBy = (valuesOf) => (moment) => {
  const values = valuesOf(moment.set);
  return choose(moment, (i) => values[i]);
};

/** Mean with its 95 % interval; moments of one episode are no independent ones. */
function meanOf(episodes) {
  const all = episodes.flat();
  const centre = mean(all);
  const error = Math.sqrt(sum(episodes.map((own) => sum(own.map((one) => one - centre)) ** 2))) / all.length;
  return `${centre.toFixed(2)} ± ${(1.96 * error).toFixed(2)}`;
}

const { episode } = suiteNamed(values.suite);
const tasks = Array.from({ length: Number(values.episodes) }, (_, i) => {
  const index = Number(values.from) + i;
  return {
    ...spec,
    spec: { ...weighted(episode(index), spec), minutes: Number(values.minutes) },
    members: [],
    exploration: spec.exploration[i % spec.exploration.length],
    seed: index,
  };
});
const threads = createThreads(
  new URL('../../dist/training/learning/rollout-thread.js', import.meta.url),
  availableParallelism(),
);
const played = await threads.run(tasks, { signal: new AbortController().signal, onDone: () => undefined });
await threads.close();
const episodes = played.map(({ transitions }) => momentsOf(transitions)).filter((own) => own.length > 0);
const moments = episodes.flat();

console.log(
  `${moments.length} moments with a choice in ${values.episodes} episodes of ${values.suite} from ${values.from}, ${sum(moments.map(({ gains }) => gains.size - 1))} candidates followed; utility times minutes, of an hour and what follows\n`,
);
console.log(
  '| chosen by | more than twin-greedy | chooses otherwise | waits | R² of what a candidate is worth |',
);
console.log('|---|---|---|---|---|');

/** @param valuesOf of each row of a set, in units of the reward; null where only the choice means anything */
function row(name, choiceOf, valuesOf) {
  let [otherwise, waits] = [0, 0];
  const differences = episodes.map((own) =>
    own.map((moment) => {
      const [usual, chosen] = [usualChoice(moment), choiceOf(moment)];
      if (usual !== chosen) otherwise += 1;
      if (chosen === 0) waits += 1;
      return moment.gains.get(chosen) - moment.gains.get(usual);
    }),
  );
  const explained = valuesOf === null ? '–' : explainedBy(valuesOf).toFixed(2);
  console.log(`| ${name} | ${meanOf(differences)} | ${otherwise} | ${waits} | ${explained} |`);
}

/** 1 - what is off, squared, over the variance; the gains cut off, so that a few candidates after which all stands still do not make up all of it. */
function explainedBy(valuesOf) {
  const most = 25;
  const cut = (gain) => Math.max(-most, Math.min(most, gain));
  const pairs = moments.flatMap(({ set, gains }) => {
    const foretold = valuesOf(set);
    return [...gains]
      .filter(([i]) => i !== 0)
      .map(([i, gain]) => [cut(gain), cut((foretold[i] - foretold[0]) / rewardScale)]);
  });
  const centre = mean(pairs.map(([gain]) => gain));
  const off = sum(pairs.map(([gain, value]) => (gain - value) ** 2));
  return 1 - off / sum(pairs.map(([gain]) => (gain - centre) ** 2));
}

const usualChoice = chooseBy(priorOf);
row('twin-greedy', usualChoice, priorOf);
row('waiting', () => 0, null);
row('hindsight', (moment) => choose(moment, (i) => moment.gains.get(i)), null);
for (const folder of values.models.split(',')) {
  const { members, without } = await loadDqnToCompare(folder);
  const ensemble = createEnsemble(members);
  const valuesOf = (set) => ensemble.score(masked(set, without)).totals;
  row(folder, chooseBy(valuesOf), valuesOf);
}
