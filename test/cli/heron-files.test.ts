// `render` and `rollback` on Heron: configuration files in the words and under the keys of Heron.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/audit/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../src/emulator/index.js';
import { emptyDirectory, type Ran, trimtab } from './trimtab.js';

const eco = `name: top-words
config:
  topology.stmgrs: 7
spouts:
  - { id: words, className: org.example.Words, parallelism: 1 }
bolts:
  - { id: split, className: org.example.Split, parallelism: 4 }
`;

let heron: SimulatedHeron;
let cwd: string;
beforeEach(async () => {
  heron = await startSimulatedHeron({ speed: 0 });
  heron.world.advance(200);
  cwd = emptyDirectory();
  writeFileSync(join(cwd, 'words.yaml'), eco);
});
afterEach(() => heron.stop());

const content = (file: string): string => readFileSync(join(cwd, file), 'utf8');

/** A configuration file whose overrides for that name keep the number of containers and one parallelism in properties. */
function configured(name: string): void {
  writeFileSync(join(cwd, 'words.properties'), 'wc.split=9\ntopology.stmgrs=7\n');
  const persist = { files: ['words.properties'], keys: { 'parallelism.split': 'wc.split' } };
  const clusters = [{ name: 'h', engine: 'heron', tracker: heron.trackerUrl }];
  const topologies = { overrides: [{ match: { name }, persist }] };
  writeFileSync(join(cwd, 'trimtab.yaml'), JSON.stringify({ clusters, topologies }));
}

describe('render', () => {
  const render = (...more: string[]): Promise<Ran> =>
    trimtab(['render', '--topology', 'top-words', ...more], { cwd });

  it('writes the containers in force under Heron’s key, and names the engine', async () => {
    const ran = await render('--tracker', heron.trackerUrl, '--file', 'words.yaml', '--write');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('(Heron 0.20.5-incubating)\n');
    expect(content('words.yaml')).toBe(
      eco.replace('topology.stmgrs: 7', 'topology.stmgrs: 1').replace('parallelism: 4', 'parallelism: 2'),
    );
  });

  it('has no storm.yaml', async () => {
    writeFileSync(join(cwd, 'storm.yaml'), 'supervisor.slots.ports: [6700]\n');
    const ran = await render('--tracker', heron.trackerUrl, '--cluster-file', 'storm.yaml', '--write');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('TRIMTAB_E_USAGE: --cluster-file takes a storm.yaml');
    expect(content('storm.yaml')).toBe('supervisor.slots.ports: [6700]\n');
  });

  it('finds the keys of the application by Heron’s names, for what is in force and what was proposed', async () => {
    configured('top-words');
    await render('--write');
    expect(content('words.properties')).toBe('wc.split=2\ntopology.stmgrs=1\n');
    await trimtab(['suggest', '--wait', '0'], { cwd });
    await render('--settings', 'proposed', '--write');
    expect(content('words.properties')).toMatch(/^wc\.split=1\d\ntopology\.stmgrs=\d\n$/);
  });

  it('heeds an override for role, environ and name', async () => {
    configured('heron/default/top-words');
    const ran = await render();
    expect(ran.stdout).toContain('-wc.split=9\n-topology.stmgrs=7\n+wc.split=2\n+topology.stmgrs=1\n');
  });

  it('takes a topology by role, environ and name', async () => {
    const named = ['--topology', 'heron/default/top-words', '--file', 'words.yaml'];
    const ran = await render(...named, '--tracker', heron.trackerUrl);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('-  topology.stmgrs: 7\n+  topology.stmgrs: 1\n');
  });
});

it('rollback shows the files of an override for role, environ and name, under Heron’s keys', async () => {
  configured('heron/default/top-words');
  const ran = await trimtab(['suggest', '--wait', '0', '--output', 'json'], { cwd });
  const { topologies } = JSON.parse(ran.stdout) as { topologies: { id: string }[] };
  const { journal } = await openJournal(join(cwd, 'var'));
  const topology = { cluster: 'h', name: 'top-words', id: topologies[0]?.id ?? '' };
  const about = { at: new Date().toISOString(), id: '20261122T101500Z-1f09ac', topology };
  const changes = { 'parallelism.split': { from: 1, to: 2 }, containers: { from: 2, to: 1 } };
  const before = {
    throughputPerSecond: null,
    completeLatencyMs: null,
    utility: null,
    pendingUse: null,
    pendingLimit: null,
  };
  const body = { step: 1, of: 1, changes, before, predicted: null };
  await journal.append({ ...about, kind: 'intended', body });
  await journal.append({ ...about, kind: 'applied', body: { step: 1 } });
  await journal.append({ ...about, kind: 'verified', body: {} });
  await journal.close();
  const { stdout } = await trimtab(['rollback'], { cwd });
  expect(stdout).toContain('-wc.split=9\n-topology.stmgrs=7\n+wc.split=1\n+topology.stmgrs=2\n');
});
