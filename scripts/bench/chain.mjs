// A chain of components, each bolt with waits of one to three milliseconds: what benchmarks of speed are measured on.
import { parseScenario } from '../../dist/simulator/index.js';

/** @param load of its spout c0, as a scenario has it */
export function chain(components, load) {
  const names = Array.from({ length: components }, (_, i) => `c${i}`);
  const lines = names.map((name, i) =>
    i === 0
      ? `    ${name}: { kind: spout, executors: 2, cpuMicros: 10 }`
      : `    ${name}: { kind: bolt, executors: 2, tasks: 8, waitMicros: ${1000 * (1 + (i % 3))} }`,
  );
  const streams = names.slice(1).map((name, i) => `    - { from: c${i}, to: ${name}, grouping: shuffle }`);
  return parseScenario(
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
load: { c0: ${load} }
`,
    'chain',
  );
}
