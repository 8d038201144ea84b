// How long one decision of a policy takes, its fit and each candidate, for chains of 5, 10 and 50 components and in random episodes.
import { parseArgs } from 'node:util';
import { modelFolder, objectiveFrom, shippedModel } from '../../dist/config/index.js';
import { consider, evidenceOf } from '../../dist/decision/index.js';
import { loadDqn, policyNamed } from '../../dist/policy/index.js';
import { createEnvironment } from '../../dist/simulator/index.js';
import { randomScenario, runEpisode, usualRestraint } from '../../dist/training/index.js';
import { estimateDemand, fitTwin } from '../../dist/twin/index.js';
import { chain } from './chain.mjs';

/** Sometimes more than the chain can carry. */
const load = '{ kind: daily, meanPerSecond: 600, amplitude: 0.4 }';

const objective = objectiveFrom('balanced', 'bench');
const { values: options } = parseArgs({
  options: { policies: { type: 'string', default: 'twin-greedy,dqn' } },
});
const shipped = await loadDqn(modelFolder(shippedModel));
const chosen = options.policies.split(',').map((name) => {
  const policy = name === shipped.name ? shipped : policyNamed(name);
  if (policy === undefined) throw new Error(`no policy is named ${name}`);
  return policy;
});

/** Windows of a chain, every minute for an hour, oldest first; three changes on the way. */
function windowsOf(scenario) {
  const environment = createEnvironment(scenario, { windowSeconds: 120 });
  return Array.from({ length: 60 }, (_, minute) => {
    environment.advance(60);
    if (minute % 15 === 14) environment.change({ executors: { c1: 2 + (minute + 1) / 15 } }, 5);
    return environment.observe();
  }).filter((seen) => !('kind' in seen));
}

function considered(asked, history, evaluation) {
  const executors = evaluation.components.map((c) => [`executors.${c.name}`, c.executors]);
  let candidates = 0;
  const policy = {
    ...asked,
    decide: (situation) =>
      asked.decide({
        ...situation,
        outlook: (changes) => {
          candidates += 1;
          return situation.outlook(changes);
        },
      }),
  };
  consider({
    engine: 'storm-2.x',
    evaluation,
    configuration: { workers: 2, 'topology.max.spout.pending': 200, ...Object.fromEntries(executors) },
    demand: estimateDemand(evaluation),
    objective,
    reference: { throughputPerSecond: 600, completeLatencyMs: 50, costPerHour: 1 },
    history,
    earlier: [],
    policy,
    fallback: null,
    limits: {
      generation: 'storm-2.x',
      tasks: Object.fromEntries(evaluation.components.map((c) => [c.name, c.tasks])),
      slotsFree: 2,
      bounds: {},
      exclude: [],
    },
    waitSeconds: 5,
    evidence: evidenceOf({
      nowSeconds: 3600,
      loads: [],
      evaluation,
      lastChange: null,
      failed: [],
      peak: null,
      hysteresis: usualRestraint,
      horizonSeconds: usualRestraint.horizonSeconds,
    }),
    acting: null,
    measured: {
      notReady: null,
      windowSeconds: { wanted: 120, got: 120 },
      ageSeconds: 30,
      maxAgeSeconds: 180,
    },
    guards: 'full',
  });
  return candidates;
}

function timed(run) {
  const started = performance.now();
  const result = run();
  return { result, milliseconds: performance.now() - started };
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

console.log(
  '| policy | components | decision, ms: median | p99 | fit, ms: median | candidates | µs per candidate: median |',
);
console.log('|---|---|---|---|---|---|---|');
for (const [policy, components] of chosen.flatMap((one) => [5, 10, 50].map((size) => [one, size]))) {
  const windows = windowsOf(chain(components, load));
  const looks = [];
  for (let round = 0; round < 12; round++) {
    for (let now = 5; now < windows.length; now++) {
      const history = windows.slice(0, now);
      const fit = timed(() => fitTwin([...history, windows[now]])).milliseconds;
      const { result: candidates, milliseconds } = timed(() => considered(policy, history, windows[now]));
      // The first rounds are for the compiler.
      if (round >= 2) looks.push({ fit, milliseconds, candidates });
    }
  }
  const of = (value, share) => quantile(looks.map(value), share);
  const perCandidate = ({ milliseconds, fit, candidates }) => (1000 * (milliseconds - fit)) / candidates;
  console.log(
    `| ${policy.name} | ${components} | ${of((l) => l.milliseconds, 0.5).toFixed(2)} | ${of((l) => l.milliseconds, 0.99).toFixed(2)} | ${of((l) => l.fit, 0.5).toFixed(2)} | ${of((l) => l.candidates, 0.5)} | ${of(perCandidate, 0.5).toFixed(0)} |`,
  );
}

const minutes = 240;
for (const policy of chosen) {
  let decisions = 0;
  const decide = (situation) => {
    decisions += 1;
    return policy.decide(situation);
  };
  const { milliseconds } = timed(() => {
    for (let seed = 100_001; seed <= 100_008; seed++) {
      const scenario = randomScenario(seed, minutes);
      runEpisode({ scenario, objective, policy: { ...policy, decide }, guards: 'full', minutes });
    }
  });
  console.log(
    `\n${policy.name}, random episodes of 3 to 10 components: ${Math.round((8 * minutes) / (milliseconds / 1000))} simulated minutes a second, ${(milliseconds / decisions).toFixed(2)} ms for each decision and all around it.`,
  );
}
