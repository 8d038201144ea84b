// Where a known load is not kept up with, the search for the best configuration begins with all bolts grown, and with nothing else turned.
import { expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import { policyNamed } from '../../src/policy/index.js';
import { loadScenario } from '../../src/simulator/index.js';
import { runEpisode } from '../../src/training/index.js';

it('several bottlenecks are relieved in one change and one restart', async () => {
  const scenario = await loadScenario('g01-wordcount-ds2');
  const policy = policyNamed('twin-greedy');
  if (policy === undefined) throw new Error('no policy');
  const result = runEpisode({
    scenario: { ...scenario, minutes: 30 },
    objective: objectiveFrom(scenario.objective, 'g01'),
    policy,
    guards: 'full',
    minutes: 30,
    external: true,
  });
  expect(result).toMatchObject({ changes: 1, restarts: 1 });
  // Ten and twenty are what DS2 finds; pending tuples beside them would be a second restart.
  expect(result.executors['flatmap']).toBeGreaterThanOrEqual(10);
  expect(result.executors['count']).toBeGreaterThanOrEqual(20);
});
