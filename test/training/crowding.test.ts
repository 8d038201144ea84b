// Nodes short of CPU, which no engine tells: executors bring nothing there, and twin-greedy has to find the free node.
import { describe, expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import { policyNamed } from '../../src/policy/index.js';
import { type Scenario, topWords } from '../../src/simulator/index.js';
import { type EpisodeResult, runEpisode } from '../../src/training/index.js';

const bolt = { kind: 'bolt', tasks: 16, waitMicros: 0 } as const;

/** Two bolts that need four cores for the load, in one worker on a node that has two. */
function crowdedOn(nodes: number, cores: number): Scenario {
  const usual = topWords();
  const names = Array.from({ length: nodes }, (_, i) => `n${i + 1}`);
  return {
    ...usual,
    cluster: { ...usual.cluster, nodes: names.map((name) => ({ name, cores, slots: 2, speed: 1 })) },
    topology: {
      components: {
        text: { kind: 'spout', executors: 1, tasks: 4, cpuMicros: 20, waitMicros: 0 },
        split: { ...bolt, executors: 2, cpuMicros: 1500 },
        count: { ...bolt, executors: 2, cpuMicros: 1200 },
      },
      streams: [
        {
          from: 'text',
          to: 'split',
          stream: 'default',
          grouping: 'shuffle',
          tuplesPerInput: 1,
          hotShare: 0,
        },
        {
          from: 'split',
          to: 'count',
          stream: 'default',
          grouping: 'shuffle',
          tuplesPerInput: 1,
          hotShare: 0,
        },
      ],
      workers: 1,
      settings: { 'topology.max.spout.pending': 250, 'topology.acker.executors': 1 },
    },
    load: { text: { kind: 'constant', meanPerSecond: 1200 } },
    events: [],
    traces: {},
  };
}

function play(policy: string, scenario: Scenario): EpisodeResult & { readonly workers: number[] } {
  const asked = policyNamed(policy);
  if (asked === undefined) throw new Error(policy);
  const workers: number[] = [];
  const result = runEpisode({
    scenario,
    objective: objectiveFrom('throughput', 'test'),
    guards: 'full',
    minutes: 180,
    policy: {
      ...asked,
      decide: (situation) => {
        workers.push(situation.evaluation.workers);
        return asked.decide(situation);
      },
    },
  });
  return { ...result, workers };
}

describe('a topology on a node without CPU left', () => {
  it('is spread to another node once executors have brought nothing', () => {
    const [greedy, keep] = [play('twin-greedy', crowdedOn(3, 2)), play('keep', crowdedOn(3, 2))];
    expect(greedy.workers.at(-1)).toBeGreaterThan(1);
    expect(greedy.utility).toBeGreaterThan(keep.utility + 0.1);
  });

  it('stays in its worker where there is no other node', () => {
    expect(Math.max(...play('twin-greedy', crowdedOn(1, 2)).workers)).toBe(1);
  });

  it('stays in its worker where the node has plenty', () => {
    expect(Math.max(...play('twin-greedy', crowdedOn(3, 16)).workers)).toBe(1);
  });
});
