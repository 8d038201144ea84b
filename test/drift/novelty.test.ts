// How unusual a state is to what a model was trained on: distances, limits, the words for it, and coming back.
import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describe as describeState,
  loadTraining,
  noveltyOf,
  type Standing,
  standingAfter,
  statesText,
  type Training,
  trainingStates,
  unusualText,
} from '../../src/drift/index.js';
import { descriptors } from '../../src/drift/novelty/descriptors.js';
import { familiarWith, type Point } from '../../src/drift/novelty/familiar.js';
import { createRandom } from '../../src/util/index.js';
import { balanced, bolt, evaluation, input, spout } from '../builders.js';

const random = createRandom(7).fork('novelty');
/** The second descriptor follows the first. */
const pair = (): Point => {
  const first = random.normal();
  return [first, first + 0.1 * random.normal(), null];
};

describe('the distance to the states of a training', () => {
  const familiar = familiarWith(Array.from({ length: 400 }, pair));
  const distance = (state: Point): number => familiar.distanceOf(state).distance;

  it('is large for a combination that never was, though each of its descriptors is usual', () => {
    expect(distance([1, 1, null])).toBeLessThan(0.5);
    expect(distance([1, -1, null])).toBeGreaterThan(4 * distance([1, 1, null]));
  });

  it('grows with all that lies outside of what was seen', () => {
    const ten = distance([10, 10, null]);
    expect(ten).toBeGreaterThan(20);
    expect(distance([20, 20, null])).toBeGreaterThan(2 * ten);
  });

  it('takes what is unknown for usual, and what was never known for nothing', () => {
    expect(distance([null, null, 5])).toBeLessThan(0.5);
    expect(familiar.rangeOf(2).low).toBeGreaterThan(familiar.rangeOf(2).high);
  });

  it('is the sum of what each descriptor adds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (state) => {
          const { distance: whole, parts } = familiar.distanceOf(state);
          expect(parts.every((part) => part >= 0)).toBe(true);
          expect(parts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(whole, 6);
        },
      ),
    );
  });
});

function stateOf(rate: number, executors: number) {
  const components = [
    spout('text', { outputPerSecond: rate }),
    bolt('split', { inputs: [input('text')], executors, inputPerSecond: rate, executeLatencyMs: 1 }),
  ];
  return { evaluation: evaluation({ components }), objective: balanced };
}

async function trained(): Promise<Training> {
  const states = Array.from({ length: 200 }, (_, i) =>
    describeState(stateOf(100 * 2 ** (3 * random.uniform()), 1 + (i % 4))),
  );
  const made = trainingStates('a test', states.slice(0, 120), states.slice(120));
  if (made === null) throw new Error('too few states');
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-states-'));
  writeFileSync(join(folder, 'states.json'), statesText(made));
  const training = await loadTraining(folder);
  if (training === null) throw new Error('no states');
  return training;
}

describe('a state', () => {
  it('like those of the training is within the limit, and one of another size is named by what is other', async () => {
    const training = await trained();
    expect(noveltyOf(stateOf(300, 2), training).distance).toBeLessThan(1);
    const strange = noveltyOf(stateOf(300_000, 2), training);
    expect(strange).toMatchObject({ by: 'topology', nearer: 1 });
    expect(strange.distance).toBeGreaterThan(2);
    expect(unusualText(strange)).toMatch(/^rate of the spouts 300000 tuples\/s \(trained on 10\d to 7\d\d\)/);
  });

  it('with an objective that was never asked for is told as that', async () => {
    const weights = { ...balanced.weights, cost: 9 };
    const state = { ...stateOf(300, 2), objective: { ...balanced, weights } };
    const novelty = noveltyOf(state, await trained());
    expect(novelty.by).toBe('objective');
    expect(novelty.distance).toBeGreaterThan(1);
  });
});

describe('the file beside a model', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'trimtab-states-'));
  const written = (text: string): string => {
    const own = folder();
    writeFileSync(join(own, 'states.json'), text);
    return own;
  };

  it('may be absent, and is not made of too few states', async () => {
    expect(await loadTraining(folder())).toBeNull();
    const state = describeState(stateOf(300, 2));
    expect(trainingStates('few', [state], [state])).toBeNull();
  });

  it('is read where a crash left the model set aside', async () => {
    const states = Array.from({ length: 120 }, (_, i) => describeState(stateOf(100 + i, 2)));
    const made = trainingStates('a test', states.slice(0, 60), states.slice(60));
    if (made === null) throw new Error('too few states');
    const own = written(statesText(made));
    renameSync(own, join(dirname(own), `.${basename(own)}.previous`));
    expect((await loadTraining(own))?.states.about).toBe('a test');
  });

  it.each([
    ['{', 'TRIMTAB_E_MODEL_UNREADABLE', 'is not JSON'],
    ['{}', 'TRIMTAB_E_MODEL_UNREADABLE', 'not as it should be'],
  ])('is refused where it is damaged: %s', async (text, code, says) => {
    await expect(loadTraining(written(text))).rejects.toMatchObject({ code });
    await expect(loadTraining(written(text))).rejects.toThrow(says);
  });

  it('is refused where it describes states by something else', async () => {
    const text = statesText({ ...(await trained()).states, descriptors: ['length of the name'] });
    await expect(loadTraining(written(text))).rejects.toMatchObject({ code: 'TRIMTAB_E_MODEL_SCHEMA' });
    const short = statesText({ ...(await trained()).states, states: Array.from({ length: 60 }, () => [1]) });
    await expect(loadTraining(written(short))).rejects.toThrow(`other than ${descriptors.length} numbers`);
  });

  it('comes with the package, with the limit that its own held-back states give', async () => {
    const training = await loadTraining('models/default');
    expect(training?.states.about).toContain('suite train');
    expect(training?.states.heldBack.percentiles[99]).toBeCloseTo(1, 0);
  });
});

describe('standing outside', () => {
  const windowMs = 120_000;
  const standingOver = (distances: readonly number[], stepMs = windowMs): Standing => {
    let standing: Standing | null = null;
    for (const [i, distance] of distances.entries()) {
      const novelty = { distance, by: 'topology', nearer: 0, unusualIn: [] } as const;
      const window = { at: i * stepMs, seconds: 120, novelty: { ...novelty, unusualIn: [] }, training: 'a' };
      standing = standingAfter(standing, window);
    }
    if (standing === null) throw new Error('no windows');
    return standing;
  };

  it('begins with the first window beyond the limit', () => {
    expect(standingOver([0.5, 1.2])).toMatchObject({ isOutside: true, since: windowMs });
    expect(standingOver([0.5, 0.99]).isOutside).toBe(false);
  });

  it('ends after two windows in a row that are well inside, and not before', () => {
    expect(standingOver([1.2, 0.5]).isOutside).toBe(true);
    expect(standingOver([1.2, 0.5, 0.5])).toMatchObject({ isOutside: false, since: 2 * windowMs });
    expect(standingOver([1.2, 0.5, 0.95, 0.5]).isOutside).toBe(true);
    expect(standingOver([1.2, 0.95, 0.95, 0.95]).isOutside).toBe(true);
  });

  it('counts windows that share most of their time once', () => {
    expect(standingOver([1.2, 0.5, 0.5, 0.5], windowMs / 2).isOutside).toBe(true);
    expect(standingOver([1.2, 0.5, 0.5, 0.5, 0.5], windowMs / 2).isOutside).toBe(false);
  });

  it('begins anew with other states to compare with, and where the clock was set back', () => {
    const novelty = { distance: 0.95, by: 'topology' as const, nearer: 0, unusualIn: [] };
    const outside = standingOver([0.5, 1.2]);
    expect(standingAfter(outside, { at: 1e9, seconds: 120, novelty, training: 'b' }).isOutside).toBe(false);
    expect(standingAfter(outside, { at: 0, seconds: 120, novelty, training: 'a' }).isOutside).toBe(false);
  });
});
