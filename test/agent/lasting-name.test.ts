// What a topology is called in the state directory: the same over submissions, another in another place, and short enough for a file.
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DriftStore } from '../../src/agent/drift-store.js';
import { bareName, isCalled, lastingName, refuseAmbiguous, toldName } from '../../src/agent/lasting-name.js';
import { chooseChange, type JournaledChange } from '../../src/agent/past-changes.js';
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

it('keeps a rollback from picking the newest change of either', () => {
  const changed = (id: string, environ: string): JournaledChange => ({
    id,
    at: '2026-11-26T08:00:00.000Z',
    topology: { cluster: 'c', ...at(environ) },
    changes: { 'executors.split': { from: 2, to: 4 } },
    revertOf: null,
    sent: true,
    undoneBy: null,
  });
  const changes = [changed('a', 'dev'), changed('b', 'prod')];
  const wanted = { cluster: 'c', id: undefined };
  expect(() => chooseChange(changes, { ...wanted, topology: 'words' })).toThrow('ads/prod/words');
  expect(chooseChange(changes, { ...wanted, topology: 'ads/dev/words' }).id).toBe('a');
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
