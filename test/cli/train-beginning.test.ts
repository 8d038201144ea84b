// Where a training goes on: what is said where it is asked to go on otherwise than it began.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { beginning, type Wanted } from '../../src/cli/train/beginning.js';
import { keptText } from '../../src/cli/train/text.js';
import { initialWeights } from '../../src/rl/index.js';
import { saveCheckpoint } from '../../src/training/learning/checkpoint.js';
import type { ModelRecord } from '../../src/training/learning/record.js';
import { shapeOf } from '../../src/training/learning/student.js';
import { createRandom } from '../../src/util/index.js';
import { tinySpec } from '../training/learning/playing.js';
import { trainingRecord } from '../training/record.js';
import { emptyDirectory } from './trimtab.js';

const recordWith = (training: Partial<ModelRecord['training']>): ModelRecord => ({
  training: trainingRecord({ spec: tinySpec, ...training }),
  evaluation: { suite: 'validation', episodes: 1, utility: 0.1, trust: 1, prior: 0 },
  revision: 'test',
});

/** What is said to do where a training with that record is gone on with so. */
async function nextOf(training: Partial<ModelRecord['training']>, wanted: Partial<Wanted>): Promise<unknown> {
  const folder = join(emptyDirectory(), 'm');
  const members = tinySpec.seeds.map((seed) => initialWeights(shapeOf(tinySpec), createRandom(seed)));
  const states = members.map(({ values }) => ({
    step: 0,
    online: values,
    target: values,
    first: values,
    second: values,
  }));
  await saveCheckpoint(folder, {
    record: recordWith(training),
    standing: { rounds: [], prior: 0, best: null, members, states },
  });
  return beginning({ out: 'm', resume: true, ...wanted }, folder).then(
    () => 'goes on',
    (error: unknown) => (error as { next: string }).next,
  );
}

it('is told to leave out what it began without, and to say again what it began with', async () => {
  const history = [{ cluster: 'c', topology: 'words', decisions: 9, changes: 1, trust: 1 }];
  expect(await nextOf({}, {})).toBe('goes on');
  expect(await nextOf({}, { history: ['site'] })).toBe('Leave --history out.');
  expect(await nextOf({ history }, {})).toBe('Say --history as it was said then.');
  expect(await nextOf({}, { from: 'x' })).toBe('Leave --from out.');
});

it('that goes on without naming its model again is not said to have begun with its own folder', () => {
  expect(keptText('m', undefined, recordWith({}))).toContain(
    'did better than the model that it began with, ',
  );
  expect(keptText('m', 'x', recordWith({}))).toContain('did better than x, ');
});
