// The topology of which the Trackers' answers were recorded: word (2), split (3) and count (2) in two containers.
import { type Scenario, scenarioFrom } from '../../../src/simulator/index.js';

export function heronWordCount(): Scenario {
  return scenarioFrom(
    {
      schema: 'trimtab/scenario/v1',
      name: 'WordCount',
      engine: 'heron',
      cluster: {
        nodes: [
          { name: 'n1', cores: 8, slots: 2 },
          { name: 'n2', cores: 8, slots: 2 },
        ],
      },
      topology: {
        components: {
          word: { kind: 'spout', executors: 2, cpuMicros: 20 },
          split: { kind: 'bolt', executors: 3, cpuMicros: 200 },
          count: { kind: 'bolt', executors: 2, cpuMicros: 40 },
        },
        streams: [
          { from: 'word', to: 'split', grouping: 'shuffle' },
          { from: 'split', to: 'count', grouping: 'fields', tuplesPerInput: 5 },
        ],
        workers: 2,
        settings: { 'topology.max.spout.pending': 1000, 'topology.reliability.mode': 'ATLEAST_ONCE' },
      },
      load: { word: { kind: 'constant', meanPerSecond: 3000 } },
    },
    'word-count',
  );
}
