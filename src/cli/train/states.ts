// The file beside a model with the states that it was trained on, so that others are told from them (trimtab drift, and who decides).
import { type Point, statesFile, statesText } from '../../drift/index.js';
import { type ThreadOptions, type TrainingSpec, trainingStatesOf } from '../../training/index.js';
import { counted } from '../../util/index.js';

/**
 * Plays episodes of the training again.
 * @param own states of a site that were learned from as well
 * @returns its text by its name; nothing after too short a training: then nobody says what is unlike it
 */
export async function statesFiles(
  spec: TrainingSpec,
  own: readonly Point[],
  options: Pick<ThreadOptions, 'jobs' | 'signal'>,
): Promise<Record<string, string>> {
  const onDone = (done: number, of: number): void => {
    if (done === 1)
      process.stderr.write(`playing ${counted(of, 'episode')} again for the states that it was trained on\n`);
  };
  const states = await trainingStatesOf(spec, own, { ...options, onDone });
  return states === null ? {} : { [statesFile]: statesText(states) };
}
