// What policies do where no queueing model explains a topology that does not keep up.
import { describe, expect, it } from 'vitest';
import { createDqn, createTreePolicy, lookAt, policyNamed, type Situation } from '../../src/policy/index.js';
import { runEpisode, suiteNamed } from '../../src/training/index.js';

/** The first situation of an episode in which hosts are full and no model explains what is measured. */
function unexplained(index: number): Situation {
  const found: Situation[] = [];
  const spec = suiteNamed('unseen-clusters')?.episode(index);
  const greedy = policyNamed('twin-greedy');
  if (spec === undefined || greedy === undefined) throw new Error('no suite');
  runEpisode({
    ...spec,
    minutes: 40,
    guards: 'full',
    policy: {
      ...greedy,
      decide: (situation) => {
        if (situation.crowding?.because === 'no model explains it') found.push(situation);
        return greedy.decide(situation);
      },
    },
  });
  const [first] = found;
  if (first === undefined) throw new Error('never');
  return first;
}

describe('where no model explains a topology that does not keep up', () => {
  const situation = unexplained(599);
  const answerOf = (own: Partial<Situation> = {}) =>
    policyNamed('twin-greedy')?.decide({ ...situation, ...own });

  it('another host is tried, and the reason told', () => {
    const answer = answerOf();
    expect(answer).toMatchObject({ kind: 'propose', changes: { workers: 5 } });
    expect(answer?.text).toMatch(
      /^no queueing model explains the measured throughput: .*; its hosts would explain it if they had no CPU left, and best then \(utility \+0\.\d\d\) is workers 3 → 5$/,
    );
  });

  it('the twin still says that it has nothing to say where no other host may be used', () => {
    expect(answerOf({ legal: () => ({}) })).toMatchObject({ kind: 'unsure', code: 'NO_TWIN' });
    expect(answerOf({ permits: () => false })).toMatchObject({ kind: 'unsure', code: 'NO_TWIN' });
  });

  it('nothing is to be learned of it: no candidate is looked at', () => {
    expect(lookAt(situation)).toMatch(/^no queueing model explains/);
  });

  it('those that were learned do the same, as nothing was learned of it', () => {
    const ensemble = {
      score: () => {
        throw new Error('asked');
      },
    };
    expect(createDqn(ensemble).decide(situation)).toEqual(answerOf());
    expect(createTreePolicy({ kind: 'leaf' } as never).decide(situation)).toEqual(answerOf());
  });

  it('where every tuple is too late, the most that may be in flight and be in time is tried as well', () => {
    const answer = policyNamed('twin-greedy')?.decide(unexplained(508));
    expect(answer).toMatchObject({
      kind: 'propose',
      changes: { 'topology.max.spout.pending': 200, workers: 3 },
    });
  });
});
