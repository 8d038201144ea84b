// The suites by name: families of applications, workloads, objectives and clusters, each with seeds of its own.
import type { Objective } from '../objective/index.js';
import { randomScenario } from './scenarios.js';
import type { Suite } from './types.js';

const minutes = 240;
const balanced: Objective = {
  weights: { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 },
  slo: {},
  prices: { executorPerHour: 0.01, workerPerHour: 0.05 },
  reference: {},
};

export const suites: readonly Suite[] = [
  {
    name: 'seen',
    about: 'applications and loads of the kind that is trained on, other seeds',
    episodes: 300,
    episode: (index) => ({
      scenario: randomScenario(1 + index, minutes),
      objective: balanced,
      minutes,
      external: false,
    }),
  },
];

export function suiteNamed(name: string): Suite | undefined {
  return suites.find((suite) => suite.name === name);
}
