// Updates through the `heron` command: what it is given, word by word, and what each way of it to end means.
import { chmodSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { commandWords } from '../../../src/clusters/heron/command-words.js';
import { heronCluster } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { type FakeHeron, fakeHeron, type Trouble } from './fake-heron.js';
import type { Opened } from './opened.js';
import { answerOf, wanting } from './updating.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;
let fake: FakeHeron;
afterEach(async () => {
  await heron.stop();
  fake.remove();
});

async function open(options: { readonly command?: string; readonly seconds?: number } = {}): Promise<Opened> {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  fake = fakeHeron(heron.apiUrl);
  const cluster = heronCluster({
    name: 'h',
    url: heron.trackerUrl,
    heronCommand: options.command ?? fake.path,
    updateTimeoutSeconds: options.seconds ?? 20,
    timeoutSeconds: 5,
    concurrency: 4,
    now: () => heron.world.nowMs(),
  });
  const [topology] = await cluster.topologies(signal);
  if (topology === undefined) throw new Error('no topology');
  return { cluster, topology };
}
const answered = (answer: Promise<void>): Promise<unknown> => answerOf(heron, answer);
const executors = (name: string): number | undefined =>
  heron.world.topologies()[0]?.components.find((c) => c.name === name)?.executors;
const keeping =
  '--config-property=heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking';

describe('an update through the heron command', () => {
  it('is a dry run in JSON first, then the update, once, and is carried out', async () => {
    const { cluster, topology } = await open();
    expect(
      await answered(cluster.rebalance(topology, wanting({ split: 5, count: 3 }), signal)),
    ).toBeUndefined();
    const words = [
      'update',
      'local/heron/default',
      topology.name,
      '--component-parallelism=split:5',
      '--component-parallelism=count:3',
      keeping,
    ];
    expect(fake.calls()).toEqual([[...words, '--dry-run', '--dry-run-format=json'], words]);
    expect([executors('split'), executors('count')]).toEqual([5, 3]);
  });

  it('of containers is by their number, and by the repacking that takes one', async () => {
    const { cluster, topology } = await open();
    expect(await answered(cluster.rebalance(topology, wanting({}, 3), signal))).toBeUndefined();
    expect(fake.calls()[1]?.slice(3)).toEqual([
      '--container-number=3',
      '--config-property=heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.RoundRobinPacking',
    ]);
    expect(heron.world.topologies()[0]?.workers).toHaveLength(3);
  });

  it.each([
    ['no instance', wanting({ split: 0 })],
    ['a component whose name it refuses', wanting({ 'split it': 2 })],
    ['nothing', wanting({})],
  ])('of %s never starts it', async (_, operation) => {
    const { cluster, topology } = await open();
    const error = await answered(cluster.rebalance(topology, operation, signal));
    expect(error).toMatchObject({ code: 'TRIMTAB_E_INVALID_PLAN' });
    expect(fake.calls()).toEqual([]);
  });

  it('that Heron refuses is told in its words, and nothing is sent', async () => {
    const { cluster, topology } = await open();
    const error = await answered(cluster.rebalance(topology, wanting({ nope: 3 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_VALUE_REFUSED',
      message: expect.stringMatching(/Invalid component name in update request: nope/) as unknown,
    });
    expect(fake.calls().every((words) => words.includes('--dry-run'))).toBe(true);
  });
});

describe('a heron command', () => {
  it('that is missing, or may not be run, has sent nothing, and says how to name another', async () => {
    const { cluster, topology } = await open();
    chmodSync(fake.path, 0o644);
    const missing = await open({ command: '/nowhere/heron' });
    for (const [tried, why] of [
      [{ cluster, topology }, 'it cannot be started (EACCES)'],
      [missing, 'there is no such program'],
    ] as const) {
      const error = await answered(tried.cluster.rebalance(tried.topology, wanting({ split: 5 }), signal));
      expect(error).toMatchObject({
        code: 'TRIMTAB_E_HERON_COMMAND',
        message: expect.stringContaining(`${why}; nothing was sent`) as unknown,
        next: expect.stringContaining('clusters[].heronCommand') as unknown,
      });
    }
  });

  it.each([
    [
      'fails',
      'TRIMTAB_E_ENGINE_FAILED',
      /Failed to initialize the state manager: Connection refused; nothing/,
    ],
    ['garbage', 'TRIMTAB_E_HERON_COMMAND', /prints no packing plans in JSON/],
    ['server', 'TRIMTAB_E_HERON_COMMAND', /prints no packing plans in JSON/],
    ['no-conf', 'TRIMTAB_E_ENGINE_FAILED', /cluster directory does not exist.*nothing was sent/],
    ['usage', 'TRIMTAB_E_HERON_COMMAND', /does not take these arguments: .*Available formats: raw/],
  ] as const)('whose dry run %s: %s, and nothing is sent', async (kind, code, text) => {
    const { cluster, topology } = await open();
    fake.trouble({ on: 'dry-run', kind });
    const error = await answered(cluster.rebalance(topology, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({ code, message: expect.stringMatching(text) as unknown });
    expect(fake.calls().every((words) => words.includes('--dry-run'))).toBe(true);
  });

  it.each([
    ['fails on its way', { on: 'update', kind: 'fails' }, /Connection refused/],
    ['dies once Heron has it', { on: 'update', kind: 'half' }, /it ended with 137/],
    [
      'says it finds no plan, once it is carried out',
      { on: 'update', kind: 'late' },
      /Failed to get physical plan/,
    ],
    ['does not end', { on: 'update', kind: 'hangs' }, /it did not end within 1500 ms/],
  ] as const)('that %s leaves it uncertain', async (_, trouble: Trouble, text) => {
    const { cluster, topology } = await open({ seconds: 1.5 });
    fake.trouble(trouble);
    const error = await answered(cluster.rebalance(topology, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_UNCERTAIN',
      message: expect.stringMatching(text) as unknown,
    });
    expect(fake.calls()).toHaveLength(2);
  });

  it('that is at an update is left to itself when the agent ends, and brings it to its end', async () => {
    const { cluster, topology } = await open();
    const ending = new AbortController();
    const sending = cluster
      .rebalance(topology, wanting({ split: 5 }), ending.signal)
      .catch((e: unknown) => e);
    await expect.poll(() => fake.calls().length, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => heron.world.topologies()[0]?.status, { timeout: 10_000 }).toBe('INACTIVE');
    ending.abort();
    expect(await sending).toMatchObject({ code: 'TRIMTAB_E_UNCERTAIN' });
    heron.world.advance(60);
    expect(executors('split')).toBe(5);
    await expect.poll(() => fake.hasEnded(), { timeout: 10_000 }).toBe(true);
  });

  it('that is at a dry run is ended when the agent ends', async () => {
    const { cluster, topology } = await open();
    fake.trouble({ on: 'dry-run', kind: 'hangs' });
    const ending = new AbortController();
    const sending = cluster
      .rebalance(topology, wanting({ split: 5 }), ending.signal)
      .catch((e: unknown) => e);
    await expect.poll(() => fake.calls().length, { timeout: 10_000 }).toBe(1);
    ending.abort(new Error('the agent is ending'));
    expect(await sending).toMatchObject({ message: 'the agent is ending' });
  });

  it('is read no more than it says: a dry run of another cluster is told from its plans', async () => {
    const { cluster, topology } = await open();
    writeFileSync(
      fake.path,
      `#!/bin/sh\nprintf 'New packing plan:\\n{"containers":[]}\\nOld packing plan:\\n{"containers":[]}\\n'\n`,
    );
    const error = await answered(cluster.rebalance(topology, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_PACKING',
      message: expect.stringMatching(/two clusters/) as unknown,
    });
  });
});

describe('names that heron update refuses, or would take for something else', () => {
  const words = { cluster: 'local', role: 'ads', environ: 'prod', name: 'words' };
  it.each([
    ['a component with a space', words, { 'split it': 2 }, /refuses the component name "split it"/],
    ['a component with a colon', words, { 'split:1': 2 }, /refuses the component name "split:1"/],
    ['a topology like an option', { ...words, name: '--verbose' }, { split: 2 }, /"--verbose"/],
    [
      'a role with a slash',
      { ...words, role: 'a/b' },
      { split: 2 },
      /"local\/a\/b\/prod" is no cluster\/role/,
    ],
    ['an environ that is empty', { ...words, environ: '' }, { split: 2 }, /"local\/ads\/"/],
    ['a cluster like an option', { ...words, cluster: '-x' }, { split: 2 }, /"-x\//],
  ] as const)('%s', (_, named, executors, text) => {
    expect(() => commandWords(named, { executors, containers: null, repacking: null })).toThrow(text);
  });

  it('are none with underscores, dots and dashes, even at the beginning', () => {
    const request = { executors: { '-a_b.c': 2 }, containers: 3, repacking: null };
    expect(commandWords(words, request)).toEqual([
      'update',
      'local/ads/prod',
      'words',
      '--component-parallelism=-a_b.c:2',
      '--container-number=3',
    ]);
  });
});
