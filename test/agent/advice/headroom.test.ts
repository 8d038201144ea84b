// A bolt that is full and has as many executors as tasks: whoever decides, the way on is a new submission with more tasks.
import { describe, expect, it } from 'vitest';
import type { Deciding } from '../../../src/agent/decide/decide.js';
import type { TopologySuggestion } from '../../../src/agent/suggest/suggestion.js';
import { type Evaluation, evaluate } from '../../../src/metrics/index.js';
import { type Policy, policyNamed } from '../../../src/policy/index.js';
import { balanced } from '../../builders.js';
import { decided, full } from '../decide/full-split.js';

const twinGreedy = policyNamed('twin-greedy') as Policy;
const stuck = (own: Partial<Deciding> = {}, window = full(2)): TopologySuggestion =>
  decided({ policy: twinGreedy, ...own }, window);
const tasksOf = ({ advice }: TopologySuggestion) => advice.filter(({ needs }) => needs === 'resubmit');

describe('a full bolt with as many executors as tasks', () => {
  it.each(['twin-greedy', 'ds2', 'keep'])('brings the same advice with the policy %s', (name) => {
    expect(tasksOf(stuck({ policy: policyNamed(name) as Policy }))).toMatchObject([
      {
        knob: 'tasks.split',
        from: 2,
        to: 16,
        text: expect.stringContaining('wants 8 executors'),
        commands: ['storm kill wordcount -w 1', 'storm jar JAR MAIN_CLASS ARGUMENTS -c topology.tasks=16'],
      },
    ]);
  });

  it('leaves the decision to the policy', () => {
    const { decision } = stuck();
    expect(decision.action).toBe('hold');
    expect(decision.reasons.at(-1)?.code).toBe('BEST_AS_IT_IS');
  });

  it('brings none where there are tasks left: the policy goes up to them first', () => {
    const suggestion = stuck({}, full(6));
    expect(suggestion.proposed).toMatchObject({ 'executors.split': 6 });
    expect(tasksOf(suggestion)).toEqual([]);
  });

  it.each([
    ['excluded', { exclude: ['executors.split'], bounds: {} }],
    ['bounded to what it has', { exclude: [], bounds: { 'executors.split': { max: 2.5 } } }],
  ])('brings none where it is %s', (_, knobs) => {
    expect(tasksOf(stuck({ knobs }))).toEqual([]);
  });

  it('goes no further than the bounds', () => {
    const knobs = { exclude: [], bounds: { 'executors.split': { max: 3 } } };
    expect(tasksOf(stuck({ knobs }))).toMatchObject([{ to: 8 }]);
  });

  it('brings none where the source is kept up with', () => {
    const window = full(2);
    const external = { backlogTuples: 0, offeredPerSecond: 1000, latencyMs: null, latencyP95Ms: null };
    const collected = {
      kind: 'window',
      window,
      ageSeconds: 20,
      external: { inputs: external, problems: [] },
    };
    expect(tasksOf(stuck({ collected: collected as Deciding['collected'] }))).toEqual([]);
  });

  it('brings none where more executors are worth nothing', () => {
    const objective = { ...balanced, weights: { throughput: 0, latency: 0, cost: 1, stability: 0 } };
    expect(tasksOf(stuck({ objective }))).toEqual([]);
  });

  it.each(['GLOBAL', 'ALL'])(
    'brings none behind a grouping %s, of which more tasks take nothing',
    (grouping) => {
      const window = full(2);
      const components = window.snapshot.components.map((c) =>
        c.name === 'split' ? { ...c, inputs: c.inputs.map((input) => ({ ...input, grouping })) } : c,
      );
      expect(tasksOf(stuck({}, { ...window, snapshot: { ...window.snapshot, components } }))).toEqual([]);
    },
  );

  it('does not come and go with single looks', () => {
    const busy = evaluate(full(2));
    const resting = evaluate(rested());
    const history = (...windows: Evaluation[]) => ({ history: windows });
    expect(tasksOf(stuck(history(busy, busy, busy), rested()))).toMatchObject([{ from: 2, to: 16 }]);
    expect(tasksOf(stuck(history(resting, resting, resting)))).toEqual([]);
    expect(tasksOf(stuck(history(busy, resting, resting), rested()))).toEqual([]);
  });
});

/** The same at a rate that is carried. */
function rested() {
  const window = full(2);
  const few = (n: number | null): number | null => (n === null ? null : n / 2);
  const executors = window.executors.map((e) => ({
    ...e,
    emitted: e.emitted / 2,
    acked: e.acked / 2,
    executed: few(e.executed),
    completeLatencyMs: e.completeLatencyMs === null ? null : 5,
  }));
  return { ...window, executors };
}
