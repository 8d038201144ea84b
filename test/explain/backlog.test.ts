// What waits at the source tells decisions apart, also where nothing waits.
import { describe, expect, it } from 'vitest';
import { type Case, type Earlier, type Explanation, explain } from '../../src/explain/index.js';
import { actualPoint, inputsOf } from '../../src/explain/inputs.js';
import { momentsOf } from '../../src/explain/moment.js';
import { typicalOf } from '../../src/explain/typical.js';
import { policyNamed } from '../../src/policy/index.js';
import { estimateDemand } from '../../src/twin/index.js';
import { slowSplit } from './cases.js';

const policy = policyNamed('twin-greedy');
if (policy === undefined) throw new Error('no policy twin-greedy');
const made = slowSplit(policy, 4500);

/** The same decision, had so many tuples waited; null: had nobody told. */
function waiting(backlogTuples: number | null): Case {
  const external = { backlogTuples, offeredPerSecond: null, latencyMs: null, latencyP95Ms: null };
  const evaluation = { ...made.deliberating.evaluation, external };
  const demand = estimateDemand(evaluation);
  return { ...made, deliberating: { ...made.deliberating, evaluation, demand } };
}

const earlierOf = (backlogs: readonly (number | null)[]): Earlier[] =>
  backlogs.map((tuples) => ({
    id: `waiting-${tuples}`,
    at: '2026-11-22T09:00:00Z',
    action: 'apply',
    deliberating: waiting(tuples).deliberating,
  }));

function explained(now: number, before: readonly (number | null)[]): Explanation {
  const facts = {
    id: '20261122T100000Z-abcdef',
    at: '2026-11-22T10:00:00Z',
    topology: { cluster: 'prod', name: 'words' },
    action: 'apply' as const,
    policy: 'twin-greedy',
    answers: [],
  };
  return explain(facts, waiting(now), { whatIf: null, earlier: earlierOf(before) });
}

describe('where five million tuples wait', () => {
  const before = [0, null, 4_000_000, 4_500_000, 5_600_000, 6_000_000];
  const { typical, past } = explained(5_000_000, before);

  it('the nearest decisions are those with as many', () => {
    const near = past?.nearest.map(({ id }) => id) ?? [];
    expect(near.slice(0, 2).sort()).toEqual(['waiting-4500000', 'waiting-5600000']);
  });

  it('a typical state with as many is not like the decision without any', () => {
    const own = waiting(5_000_000);
    const inputs = inputsOf(own.deliberating);
    const momentAt = momentsOf(own.deliberating, inputs);
    if (typeof momentAt === 'string') throw new Error(momentAt);
    // The change is worth the same everywhere: the state is the one that is.
    const here = momentAt(actualPoint(inputs));
    const found = typicalOf(own, { workers: 2 }, inputs, () => here, earlierOf(before));
    expect(found).toMatchObject([
      { inputs: [], nearest: { id: 'waiting-4500000' } },
      { inputs: [], nearest: { id: 'waiting-4500000' } },
    ]);
  });

  it('none at all is a state that was recorded, and is tried', () => {
    expect(typical?.flatMap(({ inputs }) => inputs)).toContainEqual(
      expect.objectContaining({ name: 'backlog', there: 0 }),
    );
  });
});

it('where nothing waits, states in which tuples wait are tried, and decisions with many are far', () => {
  const { typical, past, attribution } = explained(0, [3e6, 4e6, 5e6, 6e6, 0, 7e6]);
  expect(typical?.flatMap(({ inputs }) => inputs.map(({ name }) => name))).toContain('backlog');
  expect(past?.nearest[0]).toMatchObject({ id: 'waiting-0', distance: 0 });
  expect(past?.nearest[1]?.distance).toBeGreaterThan(1);
  // It explains nothing of the decision itself.
  expect(attribution?.inputs.find(({ name }) => name === 'backlog')).toMatchObject({ contribution: 0 });
});
