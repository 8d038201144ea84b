// Prints what policies do on a simulated Heron, read through its Tracker and changed through its API server, minute by minute.
import { parseArgs } from 'node:util';
import { packedOf } from '../../dist/agent/advice/heron-moves.js';
import { heronLimits } from '../../dist/agent/decide/heron-limits.js';
import { Observation } from '../../dist/agent/look/observation.js';
import { drainWaitSeconds, planOf } from '../../dist/change/index.js';
import { heronCluster } from '../../dist/clusters/index.js';
import { modelFolder, shippedModel } from '../../dist/config/index.js';
import { consider, evidenceOf } from '../../dist/decision/index.js';
import { startSimulatedHeron } from '../../dist/emulator/index.js';
import { directionsOf } from '../../dist/knobs/index.js';
import { evaluate } from '../../dist/metrics/index.js';
import { referenceAt, referenceOf } from '../../dist/outlook/index.js';
import { loadDqn, policies } from '../../dist/policy/index.js';
import { Judge } from '../../dist/training/judge.js';
import { estimateDemand } from '../../dist/twin/index.js';
import { heronCases } from './heron-scenarios.mjs';

const { values } = parseArgs({
  options: {
    policies: { type: 'string', default: 'twin-greedy,dqn,dhalion,dhalion-as-coded,ds2,keep' },
    scenarios: { type: 'string' },
    guards: { type: 'string', default: 'safety,full' },
    // What a source that tells anything tells: its rate alone, or what waits there as well.
    told: { type: 'string', default: 'rate-and-backlog' },
  },
});
const { signal } = new AbortController();
const windowSeconds = 120;
const coolDownSeconds = 600;
const hysteresis = { minGain: 0.03, minGainDown: 0.03, downAfterSeconds: 1200, reversalSeconds: 3600 };

const cases = heronCases.filter(
  ({ title }) =>
    values.scenarios === undefined || values.scenarios.split(',').some((s) => title.startsWith(s)),
);

const dqn = await loadDqn(modelFolder(shippedModel));
const entrants = values.policies.split(',').map((name) => {
  const found = [dqn, ...policies].find((policy) => policy.name === name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
});

const columns = [
  'policy',
  'guards',
  'utility',
  'SLO minutes',
  'changes',
  'first and last at min',
  'restarted containers',
  'moved instances',
  'container-minutes',
  'instance-minutes',
  'bolts at the end',
  'done of offered',
];

for (const one of cases) {
  console.log(`\n### ${one.title}\n`);
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`|${'---|'.repeat(columns.length)}`);
  for (const policy of entrants) {
    for (const guards of values.guards.split(','))
      console.log(`| ${policy.name} | ${guards} | ${(await run(one, policy, guards)).join(' | ')} |`);
  }
}

async function run({ scenario: made, objective, told }, policy, guards) {
  const scenario = await made();
  const heron = await startSimulatedHeron({ scenario, speed: 0, warmUpSeconds: 600 });
  try {
    return await episode(heron, { scenario, objective, told }, policy, guards);
  } finally {
    await heron.stop();
  }
}

async function episode({ world, trackerUrl, apiUrl }, { scenario, objective, told }, policy, guards) {
  const common = { timeoutSeconds: 10, concurrency: 4, now: () => world.nowMs() };
  const cluster = heronCluster({ ...common, name: 'h', url: trackerUrl, api: apiUrl });
  const info = await cluster.info(signal);
  const [topology] = await cluster.topologies(signal);
  const begin = world.nowMs();
  const elapsed = () => (world.nowMs() - begin) / 1000;
  const newObservation = () => new Observation({ windowSeconds, warmUpSeconds: 60 });
  let observation = newObservation();
  let [history, earlier, loads] = [[], [], []];
  let [reference, lastChange] = [null, null];
  const sums = {
    changes: 0,
    lastAt: 0,
    restarted: 0,
    moved: 0,
    done: 0,
    offered: 0,
    containers: 0,
    instances: 0,
  };
  const judge = new Judge();
  let minute = [];
  const pass = (seconds) => {
    for (let s = 0; s < seconds; s++) {
      world.advance(1);
      const truth = world.truth();
      sums.done += truth.throughputPerSecond;
      sums.offered += truth.offeredPerSecond;
      const [{ workers, components }] = world.topologies();
      const own = components.filter(({ kind }) => kind !== 'system');
      const instances = own.reduce((sum, { executors }) => sum + executors, 0);
      sums.containers += workers.length / 60;
      sums.instances += instances / 60;
      minute.push({ ...truth, instances, containers: workers.length });
      if (minute.length === 60) {
        judge.take(minuteOf(minute), objective);
        minute = [];
      }
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
  const { utility, sloMinutes } = judge.result();
  return [
    utility.toFixed(2),
    sloMinutes,
    sums.changes,
    sums.changes === 0 ? '-' : `${sums.firstAt}, ${sums.lastAt}`,
    sums.restarted,
    sums.moved,
    Math.round(sums.containers),
    Math.round(sums.instances),
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
    const limits = heronLimits(snapshot, { exclude: [], bounds: {} });
    // As published: no limit but the cluster's.
    const tasks = Object.fromEntries(snapshot.components.map(({ name }) => [name, 1000]));
    const configuration = {
      workers: snapshot.assignedWorkers,
      ...Object.fromEntries(snapshot.components.map((c) => [`executors.${c.name}`, c.executors])),
    };
    const past = { loads, lastChange, failed: [], peak: null };
    const packed = packedOf(snapshot, 'keeping');
    return consider({
      engine: 'heron',
      ...(packed === null ? {} : { packed }),
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
    sums.firstAt ??= sums.lastAt;
    sums.restarted += after.workers.length;
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

/** What truly happened in sixty seconds, as the judge of the simulator's episodes takes it. */
function minuteOf(seconds) {
  const total = (of) => seconds.reduce((sum, one) => sum + of(one), 0);
  const done = total((one) => one.throughputPerSecond);
  const waited = total((one) =>
    one.throughputPerSecond > 0 ? one.throughputPerSecond * one.responseSeconds * 1000 : 0,
  );
  const last = seconds.at(-1);
  return {
    throughputPerSecond: done / 60,
    offeredPerSecond: total((one) => one.offeredPerSecond) / 60,
    completeLatencyMs: done > 0 ? waited / done : null,
    // Its latency is known here, and counts whether Heron tells it or not.
    acked: true,
    backlogTuples: last.backlogTuples,
    executors: last.instances,
    workers: last.containers,
    pauseSeconds: seconds.filter((one) => one.throughputPerSecond === 0).length,
  };
}

function idsOf({ components }) {
  return components.flatMap(({ samples }) => samples.map(({ id }) => id));
}

function waitOf({ completeLatencyMs }, { measuring }) {
  return drainWaitSeconds(completeLatencyMs, measuring.messageTimeoutSeconds);
}

function toldBy({ offeredPerSecond, backlogTuples }) {
  const backlog = values.told === 'rate' ? null : backlogTuples;
  return { offeredPerSecond, backlogTuples: backlog, latencyMs: null, latencyP95Ms: null };
}
