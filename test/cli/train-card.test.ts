// The card of a model and the line that ends its training: how to train it again, and what to compare it on.
import { expect, it } from 'vitest';
import { modelCard } from '../../src/cli/train-card.js';
import { trainedText } from '../../src/cli/train-text.js';
import { type ModelRecord, trainingSpecSchema } from '../../src/training/index.js';
import { trainingRecord } from '../training/record.js';

function recordOf(suite: string, own: Partial<ModelRecord['training']> = {}): ModelRecord {
  return {
    training: trainingRecord({
      spec: trainingSpecSchema.parse({ suite, rounds: 10, episodesPerRound: 5 }),
      rounds: Array.from({ length: 10 }, (_, i) => ({
        ...{ round: i + 1, rounds: 10, decisions: 3, utility: 0, changes: 0, loss: 0.1 },
        validation: null,
      })),
      chosenRound: 10,
      ...own,
    }),
    evaluation: { suite: 'validation', episodes: 4, utility: 0.1, trust: 1, prior: 0 },
    revision: 'test',
  };
}

const cardOf = (record: ModelRecord): string => modelCard(record, 'abc');

it('promises the same weights only where nothing but the spec made them', () => {
  const promise = 'The same backend gives the same weights (SHA-256 `abc`)';
  expect(cardOf(recordOf('train'))).toContain(promise);
  const history = [{ cluster: 'prod', topology: 'words', decisions: 9, changes: 1, trust: 1 }];
  for (const own of [{ from: 'f00' }, { history }, { resumedAfter: [4] }]) {
    expect(cardOf(recordOf('train', own))).not.toContain(promise);
  }
  expect(cardOf(recordOf('train', { from: 'f00', history, topology: 'words' }))).toContain(
    '`trimtab train --spec spec.yaml --out my-model --history DIR --topology words --from MODEL`',
  );
});

it('counts one of a thing as one', () => {
  const [first] = recordOf('train').training.rounds;
  const one = recordOf('train', { rounds: first === undefined ? [] : [{ ...first, decisions: 1 }] });
  const record = { ...one, evaluation: { ...one.evaluation, episodes: 1 } };
  expect(trainedText('m', record)).toMatch(/^trained: 3 networks, 1 round, /);
  expect(cardOf(record)).toContain('in 1 round, with 1 decision to learn from');
  expect(cardOf(record)).toContain('Mean utility over 1 episode of');
});

it('compares on what was not trained on', () => {
  const compared = (suite: string): string =>
    /compare: (.*)/.exec(trainedText('m', recordOf(suite)))?.[1] ?? '';
  const evaluate = 'trimtab evaluate --policies twin-greedy,dqn --model m';
  expect(compared('train')).toBe(`${evaluate} --suite seen`);
  expect(compared('seen')).toBe(`${evaluate} --suite seen --from 500000 --episodes 300`);
  expect(cardOf(recordOf('train'))).not.toContain('trained on: results');
  expect(cardOf(recordOf('seen'))).toContain('--model DIR --suite seen --from 500000 --episodes 300` (or');
  const other = cardOf(recordOf('unseen-clusters'));
  expect(other).toContain('--model DIR --suite seen` (or');
  expect(other).toMatch(/`unseen-clusters` is .* 0 to 49 .*`--suite unseen-clusters --from 500000/);
});
