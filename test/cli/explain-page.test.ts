// The page of an explanation says its numbers as its paragraph and the text for a terminal do.
import { expect, it } from 'vitest';
import { explanationPage } from '../../src/cli/explain/page.js';
import { explanationText } from '../../src/cli/explain/text.js';
import type { Explanation } from '../../src/explain/index.js';

it('inputs have the digits that they have everywhere else', () => {
  const parts = { throughput: 1, latency: 0, cost: 0, stability: 0, slo: 0 };
  const load = { name: 'load', kind: 'load', group: 'workload', component: null, unit: 'tuples/s' };
  const input = { ...load, actual: 1234.4, atReference: 2345.6, range: [1, 9999], contribution: 1, parts };
  const none = {
    features: null,
    masking: null,
    counterfactual: null,
    whatIf: null,
    typical: null,
    past: null,
  };
  const explanation = {
    id: 'x',
    at: '2026-11-22T10:00:00.000Z',
    topology: { cluster: 'prod', name: 'words' },
    action: 'apply',
    paragraph: 'by the load, 1234 tuples/s (2346 in the mean of the hour).',
    guards: [],
    notSaid: [],
    subject: null,
    worth: { total: 1, parts, prior: null, network: null, unit: 'utility times minutes' },
    attribution: {
      baseline: 'its reference state',
      worth: 1,
      worthAtReference: 0,
      completenessError: 0,
      inputs: [input],
      components: [],
      groups: { workload: 1 },
    },
    ...none,
  } as unknown as Explanation;
  expect(explanationText(explanation)).toMatch(/load +1234 +2346 +tuples\/s/);
  expect(explanationPage(explanation)).toContain('<td>1234<td>2346<td>tuples/s');
});
