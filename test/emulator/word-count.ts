// The topology that the recorded answers come from, as a scenario.
import { parseScenario, type Scenario } from '../../src/simulator/index.js';

export function wordCount(): Scenario {
  return parseScenario(
    `
schema: trimtab/scenario/v1
name: wc
engine: storm
cluster: { nodes: [ { name: localhost, cores: 4, slots: 4 } ], settings: { executor.metrics.frequency.secs: 10 } }
topology:
  components:
    lines: { kind: spout, executors: 1, tasks: 4, cpuMicros: 20 }
    split: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 146 }
    count: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 123 }
  streams:
    - { from: lines, to: split, grouping: shuffle }
    - { from: split, to: count, grouping: fields, tuplesPerInput: 4 }
  settings: { topology.max.spout.pending: 200 }
load: { lines: { kind: constant, meanPerSecond: 1000 } }
`,
    'word-count.ts',
  );
}
