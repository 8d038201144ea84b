// Coverage and error of the twin: fitted to two minutes of an emulated cluster's metrics, asked for other configurations, compared with what they give.
import { parseArgs } from 'node:util';
import { stormCluster } from '../../dist/clusters/index.js';
import { startSimulatedStorm } from '../../dist/emulator/index.js';
import { evaluate, SampleHistory } from '../../dist/metrics/index.js';
import { createWorld, parseScenario } from '../../dist/simulator/index.js';
import { estimateDemand, fitTwin, predict } from '../../dist/twin/index.js';
import { createRandom } from '../../dist/util/index.js';

const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '1' },
    topologies: { type: 'string', default: '100' },
    changes: { type: 'string', default: '6' },
  },
});
const first = Number(values.first);
const topologies = Number(values.topologies);
const changesEach = Number(values.changes);

/** A chain of two to five bolts, now and then with a branch (not at the spout: its trees would be counted once per stream). */
function randomScenario(random, seed) {
  const bolts = 2 + random.integer(4);
  const between = (low, high) => low * (high / low) ** random.uniform();
  const components = { source: { kind: 'spout', executors: 1, tasks: 2, cpuMicros: 5 } };
  const streams = [];
  const visits = [1];
  const names = ['source'];
  let capacity = Number.POSITIVE_INFINITY;
  for (let i = 1; i <= bolts; i++) {
    const from = i > 2 && random.uniform() < 0.3 ? i - 2 : i - 1;
    // What a spout emits is a tree each.
    const tuples = i === 1 ? 1 : [0.2, 0.5, 1, 1, 1, 2, 4][random.integer(7)];
    const executors = 1 + random.integer(6);
    const waitMicros = Math.round(between(200, 5000));
    visits.push(visits[from] * tuples);
    names.push(`bolt${i}`);
    components[`bolt${i}`] = { kind: 'bolt', executors, tasks: 24, cpuMicros: 50, waitMicros };
    streams.push({
      from: names[from],
      to: `bolt${i}`,
      grouping: ['shuffle', 'fields', 'local_or_shuffle'][random.integer(3)],
      tuplesPerInput: tuples,
      // Subscribers of one stream see the same tuples: each has its own.
      stream: `s${i}`,
    });
    capacity = Math.min(capacity, executors / (visits[i] * (waitMicros + 50) * 1e-6));
  }
  const pending = Math.round(between(5, 800));
  const share = random.uniform() < 0.5 ? 0.2 + 0.55 * random.uniform() : 20;
  return parseScenario(
    JSON.stringify({
      schema: 'trimtab/scenario/v1',
      name: `random-${seed}`,
      engine: 'storm',
      seed,
      cluster: { nodes: [{ name: 'n1', cores: 64, slots: 4 }], sigma: 0.06 * random.uniform() },
      topology: {
        components,
        streams,
        workers: 1 + random.integer(2),
        settings: { 'topology.max.spout.pending': pending, 'topology.acker.executors': 1 },
      },
      load: { source: { kind: 'constant', meanPerSecond: Math.max(5, capacity * share) } },
    }),
    `random topology ${seed}`,
  );
}

function randomChange(random, scenario) {
  const executors = {};
  for (const [name, { kind, executors: k }] of Object.entries(scenario.topology.components)) {
    if (kind === 'bolt' && random.uniform() < 0.5) {
      executors[name] = Math.max(1, Math.min(24, Math.round(k * 2 ** (2 * random.uniform() - 0.7))));
    }
  }
  const pendingNow = scenario.topology.settings['topology.max.spout.pending'];
  return {
    executors,
    ...(random.uniform() < 0.4
      ? { pendingPerTask: Math.max(1, Math.round(pendingNow * 4 ** (2 * random.uniform() - 1))) }
      : {}),
    ...(random.uniform() < 0.3 ? { workers: 1 + random.integer(3) } : {}),
  };
}

async function measure(scenario) {
  const storm = await startSimulatedStorm({ scenario, speed: 0 });
  try {
    const signal = AbortSignal.timeout(60_000);
    const cluster = stormCluster({
      name: 'emulated',
      url: storm.uiUrl,
      auth: {},
      timeoutSeconds: 20,
      concurrency: 4,
      now: () => storm.world.nowMs(),
    });
    const history = new SampleHistory(0);
    for (let i = 0; i < 4; i++) {
      const [topology] = await cluster.topologies(signal);
      history.add(await cluster.snapshot(topology, 'since-start', signal));
      storm.world.advance(60);
    }
    return evaluate(history.window());
  } finally {
    await storm.stop();
  }
}

/** What the changed topology gives in five minutes, tuples/s and milliseconds. */
function truthOf(scenario, change) {
  const components = Object.fromEntries(
    Object.entries(scenario.topology.components).map(([name, c]) => [
      name,
      { ...c, executors: change.executors[name] ?? c.executors },
    ]),
  );
  const settings = { ...scenario.topology.settings };
  if (change.pendingPerTask !== undefined) settings['topology.max.spout.pending'] = change.pendingPerTask;
  const topology = {
    ...scenario.topology,
    components,
    settings,
    workers: change.workers ?? scenario.topology.workers,
  };
  const world = createWorld({ ...scenario, topology }, { warmUpSeconds: 120, seed: scenario.seed + 5000 });
  let [tuples, weighted, seconds] = [0, 0, 0];
  for (; seconds < 300; seconds++) {
    world.advance(1);
    const truth = world.truth();
    tuples += truth.throughputPerSecond;
    weighted += truth.throughputPerSecond * truth.responseSeconds * 1000;
  }
  return { throughput: tuples / seconds, latencyMs: weighted / tuples };
}

const found = { throughput: [], latency: [], refused: new Map() };
const started = performance.now();
for (let seed = first; seed < first + topologies; seed++) {
  const random = createRandom(seed);
  const scenario = randomScenario(random, seed);
  const evaluation = await measure(scenario);
  const fit = fitTwin([evaluation]);
  if (fit.kind === 'unknown') {
    found.refused.set(fit.because, (found.refused.get(fit.because) ?? 0) + 1);
    continue;
  }
  const demand = estimateDemand(evaluation);
  for (let i = 0; i < changesEach; i++) {
    const change = randomChange(random, scenario);
    const prediction = predict(fit.twin, change, demand);
    const truth = truthOf(scenario, change);
    found.throughput.push(
      compared(prediction.throughputPerSecond, truth.throughput, seed, change, prediction),
    );
    const { completeLatencyMs } = prediction;
    if (completeLatencyMs !== null)
      found.latency.push(compared(completeLatencyMs, truth.latencyMs, seed, change, prediction));
  }
}

function compared({ mean, low, high }, truth, seed, change, { limitedBy }) {
  return {
    error: Math.abs(mean / truth - 1) * 100,
    inside: truth >= low && truth <= high,
    width: high / low,
    truth,
    mean,
    low,
    high,
    seed,
    change,
    limitedBy,
  };
}

function row(name, list) {
  const sorted = list.map(({ error }) => error).sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  const inside = (100 * list.filter((one) => one.inside).length) / list.length;
  const widths = list.map(({ width }) => width).sort((a, b) => a - b);
  return `| ${name} | ${list.length} | ${at(0.25)} | ${at(0.5)} | ${at(0.75)} | ${at(0.95)} | ${inside.toFixed(1)} | ${widths[Math.floor(widths.length / 2)].toFixed(2)} |`;
}

console.log(
  `The twin on ${topologies} random topologies of the simulator, seeds ${first} to ${first + topologies - 1}, ${changesEach} changes each`,
);
console.log(
  '| quantity | predictions | error % (25th) | median | 75th | 95th | inside the 90 % range, % | high / low (median) |',
);
console.log('|---|---|---|---|---|---|---|---|');
console.log(row('throughput', found.throughput));
console.log(row('mean latency', found.latency));
for (const [because, times] of found.refused) console.log(`refused ${times} times: ${because}`);
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
if (process.env.WORST) {
  for (const name of ['throughput', 'latency']) {
    for (const one of found[name]
      .filter((o) => !o.inside)
      .sort((a, b) => b.error - a.error)
      .slice(0, 12)) {
      console.log(name, JSON.stringify(one));
    }
  }
}
