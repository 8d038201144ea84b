// An agent whose topology becomes another one: it says so once, sets aside what it had learned, and still knows after a restart.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { engineOf } from '../../src/agent/look/notice-drift.js';
import { remember } from '../../src/agent/past/remember.js';
import { withRestart } from '../../src/agent/past/seen-restarts.js';
import type { JournalLine } from '../../src/audit/index.js';
import { keep } from '../../src/policy/index.js';
import { scenarioFrom } from '../../src/simulator/index.js';
import { Acting } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());

const scenario = {
  schema: 'trimtab/scenario/v1',
  name: 'drifting',
  engine: 'storm',
  cluster: { nodes: [{ name: 'n1', cores: 8, slots: 4 }] },
  topology: {
    components: {
      text: { kind: 'spout', executors: 1, tasks: 4, cpuMicros: 20 },
      split: { kind: 'bolt', executors: 4, tasks: 16, cpuMicros: 300, waitMicros: 700 },
      count: { kind: 'bolt', executors: 2, tasks: 16, cpuMicros: 100 },
    },
    streams: [
      { from: 'text', to: 'split', grouping: 'shuffle' },
      { from: 'split', to: 'count', grouping: 'fields', tuplesPerInput: 3 },
    ],
  },
  load: { text: { kind: 'constant', meanPerSecond: 500 } },
};
const costlier = { atMinute: 40, set: { 'split.cpuMicros': 600, 'split.waitMicros': 1400 } };
const drifting = scenarioFrom({ ...scenario, events: [costlier] }, 'drifting');
const steady = scenarioFrom(scenario, 'steady');

it.each(['observe', 'suggest'] as const)('in %s it is journaled once, with what to do', async (mode) => {
  acting = await Acting.start({ scenarios: [drifting], topology: () => ({ mode }) });
  const drift = await acting.until('drift', 80);
  expect(drift).toMatchObject({
    code: 'DRIFT_APPLICATION',
    what: 'application',
    forgotten: true,
    recommendation: { action: 'recalibrate', command: null },
  });
  expect(String(drift['text'])).toMatch(/^split takes (1\.9|2\b)\S* ms a tuple, and took (0\.9|1\b)/);
  expect(acting.elapsedSeconds / 60).toBeLessThan(40 + 15);
  await acting.ticks(30);
  expect(acting.lines('drift')).toHaveLength(1);
  expect(acting.logs.filter(({ message }) => message === 'drift')).toHaveLength(1);
});

it.each([
  ['tree', 'recalibrate', null],
  ['dqn', 'continue-learning', expect.stringContaining('--from /models/some') as string],
])('of what has learned, only networks are to learn on: %s', async (name, action, command) => {
  const model = { folder: '/models/some', sha256: '', seeds: [], features: '', candidates: '' };
  acting = await Acting.start({
    scenarios: [drifting],
    topology: () => ({ mode: 'suggest' }),
    settings: { policy: { ...keep, name, model } },
  });
  expect(await acting.until('drift', 80)).toMatchObject({ recommendation: { action, command } });
});

it('sets aside what was measured and what failed before', async () => {
  acting = await Acting.start({ scenarios: [drifting], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(20);
  const [watch] = [...acting.agent.memory.watches.values()];
  if (watch === undefined) throw new Error('no topology');
  const [evaluation] = watch.evaluations;
  if (evaluation === undefined) throw new Error('no window');
  watch.earlier = [evaluation];
  watch.failed = [{ atSeconds: 0, directions: { 'executors.split': 'up' } }];
  await acting.until('drift', 60);
  expect(watch).toMatchObject({ earlier: [], failed: [], lastChange: null });
});

it('of the engine goes by the release of the topology, which one that is submitted beside it with another does not change', () => {
  const cluster = { engine: 'heron', version: '0.20.5' } as const;
  expect(engineOf(cluster, { release: '0.20.4' })).toBe('heron 0.20.4');
  expect(engineOf(cluster, { release: null })).toBe('heron 0.20.5');
  expect(engineOf({ engine: 'storm', version: '2.8.3' }, {})).toBe('storm 2.8.3');
});

it('of the engine sets aside how long restarts took, in this run and for the next one', async () => {
  acting = await Acting.start({ scenarios: [drifting], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(8);
  const [watch] = [...acting.agent.memory.watches.values()];
  if (watch?.drift == null) throw new Error('no window');
  watch.drift = { ...watch.drift, detector: { ...watch.drift.detector, engine: 'storm 1.2.4' } };
  const operation = { kind: 'rebalance-assignment', waitSeconds: 5 };
  const applied = { upAfterSeconds: 14, operation, slots: ['n1:6700'] };
  acting.agent.memory.restarts = withRestart([], applied);
  const drift = await acting.until('drift', 20);
  expect(drift).toMatchObject({ what: 'engine', text: expect.stringContaining('was storm 1.2.4') as string });
  expect(acting.agent.memory.restarts).toEqual([]);
  const former = { ...drift, ...applied, kind: 'applied', id: 'd0' } as const;
  const known = async (...told: Omit<JournalLine, 'seq' | 'prev' | 'hash'>[]): Promise<number> => {
    const lines = told.map((line, seq) => ({ ...line, seq, prev: '', hash: '' }) as JournalLine);
    return (await remember(Readable.from(lines), 'prod')).restarts.length;
  };
  expect([await known(former), await known(former, drift), await known(drift, former)]).toEqual([1, 0, 1]);
});

it('learns anew where the file is damaged, says so, and keeps it for somebody to look at', async () => {
  acting = await Acting.start({ scenarios: [drifting], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(6);
  const folder = join(acting.directory, 'drift');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), '{');
  for (const watch of acting.agent.memory.watches.values()) watch.drift = null;
  await acting.ticks(6);
  expect(acting.logs.filter(({ message }) => message === 'drift-damaged')).toHaveLength(1);
  expect(readdirSync(folder).sort()).toEqual([name, `${name}.damaged`]);
});

it('goes on where the references are damaged: says so once, keeps the file, and takes the next window for one', async () => {
  acting = await Acting.start({ topology: () => ({ mode: 'suggest' }) });
  const file = join(acting.directory, 'references.json');
  writeFileSync(file, '');
  await acting.ticks(6);
  expect(acting.logs.filter(({ message }) => message === 'references-damaged')).toHaveLength(1);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('');
  expect(readFileSync(file, 'utf8')).toContain('trimtab/references/v1');
});

it('decides on where what it knows cannot be written, and says so once', async () => {
  acting = await Acting.start({ scenarios: [drifting], topology: () => ({ mode: 'suggest' }) });
  writeFileSync(join(acting.directory, 'drift'), 'no folder');
  await acting.ticks(8);
  expect(acting.lines('decided').length).toBeGreaterThan(3);
  expect(acting.logs.filter(({ message }) => message === 'drift-not-kept')).toHaveLength(1);
});

it('writes what is usual every half hour, and at once what must not be lost', async () => {
  acting = await Acting.start({ scenarios: [steady], topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(40);
  const { drift: store } = acting.agent.state;
  const [watch] = [...acting.agent.memory.watches.values()];
  const windows = (): number => watch?.drift?.detector.windows ?? 0;
  const save = vi.spyOn(store, 'save');
  const before = windows();
  await acting.ticks(60);
  expect(windows() - before).toBeGreaterThan(25);
  expect(save.mock.calls.length).toBeLessThanOrEqual(4);
  const [name = ''] = readdirSync(join(acting.directory, 'drift'));
  expect(readFileSync(join(acting.directory, 'drift', name), 'utf8').split('\n')).toHaveLength(2);
  // Gone from the cluster: it may be submitted again.
  await acting.ticks(3);
  const last = windows();
  acting.world.kill(acting.topologyId, 30);
  await acting.ticks(3);
  expect(acting.agent.memory.watches.size).toBe(0);
  const kept = await store.load('prod', watch?.topology ?? { name: '', id: '' }, () => {});
  expect(kept?.detector.windows).toBeGreaterThanOrEqual(last);
});
