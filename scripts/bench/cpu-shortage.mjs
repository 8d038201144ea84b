// How often a shortage of CPU on the hosts is noticed, and how often one that is none: episodes on nodes as drawn, and on nodes that have plenty.
import { parseArgs } from 'node:util';
import { cpuShortage } from '../../dist/decision/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { createNoiseFree } from '../../dist/simulator/index.js';
import { planChangeOf } from '../../dist/training/applying.js';
import { runEpisode, suiteNamed } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: 'seen,unseen-clusters' },
    from: { type: 'string', default: '0' },
    episodes: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '120' },
    policy: { type: 'string', default: 'twin-greedy' },
    each: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const plenty = 10_000;
/** Of the windows of an episode. */
const windowMs = 120_000;

/** Minutes in which it was noticed, and in which cores were what limited. */
function played(spec) {
  const { scenario } = spec;
  const truth = createNoiseFree(scenario);
  const policy = policyNamed(values.policy);
  const watched = { noticed: [], short: [], slower: 0 };
  let start = null;
  const decide = (situation) => {
    start ??= situation.evaluation.at - windowMs;
    const { evaluation, history, earlier, configuration } = situation;
    const minute = Math.min(minutes - 1, Math.floor((evaluation.at - start) / 60_000));
    const known = Object.entries(configuration).filter(([, value]) => value !== null);
    const change = planChangeOf(Object.fromEntries(known));
    if (truth.steady(change, truth.at(minute)).limitedBy === 'cores') watched.short.push(minute);
    const found = cpuShortage({ evaluation, history, earlier });
    if (found !== null) {
      watched.noticed.push(minute);
      watched.slower = Math.max(watched.slower, found.slower);
    }
    return policy.decide(situation);
  };
  const { changes } = runEpisode({ ...spec, minutes, policy: { ...policy, decide }, guards: 'full' });
  return { ...watched, changes };
}

const withPlenty = (scenario) => ({
  ...scenario,
  cluster: { ...scenario.cluster, nodes: scenario.cluster.nodes.map((node) => ({ ...node, cores: plenty })) },
});

console.log(
  `${values.episodes} episodes of ${minutes} minutes from ${values.from}, ${values.policy} under all guards.\n`,
);
console.log(
  '| suite | cores limit at some time | of these noticed | cores never limit | of these told short | nodes with plenty | of these told short |',
);
console.log('|---|---|---|---|---|---|---|');
for (const suite of values.suites.split(',')) {
  const [drawn, rich] = [[], []];
  for (let i = 0; i < Number(values.episodes); i++) {
    const spec = suiteNamed(suite).episode(Number(values.from) + i);
    try {
      drawn.push(played(spec));
      rich.push(played({ ...spec, scenario: withPlenty(spec.scenario) }));
      if (values.each) process.stderr.write(`${i} ${JSON.stringify([drawn.at(-1), rich.at(-1)])}\n`);
    } catch (thrown) {
      // An application that cannot be laid out is none.
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  }
  const isTold = ({ noticed }) => noticed.length > 0;
  const limited = drawn.filter(({ short }) => short.length > 0);
  const never = drawn.filter(({ short }) => short.length === 0);
  const cells = [limited, never, rich].flatMap((list) => [list.length, list.filter(isTold).length]);
  console.log(`| ${[suite, ...cells].join(' | ')} |`);
}
