// How far one update of a Heron topology may go, in whose words, and what is advised beside it.
import { describe, expect, it } from 'vitest';
import { adviceBeside, heronRunningAdvice } from '../../src/agent/advice/heron.js';
import { containersByItself } from '../../src/agent/advice/heron-moves.js';
import { heronLimits } from '../../src/agent/decide/heron-limits.js';
import { heronText } from '../../src/agent/heron-words.js';
import { heronCommands } from '../../src/change/index.js';
import { type Cluster, type ClusterInfo, heronCluster, type Snapshot } from '../../src/clusters/index.js';
import { startSimulatedHeron } from '../../src/emulator/index.js';
import { engineWindow, evaluate } from '../../src/metrics/index.js';
import type { Scenario } from '../../src/simulator/index.js';
import { heronWordCount } from '../emulator/heron/word-count.js';

const { signal } = new AbortController();
const target = {
  name: 'WordCount',
  place: { cluster: 'local', role: 'heron', environ: 'default' },
  apiUrl: null,
};
const none = { exclude: [], bounds: {} };

async function look(scenario: Scenario): Promise<{ snapshot: Snapshot; info: ClusterInfo }> {
  const heron = await startSimulatedHeron({ scenario, speed: 0 });
  try {
    const now = () => heron.world.nowMs();
    const options = { name: 'h', url: heron.trackerUrl, timeoutSeconds: 5, concurrency: 4, now };
    const cluster: Cluster = heronCluster(options);
    const [topology] = await cluster.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    const snapshot = await cluster.snapshot(topology, 'engine-10min', signal);
    return { snapshot, info: await cluster.info(signal) };
  } finally {
    await heron.stop();
  }
}

describe('the limits of one update', () => {
  it('are five times as many instances, twice as many containers and none of them empty; spouts stay', async () => {
    const { snapshot } = await look(heronWordCount());
    const limits = heronLimits(snapshot, {
      exclude: ['parallelism.count'],
      bounds: { containers: { max: 3 } },
    });
    expect(limits).toMatchObject({
      elastic: true,
      instancesPerContainer: 4,
      tasks: { split: 15, count: 10 },
      slotsFree: 2,
      bounds: { workers: { max: 3 } },
      exclude: ['executors.count', 'executors.word'],
      excludedByOperator: ['executors.count'],
    });
    const crowded = { ...snapshot, assignedWorkers: 6 };
    expect(heronLimits(crowded, none).slotsFree).toBe(1);
  });

  it.each([
    ['local', []],
    ['Nomad', ['workers']],
    ['slurm', ['executors.split', 'executors.count', 'workers']],
  ])('leave out what a scheduler cannot do: %s', async (cluster, excluded) => {
    const { snapshot } = await look(heronWordCount());
    const topology = { ...snapshot.topology, place: { cluster, role: 'heron', environ: 'default' } };
    expect(heronLimits({ ...snapshot, topology }, none).exclude).toEqual(['executors.word', ...excluded]);
  });

  it('leave out what heron update cannot name', async () => {
    const { snapshot } = await look(heronWordCount());
    const strange = {
      ...snapshot,
      components: snapshot.components.map((c) => (c.name === 'split' ? { ...c, name: 'split words' } : c)),
    };
    const limits = heronLimits(strange, none);
    expect(limits.exclude).toEqual(['executors.word', 'executors.split words']);
    const advice = heronRunningAdvice(evaluate(engineWindow(strange)), strange, target);
    expect(advice.find(({ knob }) => knob === 'parallelism.split words')?.text).toContain(
      'heron update refuses the name',
    );
  });
});

describe('advice', () => {
  const settled = (settings: Record<string, string | number>, perSecond: number): Scenario => {
    const plain = heronWordCount();
    const load = { word: { kind: 'constant' as const, meanPerSecond: perSecond } };
    return { ...plain, load, topology: { ...plain.topology, settings } };
  };
  const runningAdvice = async (scenario: Scenario) => {
    const { snapshot } = await look(scenario);
    return heronRunningAdvice(evaluate(engineWindow(snapshot)), snapshot, target);
  };

  const submitted = [
    'heron kill local/heron/default WordCount',
    'heron submit local/heron/default JAR MAIN_CLASS WordCount',
  ];

  it('is to submit with fewer pending tuples where they only wait', async () => {
    const mode = { 'topology.reliability.mode': 'ATLEAST_ONCE', 'topology.max.spout.pending': 5000 };
    const [advice] = await runningAdvice(settled(mode, 100_000));
    expect(advice).toMatchObject({ knob: 'topology.max.spout.pending', from: 5000, needs: 'resubmit' });
    expect(Number(advice?.to)).toBeLessThan(2500);
    // SubmitterMain puts --config-property into Heron's own override.yaml: the topology would keep its limit.
    expect(advice?.commands).toEqual(submitted);
    expect(advice?.text).toContain(
      `set topology.max.spout.pending to ${Number(advice?.to)} in the program's Config, or under config of the ECO file`,
    );
  });

  it('is none where all is well', async () => {
    const mode = { 'topology.reliability.mode': 'ATLEAST_ONCE', 'topology.max.spout.pending': 1000 };
    expect(await runningAdvice(settled(mode, 2000))).toEqual([]);
  });

  it('is to acknowledge tuples where their latency is unknown', async () => {
    const [advice] = await runningAdvice(settled({ 'topology.reliability.mode': 'ATMOST_ONCE' }, 2000));
    expect(advice).toMatchObject({
      knob: 'topology.reliability.mode',
      needs: 'resubmit',
      commands: submitted,
    });
    expect(advice?.text).toContain("set topology.reliability.mode to ATLEAST_ONCE in the program's Config");
  });

  it('is not to acknowledge tuples one by one where each has its effect once', async () => {
    const { snapshot } = await look(settled({ 'topology.reliability.mode': 'ATMOST_ONCE' }, 2000));
    const configuration = { ...snapshot.configuration, 'topology.reliability.mode': 'EFFECTIVELY_ONCE' };
    const evaluation = evaluate(engineWindow(snapshot));
    expect(heronRunningAdvice(evaluation, { ...snapshot, configuration }, target)).toEqual([]);
  });

  it('is larger buffers where bursts fill them, which is an option of the submission', async () => {
    const mode = { 'topology.reliability.mode': 'ATLEAST_ONCE' };
    const { snapshot } = await look(settled(mode, 2000));
    const bursts = { ...evaluate(engineWindow(snapshot)), backpressureShare: 0.2, bottleneck: null };
    const [advice] = heronRunningAdvice(bursts, snapshot, target);
    expect(advice?.commands.at(-1)).toMatch(
      / --config-property heron\.streammgr\.network\.backpressure\.highwatermark\.mb=200$/,
    );
  });

  it('is to limit what spouts emit where buffers are full and nothing is acknowledged, by whom it can be set', async () => {
    const { snapshot } = await look(settled({ 'topology.reliability.mode': 'ATMOST_ONCE' }, 60_000));
    const evaluation = evaluate(engineWindow(snapshot));
    const adviceFor = (apiUrl: string | null) =>
      heronRunningAdvice(evaluation, snapshot, { ...target, apiUrl }).find(
        ({ knob }) => knob === 'topology.component.output.bps',
      );
    expect(adviceFor(null)).toMatchObject({
      needs: 'runtime-config',
      commands: [
        'heron update local/heron/default WordCount --runtime-config word:topology.component.output.bps:BYTES_PER_SECOND',
      ],
    });
    // An API server says "updated" to it, and does nothing.
    const { host, controllerPort, topologyId } = snapshot.manager ?? {};
    expect(adviceFor('http://master-1:9000')?.commands).toEqual([
      `curl 'http://${host}:${controllerPort}/runtime_config/update?topologyid=${topologyId}&runtime-config=word%3Atopology.component.output.bps%3ABYTES_PER_SECOND'`,
    ]);
    const plan = [
      { kind: 'rebalance-assignment', waitSeconds: 0, workers: null, executors: { count: 4 } },
    ] as const;
    const running = heronRunningAdvice(evaluation, snapshot, target);
    expect(adviceBeside(plan, snapshot, target, running).map(({ knob }) => knob)).not.toContain(
      'topology.component.output.bps',
    );
  });

  it('beside an update names the containers that come with it, and how instances would stay', async () => {
    const { snapshot } = await look(heronWordCount());
    const plan = [
      { kind: 'rebalance-assignment', waitSeconds: 0, workers: null, executors: { count: 4 } },
    ] as const;
    const pendingKnob = { knob: 'topology.max.spout.pending' };
    const [advice, ...more] = adviceBeside(plan, snapshot, target, [pendingKnob]);
    // 9 instances at 7 in 2 containers, as submitted: ceil(9 / 3.5).
    expect(advice).toMatchObject({ knob: 'containers', from: 2, to: 3 });
    expect(advice).toHaveProperty('commands', [
      'heron update local/heron/default WordCount --component-parallelism count:4 --config-property heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking --dry-run',
    ]);
    expect(more).toEqual([]);
  });
});

describe('advice beside a number of containers', () => {
  const plan = [
    { kind: 'rebalance-assignment', waitSeconds: 0, workers: 3, executors: { split: 5 } },
  ] as const;

  it('names the repacking that it takes, and through an API server the second pause of two commands', async () => {
    const { snapshot } = await look(heronWordCount());
    const [direct] = adviceBeside(plan, snapshot, target, []);
    expect(direct?.text).toMatch(/takes RoundRobinPacking .* moves \d of 7 instances/);
    expect(direct?.text).not.toMatch(/a pause for each/);
    const [through] = adviceBeside(plan, snapshot, { ...target, apiUrl: 'http://master-1:9000' }, []);
    expect(through).toMatchObject({ knob: 'containers', from: 2, to: 3 });
    expect(through?.text).toMatch(/sends both in one update.* a pause for each/);
  });

  it('is a second command only where the parallelism does not lead to that number by itself', async () => {
    const { snapshot } = await look(heronWordCount());
    // 9 instances at 7 in 2 containers, as submitted: ceil(9 / 3.5).
    expect(containersByItself(plan, snapshot)).toBe(3);
    const server = { ...target, apiUrl: 'http://master-1:9000' };
    expect(heronCommands(server, plan, containersByItself(plan, snapshot))).toHaveLength(1);
    const [only] = plan;
    expect(heronCommands(server, [{ ...only, workers: 4 }], 3)).toHaveLength(2);
  });
});

describe('a sentence in Heron’s words', () => {
  it.each([
    ['executors.split 2 → 8, workers 1 → 2', 'parallelism.split 2 → 8, containers 1 → 2'],
    ['3 executors of split', '3 instances of split'],
    ['executors.workers 1 → 2', 'parallelism.workers 1 → 2'],
    ['limited by my-workers then', 'limited by my-workers then'],
    ['a worker, and topology.workers', 'a container, and topology.workers'],
  ])('%s', (shared, heron) => {
    expect(heronText(shared)).toBe(heron);
  });

  it.each([
    ['worker takes 4.67 ms; executors.worker 2 → 10', 'worker takes 4.67 ms; parallelism.worker 2 → 10'],
    ['executors is full, 2 restarts of all workers', 'executors is full, 2 restarts of all containers'],
    ['http://worker:9000/x: nothing listens', 'http://worker:9000/x: nothing listens'],
    ['local/executor/prod/x is not there', 'local/executor/prod/x is not there'],
  ])('leaves names of components, addresses and paths: %s', (shared, heron) => {
    expect(heronText(shared, ['worker', 'executors', 'split'])).toBe(heron);
    expect(heronText('executor/x and http://worker:9000 of a worker')).toBe(
      'executor/x and http://worker:9000 of a container',
    );
  });
});
