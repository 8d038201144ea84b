// What a site recorded last is not learned from, and says whether networks foretell the site worse than those that they replace.
import { describe, expect, it } from 'vitest';
import { keptText, trainedText } from '../../src/cli/train/text.js';
import type { RecordedDecision, RecordedEpisode } from '../../src/decision/index.js';
import { type Transition, type Weights, weightCount } from '../../src/rl/index.js';
import { heldBackFrom, judgeHeldBack } from '../../src/training/history/held-back.js';
import type { ModelRecord } from '../../src/training/index.js';
import { trainingRecord } from './record.js';

const shape = { inputs: 1, hidden: [2], parts: 1 };

/** Networks that add so much to the prior, whatever they see. */
function adding(value: number): Weights[] {
  const values = new Float32Array(weightCount(shape));
  values[values.length - 1] = value;
  return [{ shape, values, mean: new Float32Array(1), scale: new Float32Array(1).fill(1) }];
}

/** The prior of the chosen one is 2; what followed is worth that, now and then a little more or less. */
const transitions = Array.from({ length: 30 }, (_, i): Transition => {
  const set = { count: 2, features: new Float32Array(2), prior: new Float32Array([1, 2]) };
  return { set, chosen: 1, reward: new Float32Array([2 + 0.1 * (i % 3)]), discount: 0.5, next: null };
});

function episode(topology: string, decisions: number, beginMs = 0): RecordedEpisode {
  const made = Array.from({ length: decisions }, (_, i) => ({ atMs: beginMs + i }) as RecordedDecision);
  return { cluster: 'prod', topology, decisions: made };
}

describe('what is held back', () => {
  it('is the newest fifth, over all stretches', () => {
    expect(heldBackFrom([episode('words', 80), episode('words', 70, 1000)])).toBe(1040);
  });

  it('is nothing where that would be too few', () => {
    expect(heldBackFrom([episode('words', 99)])).toBe(Number.POSITIVE_INFINITY);
    expect(heldBackFrom([episode('words', 100)])).toBe(80);
    expect(heldBackFrom([])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('networks are judged', () => {
  it('by how far they are off what followed, in utility times minutes', () => {
    const judged = judgeHeldBack(transitions, adding(0), null, 0.5);
    expect(judged).toEqual({
      decisions: 30,
      error: expect.closeTo(0.2, 5) as number,
      before: null,
      isWorse: false,
    });
  });

  it('as worse where they are further off than those that they would replace', () => {
    const worse = judgeHeldBack(transitions, adding(1), adding(0), 0.5);
    expect(worse).toMatchObject({ isWorse: true });
    expect(worse?.error).toBeGreaterThan(worse?.before ?? 0);
    expect(judgeHeldBack(transitions, adding(0), adding(1), 0.5)).toMatchObject({ isWorse: false });
  });

  it('as no worse where they are the same, or only by chance', () => {
    expect(judgeHeldBack(transitions, adding(0), adding(0), 0.5)).toMatchObject({ isWorse: false });
    const noisy = transitions.map((one, i) => ({
      ...one,
      reward: new Float32Array([i % 2 === 0 ? 0 : 4.1]),
    }));
    expect(judgeHeldBack(noisy, adding(0.02), adding(0), 0.5)).toMatchObject({ isWorse: false });
  });

  it('by what they hold of the state after it, too', () => {
    const goesOn = transitions.map((one) => ({ ...one, reward: new Float32Array([1]), next: one.set }));
    expect(judgeHeldBack(goesOn, adding(0), null, 1)?.error).toBeCloseTo(0, 5);
  });

  it('not at all without decisions', () => {
    expect(judgeHeldBack([], adding(0), adding(1), 1)).toBeNull();
  });
});

describe('it is told', () => {
  const record = (heldBack: ModelRecord['training']['heldBack']): ModelRecord => ({
    training: trainingRecord({ heldBack }),
    evaluation: { suite: 'validation', episodes: 4, utility: 0.1, trust: 1, prior: 0 },
    revision: 'test',
  });

  it('where a model is written', () => {
    expect(
      trainedText('site', record({ decisions: 30, error: 1.25, before: null, isWorse: false })),
    ).toContain(
      '\n  site: off what followed the newest 30 decisions, which were not learned from, by 1.25 of utility times minutes on average\n',
    );
    expect(trainedText('site', record(null))).not.toContain('site: off');
  });

  it('where none is, because of it', () => {
    const text = keptText(
      'site',
      'models/default',
      record({ decisions: 30, error: 2, before: 1.5, isWorse: true }),
    );
    expect(text).toContain('what was learned foretells the site worse than models/default: ');
    expect(text).toContain(
      'by 2.00 of utility times minutes on average; the model that it began with, by 1.50',
    );
    expect(text).toContain('written: nothing; site is as it was');
  });
});
