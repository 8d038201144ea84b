// Prints what policies do on a simulated Heron, read through its Tracker and changed through its API server, minute by minute.
import { parseArgs } from 'node:util';
import { heronLimits } from '../dist/agent/heron-limits.js';
import { Observation } from '../dist/agent/observation.js';
import { drainWaitSeconds, planOf } from '../dist/change/index.js';
import { heronCluster } from '../dist/clusters/index.js';
import { modelFolder, objectiveFrom, shippedModel } from '../dist/config/index.js';
import { consider, evidenceOf } from '../dist/decision/index.js';
import { startSimulatedHeron } from '../dist/emulator/index.js';
import { directionsOf } from '../dist/knobs/index.js';
import { evaluate } from '../dist/metrics/index.js';
import { referenceAt, referenceOf } from '../dist/outlook/index.js';
import { loadDqn, policies } from '../dist/policy/index.js';
import { loadScenario } from '../dist/simulator/index.js';
import { estimateDemand } from '../dist/twin/index.js';

const { values } = parseArgs({
  options: {
    policies: { type: 'string', default: 'twin-greedy,dqn,dhalion,dhalion-as-coded,ds2,keep' },
    scenarios: { type: 'string' },
    guards: { type: 'string', default: 'safety,full' },
  },
});
const { signal } = new AbortController();
const windowSeconds = 120;
const coolDownSeconds = 600;
const hysteresis = { minGain: 0.03, minGainDown: 0.03, downAfterSeconds: 1200, reversalSeconds: 3600 };

/** A golden scenario as it runs on Heron without acknowledgements: nothing but back pressure limits what is in flight. */
async function unacked(name, minutes) {
  const scenario = await loadScenario(name);
  const { topology } = scenario;
  const settings = { 'topology.reliability.mode': 'ATMOST_ONCE' };
  return { ...scenario, minutes, engine: 'heron', topology: { ...topology, settings } };
}

/** With acknowledgements, at first with as much as it needs; after 40 minutes the source gives half. */
async function halved() {
  const scenario = await loadScenario('g08-two-bottlenecks');
  const { topology } = scenario;
  const { source, split, count } = topology.components;
  const components = { source, split: { ...split, executors: 7 }, count: { ...count, executors: 7 } };
  const load = {
    source: {
      kind: 'step',
      steps: [
        { atMinute: 0, perSecond: 2500 },
        { atMinute: 40, perSecond: 1250 },
      ],
    },
  };
  const settings = { ...topology.settings, 'topology.reliability.mode': 'ATLEAST_ONCE' };
  return {
    ...scenario,
    name: 'half-the-load',
    objective: 'cost',
    minutes: 120,
    engine: 'heron',
    load,
    topology: { ...topology, components, settings },
  };
}

const cases = [
  {
    title: 'G1, word count of DS2; the source tells its rate and what waits',
    scenario: () => unacked('g01-wordcount-ds2', 60),
    told: true,
  },
  { title: 'G8, two bottlenecks at once', scenario: () => unacked('g08-two-bottlenecks', 60), told: false },
  { title: 'half the load from minute 40 on, acknowledged, objective cost', scenario: halved, told: false },
].filter(
  ({ title }) =>
    values.scenarios === undefined || values.scenarios.split(',').some((s) => title.startsWith(s)),
);

const dqn = await loadDqn(modelFolder(shippedModel));
const entrants = values.policies.split(',').map((name) => {
  const found = [dqn, ...policies].find((policy) => policy.name === name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
});

for (const { title, scenario, told } of cases) {
  console.log(`\n### ${title}\n`);
  console.log(
    '| policy | guards | changes | last at min | restarted containers | moved instances | bolts at the end | done of offered |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const policy of entrants) {
    for (const guards of values.guards.split(','))
      console.log(
        `| ${policy.name} | ${guards} | ${(await run(await scenario(), policy, guards, told)).join(' | ')} |`,
      );
  }
}

async function run(scenario, policy, guards, told) {
  const heron = await startSimulatedHeron({ scenario, speed: 0, warmUpSeconds: 600 });
  try {
    return await episode(heron, scenario, policy, guards, told);
  } finally {
    await heron.stop();
  }
}

async function episode({ world, trackerUrl, apiUrl }, scenario, policy, guards, told) {
  const common = { timeoutSeconds: 10, concurrency: 4, now: () => world.nowMs() };
  const cluster = heronCluster({ ...common, name: 'h', url: trackerUrl, api: apiUrl });
  const info = await cluster.info(signal);
  const [topology] = await cluster.topologies(signal);
  const begin = world.nowMs();
  const elapsed = () => (world.nowMs() - begin) / 1000;
  const objective = objectiveFrom(scenario.objective, scenario.name);
  const newObservation = () => new Observation({ windowSeconds, warmUpSeconds: 60 });
  let observation = newObservation();
  let [history, earlier, loads] = [[], [], []];
  let [reference, lastChange] = [null, null];
  const sums = { changes: 0, lastAt: 0, containers: 0, moved: 0, done: 0, offered: 0 };
  const pass = (seconds) => {
    for (let s = 0; s < seconds; s++) {
      world.advance(1);
      const truth = world.truth();
      sums.done += truth.throughputPerSecond;
      sums.offered += truth.offeredPerSecond;
    }
  };
  while (elapsed() < scenario.minutes * 60) {
    const snapshot = await cluster.snapshot(topology, 'since-start', signal);
    const judged = observation.add(snapshot, info, elapsed(), 0);
    const isCool = lastChange === null || elapsed() - lastChange.atSeconds >= coolDownSeconds;
    if (judged.kind === 'window' && (guards === 'safety' || isCool)) {
      const evaluation = evaluate(judged.window, null, told ? toldBy(world.truth()) : null);
      const result = considered(evaluation, snapshot);
      history = [...history, evaluation];
      if (result.apply) await act(result.changes, evaluation, snapshot);
    }
    pass(60);
  }
  const bolts = Object.keys(scenario.topology.components).filter(
    (c) => scenario.topology.components[c].kind === 'bolt',
  );
  const now = world.topologies()[0].components;
  const ends = bolts.map((name) => `${name} ${now.find((c) => c.name === name).executors}`).join(', ');
  return [
    sums.changes,
    sums.changes === 0 ? '-' : sums.lastAt,
    sums.containers,
    sums.moved,
    ends,
    `${((100 * sums.done) / sums.offered).toFixed(0)} %`,
  ];

  function considered(evaluation, snapshot) {
    const demand = estimateDemand(evaluation);
    loads = [
      ...loads,
      { atSeconds: elapsed(), perSecond: demand.known ? demand.perSecond : demand.atLeastPerSecond },
    ];
    reference ??= referenceOf(evaluation, objective);
    const limits = heronLimits(snapshot, info, { exclude: [], bounds: {} });
    // As published: no limit but the cluster's.
    const tasks = Object.fromEntries(snapshot.components.map(({ name }) => [name, 1000]));
    const configuration = {
      workers: snapshot.assignedWorkers,
      ...Object.fromEntries(snapshot.components.map((c) => [`executors.${c.name}`, c.executors])),
    };
    const past = { loads, lastChange, failed: [], peak: null };
    return consider({
      engine: 'heron',
      evaluation,
      configuration,
      demand,
      objective,
      reference: referenceAt(evaluation, objective, reference),
      history,
      earlier,
      policy,
      fallback: null,
      limits: guards === 'safety' ? { ...limits, tasks } : limits,
      waitSeconds: waitOf(evaluation, snapshot),
      evidence: evidenceOf({ nowSeconds: elapsed(), evaluation, ...past, hysteresis, horizonSeconds: 1800 }),
      acting: null,
      measured: {
        notReady: null,
        windowSeconds: { wanted: windowSeconds, got: windowSeconds },
        ageSeconds: judgedAge(),
        maxAgeSeconds: 180,
      },
      guards,
    });
  }

  function judgedAge() {
    return observation.ageSeconds(elapsed());
  }

  async function act(changes, evaluation, before) {
    const instances = new Set(idsOf(before));
    for (const operation of planOf(changes, waitOf(evaluation, before))) {
      let answered = false;
      const answer = cluster.rebalance(topology, operation, signal).finally(() => {
        answered = true;
      });
      answer.catch(() => {});
      while (!answered) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (!answered) pass(1);
      }
      await answer;
    }
    pass(1);
    const [after] = world.topologies();
    sums.changes += 1;
    sums.lastAt = Math.round(elapsed() / 60);
    sums.containers += after.workers.length;
    const kept = after.workers
      .flatMap((w) => w.executors)
      .filter(
        (e) =>
          e.packed !== undefined &&
          instances.has(`container_${e.packed.container}_${e.component}_${e.packed.task}`),
      );
    sums.moved += instances.size - kept.length;
    lastChange = {
      atSeconds: elapsed(),
      directions: directionsOf(
        changes,
        Object.fromEntries(before.components.map((c) => [`executors.${c.name}`, c.executors])),
      ),
    };
    earlier = [...earlier, evaluation].slice(-8);
    history = [];
    observation = newObservation();
  }
}

function idsOf({ components }) {
  return components.flatMap(({ samples }) => samples.map(({ id }) => id));
}

function waitOf({ completeLatencyMs }, { measuring }) {
  return drainWaitSeconds(completeLatencyMs, measuring.messageTimeoutSeconds);
}

function toldBy({ offeredPerSecond, backlogTuples }) {
  return { offeredPerSecond, backlogTuples, latencyMs: null, latencyP95Ms: null };
}
