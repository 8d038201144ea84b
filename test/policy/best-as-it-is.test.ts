// What is said where nothing is worth its change: what it would cost, or which SLO stands in the way.
import { expect, it } from 'vitest';
import { consider } from '../../src/decision/index.js';
import { bestAsItIsText } from '../../src/policy/best-as-it-is.js';
import { policyNamed } from '../../src/policy/index.js';
import { outlook } from '../builders.js';
import { slowSplit } from '../explain/cases.js';

const safe = { outlook: outlook({ brokenSlos: { now: [], pessimistic: [] } }) };
const risky = { outlook: outlook({ brokenSlos: { now: [], pessimistic: ['completeLatencyMs'] } }) };
const broken = {
  outlook: outlook({ brokenSlos: { now: ['completeLatencyMs'], pessimistic: ['completeLatencyMs'] } }),
};

it.each([
  [[], 'there is no other configuration: nothing here may be turned, or all of it is at its limit'],
  [[safe, broken], 'of 2 configurations none is predicted to gain more than its change costs'],
  [[safe], 'of 1 configuration none is predicted to gain more than its change costs'],
  [[risky, risky], 'of 2 configurations each might break an SLO that holds (completeLatencyMs)'],
  [
    [safe, risky, safe],
    'of 3 configurations 1 might break an SLO that holds (completeLatencyMs), and none of the others is predicted to gain more than its change costs',
  ],
])('of %j', (looked, text) => {
  expect(bestAsItIsText(looked)).toBe(text);
});

it('a topology that just keeps to its latency is left for that, and not for what a change would cost', () => {
  const policy = policyNamed('twin-greedy');
  if (policy === undefined) throw new Error('no policy twin-greedy');
  const { deliberating, fallback } = slowSplit(policy, 1500);
  const { evaluation, objective } = deliberating;
  const slo = { completeLatencyMs: 1.02 * (evaluation.completeLatencyMs ?? 0) };
  const { answers } = consider({ ...deliberating, objective: { ...objective, slo }, policy, fallback });
  expect(answers[0]).toMatchObject({
    guard: 'policy',
    code: 'BEST_AS_IT_IS',
    text: expect.stringContaining('might break an SLO that holds (completeLatencyMs)') as unknown,
  });
});
