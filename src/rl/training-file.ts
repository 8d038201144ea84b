// The file training.bin of a model folder: what training needs to go on, and nothing else does.
import { z } from 'zod';
import { arraysOf, bytesOf } from './float-bytes.js';
import { weightCount } from './layers.js';
import type { TrainingState } from './learner.js';
import { type Manifest, sha256Of, unreadable } from './manifest.js';
import { readPart } from './model-files.js';

export const trainingFile = 'training.bin';

/** First line of the file; behind it are, for each network, online, target, first and second moment. */
const headerShape = z.strictObject({
  schema: z.literal('trimtab/training/v1'),
  /** Checksum of the weights.bin that it lies beside. */
  weights: z.string(),
  /** Gradient steps done by each network. */
  steps: z.array(z.int().nonnegative()),
  sha256: z.string(),
});

export function encodeTraining(states: readonly TrainingState[], manifest: Manifest): Buffer {
  const numbers = bytesOf(
    states.flatMap(({ online, target, first, second }) => [online, target, first, second]),
  );
  const header: z.infer<typeof headerShape> = {
    schema: 'trimtab/training/v1',
    weights: manifest.weights.sha256,
    steps: states.map(({ step }) => step),
    sha256: sha256Of(numbers),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), numbers]);
}

/**
 * The states that were saved with this model, one for each network of `manifest`.
 * @throws TRIMTAB_E_MODEL_UNREADABLE, also where it was saved without them
 */
export async function loadTraining(folder: string, manifest: Manifest): Promise<TrainingState[]> {
  const bytes = await readPart(folder, trainingFile);
  const end = bytes.indexOf('\n');
  const header = headerShape.safeParse(jsonOf(bytes.subarray(0, Math.max(0, end)).toString('utf8')));
  if (!header.success) throw unreadable(folder, `${trainingFile} does not begin as it should`);
  const numbers = bytes.subarray(end + 1);
  if (sha256Of(numbers) !== header.data.sha256) {
    throw unreadable(folder, `${trainingFile} is not what its checksum says`);
  }
  if (header.data.weights !== manifest.weights.sha256) {
    throw unreadable(folder, `${trainingFile} belongs to other weights`);
  }
  const length = weightCount(manifest.network);
  const { steps } = header.data;
  const arrays = arraysOf(
    numbers,
    steps.flatMap(() => [length, length, length, length]),
  );
  if (arrays === undefined || steps.length !== manifest.seeds.length) {
    throw unreadable(folder, `${trainingFile} does not fit the networks of manifest.json`);
  }
  return steps.map((step, i) => {
    const [online, target, first, second] = arrays.slice(4 * i, 4 * i + 4);
    return { step, online: online!, target: target!, first: first!, second: second! };
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
