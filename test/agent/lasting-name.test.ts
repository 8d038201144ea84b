// What a topology is called in the state directory: the same over submissions, another in another place, and short enough for a file.
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { turnedKnobs } from '../../src/agent/act/wishes.js';
import {
  bareName,
  isCalled,
  lastingName,
  placedName,
  refuseAmbiguous,
  toldName,
} from '../../src/agent/lasting-name.js';
import { chooseChange, type JournaledChange } from '../../src/agent/past/changes.js';
import { DriftStore } from '../../src/agent/state/drift-store.js';
import { KillSwitch } from '../../src/agent/state/kill-switch.js';
import { openStateDir } from '../../src/agent/state/state.js';
import { chooseTopology } from '../../src/agent/suggest/choose-topologies.js';
import type { JournalLine } from '../../src/audit/index.js';
import type { TopologyRef } from '../../src/clusters/index.js';
import { loadConfig, topologyConfig } from '../../src/config/index.js';
import { newDetector } from '../../src/drift/index.js';

const at = (environ: string) => ({ name: 'words', id: `local/ads/${environ}/words@1795338733` });
const [dev, prod] = [lastingName(at('dev')), lastingName(at('prod'))];

it('is the name on Storm, and has the place on Heron, whichever submission it is', () => {
  expect(lastingName({ name: 'words', id: 'words-3-1795338733' })).toBe('words');
  expect(dev).toBe('local/ads/dev/words');
  expect(lastingName({ ...at('dev'), id: 'local/ads/dev/words@1' })).toBe(dev);
  expect(bareName(dev)).toBe('words');
});

it('is told with role and environ only where another one has the same name', () => {
  expect(toldName(dev, [dev])).toBe('words');
  expect(toldName(dev, [dev, prod])).toBe('ads/dev/words');
  expect(isCalled(dev, 'ads/dev/words')).toBe(true);
  expect(isCalled(dev, 'ads/prod/words')).toBe(false);
});

it('is refused where it is the name of several, with the names it could mean', () => {
  expect(() => refuseAmbiguous('words', [dev, prod])).toThrow('ads/dev/words, ads/prod/words');
  expect(() => refuseAmbiguous('ads/dev/words', [dev, prod])).not.toThrow();
});

it('of one pauses it alone, and a name alone pauses all of that name', async () => {
  const killSwitch = new KillSwitch(mkdtempSync(join(tmpdir(), 'trimtab-pause-')));
  const why = async (environ: string) => await killSwitch.pausedBecause('h', at(environ));
  await killSwitch.pause({ cluster: null, topology: 'ads/dev/words' }, 'me', '2026-11-26T08:00:00.000Z');
  expect([await why('dev'), await why('prod')]).toEqual([
    'topology ads/dev/words is paused by me at 2026-11-26T08:00:00.000Z; trimtab resume --topology ads/dev/words ends it',
    null,
  ]);
  await killSwitch.pause({ cluster: null, topology: 'words' }, 'me', '2026-11-26T08:00:00.000Z');
  expect(await why('prod')).toMatch(/^topology words is paused/);
});

it('is what an override may be for, where its pattern has a slash', () => {
  const { config } = loadConfig({
    file: undefined,
    env: {},
    cwd: mkdtempSync(join(tmpdir(), 'trimtab-config-')),
  });
  const overrides = [
    { match: { name: 'words' }, mode: 'suggest' as const },
    { match: { name: '*/dev/words' }, mode: 'auto' as const },
  ];
  const given = { ...config, topologies: { ...config.topologies, overrides } } as typeof config;
  const modeOf = (environ: string) => topologyConfig(given, 'h', 'words', placedName(at(environ))).mode;
  expect([modeOf('dev'), modeOf('prod')]).toEqual(['auto', 'suggest']);
  // On Storm, which allows no slash in a name, it is for nothing.
  expect(topologyConfig(given, 's', 'words').mode).toBe('suggest');
});

it('keeps a rollback from picking the newest change of either', () => {
  const changed = (id: string, environ: string): JournaledChange => ({
    id,
    at: '2026-11-26T08:00:00.000Z',
    topology: { cluster: 'c', ...at(environ) },
    changes: { 'executors.split': { from: 2, to: 4 } },
    revertOf: null,
    arrived: true,
    undoneBy: null,
    isUnderWay: false,
    isFromItsBeginning: true,
  });
  const changes = [changed('a', 'dev'), changed('b', 'prod')];
  const wanted = { cluster: 'c', id: undefined };
  expect(() => chooseChange(changes, { ...wanted, topology: 'words' })).toThrow('ads/prod/words');
  expect(chooseChange(changes, { ...wanted, topology: 'ads/dev/words' }).id).toBe('a');
  // Where one of them runs alone, it is meant.
  const running = new Set([at('dev').id]);
  expect(chooseChange(changes, { ...wanted, topology: 'words', running }).id).toBe('a');
});

it('keeps what was turned and proposed for one from the other', async () => {
  const lines: JournalLine[] = ['dev', 'prod'].map((environ, i) => ({
    schema: 'trimtab/journal/v1',
    seq: i + 1,
    at: '2026-11-26T08:00:00.000Z',
    id: environ,
    kind: 'intended',
    topology: { cluster: 'c', ...at(environ) },
    step: 1,
    of: 1,
    changes: { [`parallelism.${environ}`]: { from: 2, to: 4 } },
    before: {
      throughputPerSecond: null,
      completeLatencyMs: null,
      utility: null,
      pendingUse: null,
      pendingLimit: null,
    },
    predicted: null,
  })) as unknown as JournalLine[];
  const turned = await turnedKnobs(Readable.from(lines), 'c', at('dev'));
  expect([...turned]).toEqual(['executors.dev']);
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-proposed-'));
  mkdirSync(join(directory, 'suggestions'));
  const store = openStateDir(directory);
  for (const [id, environ] of [
    ['1', 'dev'],
    ['2', 'prod'],
  ] as const) {
    const topologies = [{ ...at(environ), proposed: { [`parallelism.${environ}`]: 4 } }];
    const saved = { id, clusterName: 'c', suggestion: { topologies }, evaluation: null };
    writeFileSync(join(directory, 'suggestions', `${id}.json`), JSON.stringify(saved));
  }
  expect(await store.newestProposal('c', at('dev'))).toEqual({ id: '1', proposed: { 'parallelism.dev': 4 } });
});

it('chooses among those that run, by name where only one has it', () => {
  const ref = (environ: string): TopologyRef => ({ ...at(environ), status: 'active', uptimeSeconds: 60 });
  const both = [ref('dev'), ref('prod')];
  expect(() => chooseTopology(both, 'words')).toThrow('ads/dev/words, ads/prod/words');
  expect(chooseTopology(both, 'ads/prod/words').id).toBe(at('prod').id);
  expect(chooseTopology([ref('dev')], 'words').id).toBe(at('dev').id);
  expect(() => chooseTopology(both, 'word')).toThrow(
    'did you mean words? (running: ads/dev/words, ads/prod/words)',
  );
  expect(() => chooseTopology(both, 'ads/prdo/words')).toThrow('did you mean ads/prod/words?');
});

it('keeps what is usual of two places apart, and of names of any length', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-lasting-'));
  const store = new DriftStore(directory);
  const none = (): void => {};
  const behaviour = (windows: number) => ({
    detector: { ...newDetector(), windows },
    drifts: [],
    standing: null,
  });
  const named = (name: string) => ({ name, id: `${name}-1-1795338733` });
  const long = ['größe'.repeat(60), `${'größe'.repeat(60)}n`];
  await store.save('c', at('dev'), behaviour(3));
  expect(await store.load('c', at('prod'), none)).toBeNull();
  expect((await store.load('c', at('dev'), none))?.detector.windows).toBe(3);
  for (const [windows, name] of long.entries()) await store.save('c', named(name), behaviour(windows));
  for (const [windows, name] of long.entries())
    expect((await store.load('c', named(name), none))?.detector.windows).toBe(windows);
  expect(Math.max(...readdirSync(join(directory, 'drift')).map((name) => name.length))).toBeLessThan(220);
});
