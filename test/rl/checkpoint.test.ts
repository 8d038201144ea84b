// Model folders: what is read is what was saved, anything else is refused with a reason, and a replacement is whole or not there.
import { mkdtemp, open, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  batchOf,
  createLearner,
  initialWeights,
  loadModel,
  loadTraining,
  saveModel,
  withNormalisation,
} from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';
import { learning, setOf, small, transitionsOf, wasm, wornWeights } from './helpers.js';

const expected = { features: 'f1', candidates: 'c1' };
const about = {
  ...expected,
  parts: ['throughput', 'latency', 'cost'],
  seeds: [1, 2],
  training: { steps: 100 },
  evaluation: { regret: 0.1 },
  revision: 'abc',
};
const load = (from: string) => loadModel(from, { ...expected, features: [expected.features] });
const members = [1, 2].map((seed) =>
  withNormalisation(wornWeights(small, seed), [setOf(50, small, createRandom(seed))]),
);

let directory = '';
let folder = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trimtab-model-'));
  folder = join(directory, 'model');
});
afterEach(() => rm(directory, { recursive: true }));

/** Changes the text of the manifest. */
const edit = async (change: (text: string) => string): Promise<void> => {
  const file = join(folder, 'manifest.json');
  await writeFile(file, change(await readFile(file, 'utf8')));
};

test('a saved ensemble is loaded bit by bit', async () => {
  const manifest = await saveModel(folder, members, about);
  expect(await readdir(folder)).toEqual(['manifest.json', 'weights.bin']);
  expect(await load(folder)).toEqual({ manifest, members });
});

test('weights are little endian: mean, scale and values of each network in turn', async () => {
  await saveModel(folder, members, about);
  const bytes = await readFile(join(folder, 'weights.bin'));
  expect(bytes.readFloatLE(0)).toBe(members[0]!.mean[0]);
  expect(bytes.readFloatLE(4 * 7)).toBe(members[0]!.scale[0]);
  expect(bytes.readFloatLE(4 * 14)).toBe(members[0]!.values[0]);
  expect(bytes.readFloatLE(bytes.length / 2)).toBe(members[1]!.mean[0]);
});

describe('a model is refused', () => {
  beforeEach(() => saveModel(folder, members, about));
  const flip = async (): Promise<void> => {
    const bytes = await readFile(join(folder, 'weights.bin'));
    bytes[100]! ^= 1;
    await writeFile(join(folder, 'weights.bin'), bytes);
  };

  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    ['that is not there', () => rm(folder, { recursive: true }), 'UNREADABLE', /manifest\.json is missing/],
    ['without weights', () => rm(join(folder, 'weights.bin')), 'UNREADABLE', /weights\.bin is missing/],
    [
      'that was cut off',
      () => truncate(join(folder, 'weights.bin'), 400),
      'UNREADABLE',
      /has 400 bytes, not/,
    ],
    ['of which one bit was changed', flip, 'UNREADABLE', /weights\.bin is not what its checksum/],
    ['whose manifest was cut off', () => edit((text) => text.slice(0, 99)), 'UNREADABLE', /is not JSON/],
    [
      'whose manifest is not an object',
      () => edit(() => '7'),
      'UNREADABLE',
      /manifest\.json is not as it should/,
    ],
    [
      'whose manifest has another network',
      () => edit((text) => text.replace(/"hidden": \[\s*16/, '"hidden": [17')),
      'UNREADABLE',
      /does not fit the network/,
    ],
    [
      'of another form',
      () => edit((text) => text.replace('trimtab/model/v1', 'trimtab/model/v2')),
      'SCHEMA',
      /has the form trimtab\/model\/v2; this release reads trimtab\/model\/v1/,
    ],
    [
      'made for other features',
      () => edit((text) => text.replace('"f1"', '"f0"')),
      'SCHEMA',
      /was made for features f0; this release has f1/,
    ],
    [
      'made for other candidates',
      () => edit((text) => text.replace('"c1"', '"c0"')),
      'SCHEMA',
      /was made for candidates c0/,
    ],
  ])('%s', async (_, damage, code, message) => {
    await damage();
    await expect(load(folder)).rejects.toMatchObject({
      code: `TRIMTAB_E_MODEL_${code}`,
      message: expect.stringMatching(message),
      next: expect.stringMatching(/model/),
    });
  });
});

describe('a model that is replaced', () => {
  const renewed = { ...about, revision: 'new' };
  const revision = async (): Promise<string> => (await load(folder)).manifest.revision;
  beforeEach(() => saveModel(folder, members, about));

  test('is the new one as a whole, and nothing is left beside it', async () => {
    await saveModel(folder, members, renewed);
    expect(await revision()).toBe('new');
    expect(await readdir(directory)).toEqual(['model']);
  });

  test.each(['written', 'old-moved'] as const)('is the old one where writing fails (%s)', async (moment) => {
    const fail = (now: string): void => {
      if (now === moment) throw new Error('no space');
    };
    await expect(saveModel(folder, members, renewed, { between: fail })).rejects.toMatchObject({
      code: 'TRIMTAB_E_MODEL_WRITE',
      message: expect.stringContaining('no space'),
    });
    expect(await revision()).toBe('abc');
    expect(await readdir(directory)).toEqual(['model']);
  });

  test('is the new one on a file system that cannot sync folders', async () => {
    const handle = await open(directory, 'r');
    const handles = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const refusal = Object.assign(new Error('EINVAL: invalid argument, fsync'), { code: 'EINVAL' });
    const { sync } = handles;
    const syncing = vi.spyOn(handles, 'sync').mockImplementation(async function (this: typeof handle) {
      if ((await this.stat()).isDirectory()) throw refusal;
      await sync.call(this);
    });
    await saveModel(folder, members, renewed).finally(() => syncing.mockRestore());
    expect(await revision()).toBe('new');
    expect(await readdir(directory)).toEqual(['model']);
  });

  test('is read while a crash has left the old one set aside, and can be saved again', async () => {
    await rename(folder, join(directory, '.model.previous'));
    expect(await revision()).toBe('abc');
    await saveModel(folder, members, renewed);
    expect(await revision()).toBe('new');
    expect(await readdir(directory)).toEqual(['model']);
  });
});

describe('training that goes on from a folder', () => {
  const batch = (i: number) => batchOf(small, transitionsOf(8, small, i));
  const one = { ...about, seeds: [1] };

  test('gives the same weights as one that was not interrupted', async () => {
    const backend = await wasm();
    const initial = initialWeights(small, createRandom(1));
    const whole = createLearner(learning(3), initial, backend);
    for (let i = 0; i < 30; i++) {
      if (i === 13) await saveModel(folder, [whole.weights], one, { training: [whole.state()] });
      whole.step(batch(i));
    }
    const model = await load(folder);
    const [state] = await loadTraining(folder, model.manifest);
    const resumed = createLearner(learning(3), model.members[0]!, backend, state);
    for (let i = 13; i < 30; i++) resumed.step(batch(i));
    expect(resumed.state()).toEqual(whole.state());
  });

  test('is refused where its state is missing, cut off, changed or of another model', async () => {
    const learner = createLearner(learning(3), members[0]!, await wasm());
    const save = () => saveModel(folder, [learner.weights], one, { training: [learner.state()] });
    const manifest = await save();
    const file = join(folder, 'training.bin');
    const refused = (message: RegExp, of = manifest) =>
      expect(loadTraining(folder, of)).rejects.toMatchObject({
        code: 'TRIMTAB_E_MODEL_UNREADABLE',
        message: expect.stringMatching(message),
      });
    expect((await loadTraining(folder, manifest))[0]).toEqual(learner.state());
    learner.step(batch(0));
    await refused(/belongs to other weights/, await save().then(() => manifest));
    await truncate(file, 1000);
    await refused(/is not what its checksum says/);
    await writeFile(file, 'x');
    await refused(/does not begin as it should/);
    await rm(file);
    await refused(/training\.bin is missing/);
  });
});
