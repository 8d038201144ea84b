// A decision beside others: the nearest ones are the most alike, typical states are recorded ones' and worth more and less, too few is said.
import { describe, expect, it } from 'vitest';
import { type Case, type Earlier, type Explanation, explain } from '../../src/explain/index.js';
import { policyNamed } from '../../src/policy/index.js';
import { slowSplit } from './cases.js';

function named(name: string) {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
}

const waits = [500, 1000, 1500, 2000, 3000, 4400];
const made: Case = slowSplit(named('twin-greedy'), 4500);
/** Split is as slow as its id says, microseconds. */
const earlier = waits.map((wait): Earlier => {
  const { deliberating, result } = slowSplit(named('twin-greedy'), wait);
  return {
    id: `wait-${wait}`,
    at: '2026-11-22T09:00:00Z',
    action: result.apply ? 'apply' : 'hold',
    deliberating,
  };
});

const facts = {
  id: '20261122T100000Z-abcdef',
  at: '2026-11-22T10:00:00Z',
  topology: { cluster: 'prod', name: 'words' },
  action: made.result.apply ? ('apply' as const) : ('hold' as const),
  policy: 'twin-greedy',
  answers: made.result.answers,
};

function explained(others: readonly Earlier[] | null): Explanation {
  return explain(facts, made, { whatIf: null, earlier: others });
}

describe('beside six others', () => {
  const explanation = explained(earlier);

  it('the nearest is the one whose bolt is as slow', () => {
    const { past } = explanation;
    expect(past?.decisions).toBe(7);
    expect(past?.nearest[0]?.id).toBe('wait-4400');
    const distances = past?.nearest.map(({ distance }) => distance) ?? [];
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it('the map has all of them, the decision last, each with how unusual it is', () => {
    const states = explanation.past?.map.states ?? [];
    expect(states.map(({ id }) => id)).toEqual([...earlier.map(({ id }) => id), explanation.id]);
    for (const { linear, neighbourly, novelty } of states) {
      expect(linear).toHaveLength(3);
      expect(neighbourly).toHaveLength(2);
      expect(novelty).toBeGreaterThan(0);
    }
  });

  it('the change is worth most and least in states within what was recorded', () => {
    const [most, least] = explanation.typical ?? [];
    expect(most?.for).toBe('apply');
    expect(least?.for).toBe('hold');
    const worth = explanation.worth?.total ?? 0;
    expect(most?.worth).toBeGreaterThanOrEqual(worth);
    expect(least?.worth).toBeLessThan(worth);
    const slow = least?.inputs.find(({ name }) => name === 'time.split');
    expect(slow?.there).toBeLessThan(slow?.actual ?? 0);
    expect(slow?.there).toBeGreaterThan(0.4);
    expect(earlier.map(({ id }) => id)).toContain(least?.nearest?.id);
  });
});

it('with too few others it says what is missing', () => {
  const { past, typical, notSaid } = explained(earlier.slice(0, 2));
  expect(past).toBeNull();
  expect(typical).toBeNull();
  expect(notSaid.map(({ part }) => part)).toEqual(
    expect.arrayContaining(['nearest decisions and map', 'inputs that lead to it']),
  );
  expect(notSaid.find(({ part }) => part.includes('map'))?.because).toContain('and 5 are needed');
  const alone = explained([])
    .notSaid.map(({ because }) => because)
    .join();
  expect(alone).toContain('1 decision about this topology can be looked at');
});

it('says how many more there are that cannot be looked at', () => {
  const { notSaid } = explain(facts, made, { whatIf: null, earlier, earlierLeftOut: 3 });
  expect(notSaid).toContainEqual(
    expect.objectContaining({ part: '3 more decisions about this topology' }) as unknown,
  );
  expect(
    explained(earlier)
      .notSaid.map(({ part }) => part)
      .join(),
  ).not.toContain('more decision');
});

it('says of a decision that cannot be made again that nothing can be compared, either', () => {
  const { notSaid } = explain(facts, 'its inputs are gone', { whatIf: null, earlier });
  expect(notSaid.map(({ part }) => part)).toContain('inputs that lead to it, nearest decisions and map');
});

it('not asked for it is left out, and nothing is missing', () => {
  const { past, typical, notSaid } = explained(null);
  expect([past, typical]).toEqual([null, null]);
  expect(notSaid.map(({ part }) => part)).not.toContain('nearest decisions and map');
});
