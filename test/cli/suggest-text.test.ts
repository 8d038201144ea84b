// What suggest prints for people of what the cluster says of itself.
import { expect, it } from 'vitest';
import type { Suggestion, TopologySuggestion } from '../../src/agent/index.js';
import { suggestionText } from '../../src/cli/suggest/text.js';

it('the first line is printed without what would move the cursor', () => {
  const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: 'm\u001b[31m:6627' };
  const suggestion = { cluster, topologies: [] } as unknown as Suggestion;
  expect(suggestionText(suggestion)).toBe(
    'prod  storm 2.8.3, leader m\ufffd[31m:6627: no topology is running\n',
  );
});

it.each([
  [-0.352, ' (−0.352)'],
  [0.1, ' (0.1)'],
  // What rounding leaves of a gain is no power of ten for a reader.
  [1.1e-16, ' (0)'],
  [-4e-17, ' (0)'],
  [null, ''],
])('a hold has the margin %d as%s', (margin, printed) => {
  const reasons = [{ answer: 'veto', code: 'NO_GAIN', text: 'nothing is gained', margin }];
  const decision = { action: 'hold', reasons };
  const held = { name: 'words', id: 'words-1-1700000000', external: null, decision, advice: [] };
  const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: null };
  const suggestion = { cluster, topologies: [held] } as unknown as Suggestion;
  expect(suggestionText(suggestion).split('\n')[1]).toBe(`words  hold  NO_GAIN: nothing is gained${printed}`);
});

it('a change that the fallback proposes is not said to be of the policy', () => {
  const said = { guard: 'policy', answer: 'pass', code: 'PROPOSED', margin: null, text: 'best of all' };
  const text = 'dqn is out of its depth (its networks do not agree); twin-greedy decides';
  const doubt = { guard: 'confidence', answer: 'pass', code: 'DISAGREEMENT', margin: null, text };
  const lineOf = (reasons: readonly object[]): string | undefined => {
    const decision = { action: 'apply', policy: 'dqn', reasons };
    const numbers = { components: [], predicted: null, price: null, external: null, window: null };
    const rest = {
      throughputPerSecond: null,
      completeLatencyMs: null,
      utility: null,
      commands: [],
      advice: [],
    };
    const one = { name: 'words', id: 'words-1-1700000000', ...numbers, ...rest, decision };
    const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: null };
    return suggestionText({ cluster, topologies: [one] } as unknown as Suggestion).split('\n')[1];
  };
  expect(lineOf([said])).toBe('words  apply  dqn best of all');
  expect(lineOf([doubt, said])).toBe(`words  apply  ${text}: best of all`);
});

it('a hold has what the source tells, too', () => {
  const external = { backlogTuples: 83_000, offeredPerSecond: 2300, latencyMs: null, latencyP95Ms: null };
  const held = {
    name: 'words',
    id: 'words-1-1700000000',
    external,
    decision: {
      action: 'hold',
      reasons: [{ answer: 'veto', code: 'POLICY_KEEP', text: 'it keeps', margin: null }],
    },
    advice: [],
  } as unknown as TopologySuggestion;
  const cluster = { name: 'prod', engine: 'storm', version: '2.8.3', leader: null };
  const textOf = (one: TopologySuggestion) =>
    suggestionText({ cluster, topologies: [one] } as unknown as Suggestion)
      .split('\n')
      .slice(1, -1);
  expect(textOf(held)).toEqual([
    'words  hold  POLICY_KEEP: it keeps',
    '  source     2300 tuples/s on offer, 83000 tuples waiting',
  ]);
  expect(textOf({ ...held, external: null })).toHaveLength(1);
});
