// Who decides in an episode: the policy alone, or its fallback as an agent asks it.
import { beforeAll, describe, expect, it } from 'vitest';
import { modelFolder } from '../../src/config/index.js';
import { loadTraining } from '../../src/drift/index.js';
import { type PolicySpec, suiteNamed } from '../../src/training/index.js';
import { play } from '../../src/training/playing.js';

let training: NonNullable<PolicySpec['training']>;
beforeAll(async () => {
  const loaded = await loadTraining(modelFolder('models/default'));
  if (loaded === null) throw new Error('the shipped model has no states of its training');
  training = { states: loaded.states, sha256: loaded.sha256 };
});

function played(name: string, policy: PolicySpec): unknown {
  const suite = suiteNamed(name);
  if (suite === undefined) throw new Error(`there is no suite ${name}`);
  const spec = { ...suite.episode(0), minutes: 60 };
  return play({ kind: 'policy', run: { spec, seed: null }, policy, guards: 'full' });
}

describe('in an episode', () => {
  it('the fallback decides where states are unlike those of the training', () => {
    const fallback = 'twin-greedy';
    const asked = played('unseen-objectives', { name: 'random', fallback, training });
    expect(asked).toEqual(played('unseen-objectives', { name: fallback }));
    expect(asked).not.toEqual(played('unseen-objectives', { name: 'random' }));
  });

  it('the policy decides where they are like them, and where nobody knows of a training', () => {
    const alone = played('train', { name: 'random' });
    expect(alone).not.toEqual(played('train', { name: 'keep' }));
    expect(played('train', { name: 'random', fallback: 'keep', training })).toEqual(alone);
    expect(played('train', { name: 'random', fallback: 'keep' })).toEqual(alone);
  });
});
