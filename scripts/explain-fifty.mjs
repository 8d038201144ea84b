// A decision on a chain of fifty components under a load that is more than it can carry: what the time of an explanation is measured on.
import { objectiveFrom } from '../dist/config/index.js';
import { parseScenario } from '../dist/simulator/index.js';
import { watch } from '../dist/training/index.js';
import { madeCase } from './explain-cases.mjs';

const components = 50;

export function fiftyComponents(policy) {
  const names = Array.from({ length: components }, (_, i) => `c${i}`);
  const lines = names.map((name, i) =>
    i === 0
      ? `    ${name}: { kind: spout, executors: 2, cpuMicros: 10 }`
      : `    ${name}: { kind: bolt, executors: 2, tasks: 8, waitMicros: ${1000 * (1 + (i % 3))} }`,
  );
  const streams = names.slice(1).map((name, i) => `    - { from: c${i}, to: ${name}, grouping: shuffle }`);
  const scenario = parseScenario(
    `schema: trimtab/scenario/v1
name: chain
engine: storm
cluster: { nodes: [{ name: n1, cores: ${4 * components}, slots: 4 }] }
topology:
  components:
${lines.join('\n')}
  streams:
${streams.join('\n')}
  workers: 2
  settings: { topology.max.spout.pending: 200, topology.acker.executors: 1, topology.message.timeout.secs: 300 }
load: { c0: { kind: constant, meanPerSecond: 800 } }
`,
    'chain',
  );
  return madeCase(watch(scenario, 20), objectiveFrom('balanced', 'bench'), policy);
}
