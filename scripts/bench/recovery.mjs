// What continued learning gets back where a policy was trained for something else: the shipped model as it is, after a quarter of a training
// there, and a whole training there from nothing. npm run bench:recovery [-- --rounds N --episodes N]
import { parseArgs } from 'node:util';
import { loadDqnModel } from '../../dist/policy/index.js';
import { openBackend } from '../../dist/rl/index.js';
import { corpusEpisode, trained as home } from '../../dist/training/corpus/index.js';
import { evaluate, paired, trainingSpecSchema } from '../../dist/training/index.js';
import { train } from '../../dist/training/learning/index.js';
import { shapeOf } from '../../dist/training/learning/student.js';
import { createThreads } from '../../dist/training/threads.js';

const { values } = parseArgs({
  options: {
    /** What is other than in the training of the model. */
    other: { type: 'string', default: 'objectives' },
    model: { type: 'string', default: 'models/default' },
    /** Of the training from nothing; continued learning has a quarter of them. */
    rounds: { type: 'string', default: '24' },
    /** What both have in common, as JSON over the defaults of a spec. */
    spec: {
      type: 'string',
      default:
        '{"priorRounds":3,"episodesPerRound":16,"moments":12,"branches":8,"validation":{"episodes":24}}',
    },
    episodes: { type: 'string', default: '60' },
    jobs: { type: 'string', default: '2' },
  },
});
const families = { objectives: { objectives: 'others' }, cluster: { cluster: 'others' } };
const other = families[values.other];
if (other === undefined) throw new Error(`--other: expected ${Object.keys(families).join(' or ')}`);
/** Of no suite, and apart from each other. */
const seeds = { test: 10_000_000, training: 11_000_000, validation: 12_000_000 };
const minutes = 120;
const episodeOf = (from) => (i) => corpusEpisode(from + i, { ...home, ...other }, minutes);
const signal = new AbortController().signal;
const jobs = Number(values.jobs);

async function learned(rounds, from) {
  const wanted = JSON.parse(values.spec);
  const validation = { minutes, ...wanted.validation, everyRounds: rounds };
  const spec = trainingSpecSchema.parse({
    schema: 'trimtab/training/v1',
    ...wanted,
    rounds,
    validation,
    // What it begins with plays from the first round on.
    ...(from === null ? {} : { priorRounds: 1 }),
  });
  const backend = await openBackend({ prefer: 'auto', shape: shapeOf(spec), rows: spec.batch * 26 });
  const script = new URL('../../dist/training/learning/rollout-thread.js', import.meta.url);
  const threads = createThreads(script, jobs);
  try {
    const { best, rounds: played } = await train({
      spec,
      episode: episodeOf(seeds.training),
      validationEpisode: episodeOf(seeds.validation),
      threads,
      backend,
      signal,
      resumed: null,
      from,
      history: [],
      onRound: ({ round, decisions }) => process.stderr.write(`round ${round}: ${decisions} decisions\n`),
      onStanding: () => Promise.resolve(),
      onPlayed: () => undefined,
    });
    return {
      members: best.members,
      isKept: best.round === 0,
      decisions: sum(played.map((r) => r.decisions)),
    };
  } finally {
    await threads.close();
  }
}

/** Utility of each episode, and changes. */
async function played(spec) {
  const episodes = Array.from({ length: Number(values.episodes) }, (_, i) => ({
    name: String(i),
    options: [],
    runs: [{ spec: episodeOf(seeds.test)(i), seed: null }],
  }));
  const entrants = [{ name: spec.name, specs: [spec] }];
  const input = { suite: null, episodes, seeds: [], entrants, guards: 'full', objective: null };
  const { rows, policies } = await evaluate(input, { jobs, signal, onDone: () => undefined });
  return { utility: rows.map((row) => row.utility[spec.name]), changes: policies[spec.name].changes };
}

const sum = (list) => list.reduce((a, b) => a + b, 0);
const difference = (one, than) => {
  const { difference: by, ci95 } = paired([one.utility], [than.utility], 1);
  return { by, text: `${by.toFixed(3)} (${ci95[0].toFixed(3)} … ${ci95[1].toFixed(3)})` };
};

const rounds = Number(values.rounds);
const shipped = (await loadDqnModel(values.model)).members;
const continued = await learned(Math.ceil(rounds / 4), shipped);
const anew = await learned(rounds, null);
const dqn = (members) => played({ name: 'dqn', networks: members });
const rows = {
  'twin-greedy': [0, await played({ name: 'twin-greedy' })],
  'the model as it is': [0, await dqn(shipped)],
  'gone on with': [continued.decisions, await dqn(continued.members)],
  'from nothing': [anew.decisions, await dqn(anew.members)],
};
const [asItIs, goneOn, fromNothing] = Object.values(rows)
  .slice(1)
  .map(([, result]) => result);

console.log(
  `${values.episodes} episodes of ${minutes} minutes, other ${values.other}, all guards; ${rounds} rounds from nothing, ${Math.ceil(rounds / 4)} gone on with.\n`,
);
console.log('| policy | decisions learned from there | utility | minus the model as it is | changes |');
console.log('|---|---|---|---|---|');
for (const [name, [decisions, result]] of Object.entries(rows)) {
  const than = result === asItIs ? '–' : difference(result, asItIs).text;
  const mean = sum(result.utility) / result.utility.length;
  console.log(`| ${name} | ${decisions} | ${mean.toFixed(3)} | ${than} | ${result.changes.toFixed(2)} |`);
}
const lost = difference(fromNothing, asItIs);
const back = difference(goneOn, asItIs);
console.log(
  lost.by > 0
    ? `\nLost by not being trained there ${lost.text}; got back by going on ${back.text}, or ${((100 * back.by) / lost.by).toFixed(0)} %.`
    : `\nNothing lost that a training there of this size would have: ${lost.text}. Got back by going on: ${back.text}.`,
);
if (continued.isKept)
  console.log('What was learned by going on did no better on validation, so the model stayed.');
