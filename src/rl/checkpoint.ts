// A model as a folder, weights.bin and manifest.json: written as a whole or not at all, and read only as it was written.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arraysOf, bytesOf } from './float-bytes.js';
import { weightCount } from './layers.js';
import type { TrainingState } from './learner.js';
import {
  type Manifest,
  type ModelAbout,
  type ModelExpected,
  modelSchema,
  parseManifest,
  sha256Of,
  unreadable,
} from './manifest.js';
import { readPart } from './model-files.js';
import { type ReplaceOptions, replaceFolder } from './replace-folder.js';
import { encodeTraining, trainingFile } from './training-file.js';
import type { Weights } from './types.js';

export interface Model {
  readonly manifest: Manifest;
  /** The networks of the ensemble. */
  readonly members: readonly Weights[];
}

export interface SaveOptions extends ReplaceOptions {
  /** For a training that is to go on: its states, one for each network. */
  readonly training?: readonly TrainingState[];
  /** What else lies in the folder, by name: text for people. */
  readonly files?: (manifest: Manifest) => Readonly<Record<string, string>>;
}

/**
 * Writes the ensemble, and what else is asked for. A model that had the folder before stays whole until the new one is;
 * then the folder is replaced with all that is in it.
 * @throws TRIMTAB_E_MODEL_WRITE
 */
export async function saveModel(
  folder: string,
  members: readonly Weights[],
  about: ModelAbout,
  options: SaveOptions = {},
): Promise<Manifest> {
  const [first] = members;
  if (first === undefined || members.length !== about.seeds.length)
    throw new RangeError('one seed a network');
  if (about.parts.length !== first.shape.parts) throw new RangeError('one name a part');
  const weights = bytesOf(members.flatMap(({ mean, scale, values }) => [mean, scale, values]));
  const { inputs, hidden, parts } = first.shape;
  const manifest: Manifest = {
    schema: modelSchema,
    ...about,
    network: { inputs, hidden: [...hidden], parts },
    weights: { bytes: weights.length, sha256: sha256Of(weights) },
  };
  await replaceFolder(folder, options, async (temporary) => {
    await writeFile(join(temporary, 'weights.bin'), weights, { flush: true });
    if (options.training !== undefined) {
      await writeFile(join(temporary, trainingFile), encodeTraining(options.training, manifest), {
        flush: true,
      });
    }
    for (const [name, text] of Object.entries(options.files?.(manifest) ?? {})) {
      await writeFile(join(temporary, name), text, { flush: true });
    }
    await writeFile(join(temporary, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, {
      flush: true,
    });
  });
  return manifest;
}

/** @throws TRIMTAB_E_MODEL_UNREADABLE, TRIMTAB_E_MODEL_SCHEMA */
export async function loadModel(folder: string, expected: ModelExpected): Promise<Model> {
  const manifest = parseManifest(
    folder,
    (await readPart(folder, 'manifest.json')).toString('utf8'),
    expected,
  );
  const shape = manifest.network;
  if (manifest.parts.length !== shape.parts) {
    throw unreadable(folder, 'manifest.json names another number of parts than its network has');
  }
  const bytes = await readPart(folder, 'weights.bin');
  if (bytes.length !== manifest.weights.bytes) {
    throw unreadable(folder, `weights.bin has ${bytes.length} bytes, not ${manifest.weights.bytes}`);
  }
  if (sha256Of(bytes) !== manifest.weights.sha256) {
    throw unreadable(folder, 'weights.bin is not what its checksum in manifest.json says');
  }
  const lengths = manifest.seeds.flatMap(() => [shape.inputs, shape.inputs, weightCount(shape)]);
  const arrays = arraysOf(bytes, lengths);
  if (arrays === undefined) throw unreadable(folder, 'weights.bin does not fit the network of manifest.json');
  const members = manifest.seeds.map((_, i): Weights => {
    return { shape, mean: arrays[3 * i]!, scale: arrays[3 * i + 1]!, values: arrays[3 * i + 2]! };
  });
  return { manifest, members };
}
