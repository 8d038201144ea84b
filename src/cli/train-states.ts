// Writes beside a model which states it was trained on, so that others are told from them (trimtab drift, and who decides).
import { join } from 'node:path';
import { type Point, statesFile, statesText } from '../drift/index.js';
import { asTrimtabError, TrimtabError } from '../errors/index.js';
import { type ThreadOptions, type TrainingSpec, trainingStatesOf } from '../training/index.js';
import { writeWhole } from '../util/index.js';

/**
 * Too short a training has too few: then there is no file, and nobody says what is unlike it.
 * @param own states of a site that were learned from as well
 * @throws TrimtabError TRIMTAB_E_MODEL_WRITE
 */
export async function writeStates(
  folder: string,
  spec: TrainingSpec,
  own: readonly Point[],
  options: Pick<ThreadOptions, 'jobs' | 'signal'>,
): Promise<void> {
  const onDone = (done: number, of: number): void => {
    if (done === 1)
      process.stderr.write(`playing ${of} episodes again for the states that it was trained on\n`);
  };
  const states = await trainingStatesOf(spec, own, { ...options, onDone });
  if (states === null) return;
  const file = join(folder, statesFile);
  await writeWhole(file, statesText(states)).catch((cause: unknown) => {
    const text = `cannot write ${file}: ${asTrimtabError(cause).message}`;
    throw new TrimtabError('TRIMTAB_E_MODEL_WRITE', text, { cause });
  });
}
