// The card of a model and the line that ends its training: how to train it again, and what to compare it on.
import { expect, it } from 'vitest';
import { modelCard } from '../../src/cli/train/card.js';
import { trainedText } from '../../src/cli/train/text.js';
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

const cardOf = (record: ModelRecord, hasStates = true): string => modelCard(record, 'abc', hasStates);

it('promises a fallback for unlike states only where the states lie beside the model', () => {
  expect(cardOf(recordOf('train'))).toContain(
    'where they do not agree, and where the state is unlike those of the training (`states.json`), `agent.fallback` decides.\n',
  );
  expect(cardOf(recordOf('train'), false)).toContain(
    'where they do not agree `agent.fallback` decides. States that are unlike those of the training are not told',
  );
});

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

it('counts one as one', () => {
  const history = [{ cluster: 'prod', topology: 'words', decisions: 1, changes: 1, trust: 1 }];
  const heldBack = { decisions: 1, error: 1, before: null, isWorse: false };
  const { training, evaluation, revision } = recordOf('train', { history, heldBack });
  const one = {
    training: {
      ...training,
      rounds: training.rounds.slice(0, 1).map((round) => ({ ...round, decisions: 1 })),
    },
    evaluation: { ...evaluation, episodes: 1, utility: -0.00001 },
    revision,
  };
  const card = cardOf(one);
  expect(card).toContain('in 1 round, with 1 decision to learn from');
  expect(card).toContain('Mean utility over 1 episode of');
  expect(card).toContain('prod/words: 1 decision, one changed something');
  expect(card).toContain('| difference | 0.0000 |');
  const text = trainedText('m', one);
  expect(text).toContain(', 1 round, ');
  expect(text).toContain('the newest decision, which was not learned from');
  expect(text).toContain('validation 0.0000 after');
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
