// The policy that learns: the best without exploration, anything with it, and every decision once.
import { describe, expect, it } from 'vitest';
import { valueParts } from '../../../src/objective/index.js';
import type { Situation } from '../../../src/policy/index.js';
import { argmax, type CandidateSet, totalValues } from '../../../src/rl/index.js';
import { createExplorer, type Explorer } from '../../../src/training/learning/explorer.js';
import { createRandom } from '../../../src/util/index.js';
import { playSome } from './playing.js';

const byPrior = ({ prior }: CandidateSet): Float32Array => totalValues(valueParts.length, prior);

function choices(exploration: number, seed: number) {
  const taken: { count: number; chosen: number; best: number }[] = [];
  const inner = createExplorer(byPrior, exploration, [], createRandom(seed));
  const explorer: Explorer = {
    ...inner,
    decide: (situation: Situation) => {
      const answer = inner.decide(situation);
      const choice = inner.take();
      expect(inner.take()).toBeNull();
      if (choice !== null) {
        const { set, chosen } = choice;
        expect(answer.kind).toBe(chosen === 0 ? 'hold' : 'propose');
        taken.push({ count: set.count, chosen, best: argmax(byPrior(set)) });
      }
      return answer;
    },
  };
  playSome(explorer, 30);
  return taken;
}

describe('an explorer', () => {
  it('without exploration takes what is worth most', () => {
    const taken = choices(0, 1);
    expect(taken.length).toBeGreaterThan(5);
    for (const { chosen, best } of taken) expect(chosen).toBe(best);
  });

  it('with exploration takes any candidate, and the same ones for the same seed', () => {
    const [one, again, other] = [choices(1, 1), choices(1, 1), choices(1, 2)];
    expect(again).toEqual(one);
    expect(other.map(({ chosen }) => chosen)).not.toEqual(one.map(({ chosen }) => chosen));
    for (const { chosen, count } of one) expect(chosen).toBeLessThan(count);
    expect(one.some(({ chosen, best }) => chosen !== best)).toBe(true);
  });
});
