// What the runs of an evaluation come to: runs in their order, training seeds, runs that cannot be played.
import { describe, expect, it } from 'vitest';
import { evaluationText } from '../../src/cli/evaluate/text.js';
import { objectiveFrom } from '../../src/config/index.js';
import { initialWeights, type Weights } from '../../src/rl/index.js';
import { topWords } from '../../src/simulator/index.js';
import { type EvaluationInput, summarise, tasksOf } from '../../src/training/evaluate.js';
import type { Bounds, Played } from '../../src/training/playing.js';
import { resultOf } from '../../src/training/summary.js';
import { createRandom } from '../../src/util/index.js';

const spec = {
  scenario: topWords(),
  objective: objectiveFrom('balanced', 'test'),
  minutes: 10,
  external: false,
};
const [first, second] = [1, 2].map((seed) =>
  initialWeights({ inputs: 2, hidden: [2], parts: 1 }, createRandom(seed)),
) as [Weights, Weights];
const input = (episodes: number, seeds: readonly (number | null)[]): EvaluationInput => ({
  suite: 'test',
  seeds: [],
  guards: 'full',
  fallback: null,
  objective: null,
  entrants: [
    { name: 'ds2', specs: [{ name: 'ds2' }] },
    {
      name: 'dqn',
      specs: [
        { name: 'dqn', networks: [first] },
        { name: 'dqn', networks: [second] },
      ],
    },
  ],
  episodes: Array.from({ length: episodes }, (_, i) => ({
    name: String(i),
    options: ['--from', String(i)],
    runs: seeds.map((seed) => ({ spec, seed })),
  })),
});
const bounds = (keep: number, oracle: number): Bounds => ({ kind: 'bounds', keep, oracle });
const played = (utility: number, changes = 1, minutesToConverge: number | null = 5): Played => ({
  kind: 'policy',
  utility,
  sloMinutes: 0,
  executorHours: 2,
  changes,
  undone: 0,
  restarts: changes,
  minutesToConverge,
});

describe('an evaluation', () => {
  it('plays of each run the bounds, then every policy from every training seed', () => {
    const tasks = tasksOf(input(1, [7]));
    expect(tasks.map((task) => (task.kind === 'bounds' ? 'bounds' : task.policy))).toEqual([
      'bounds',
      { name: 'ds2' },
      { name: 'dqn', networks: [first] },
      { name: 'dqn', networks: [second] },
    ]);
  });

  it('compares all with dqn, its training seeds taken together', () => {
    const result = summarise(input(2, [null]), [
      bounds(0, 0.5),
      played(0.2),
      played(0.2, 3),
      played(0.4, 1, null),
      bounds(0.1, 0.11),
      played(0.1),
      played(0.1),
      played(0.1),
    ]);
    expect(result).toMatchObject({ reference: 'dqn', episodes: 2, runs: 2, leftOut: 1, unplayable: [] });
    // (0.3 + 0.1) / 2, and 0.3 of 0.5 where there is something to win.
    expect(result?.policies['dqn']?.utility.mean).toBeCloseTo(0.2, 12);
    expect(result?.policies['dqn']?.shareOfOracle).toBeCloseTo(0.6, 12);
    expect(result?.policies['dqn']).toMatchObject({ changes: 1.5, mostChanges: 3, converged: 0.75 });
    expect(result?.paired['dqn-ds2']?.utility.difference).toBeCloseTo(0.05, 12);
    // Of dqn 1 and 3, of ds2 1 in the first scenario, all 1 in the second.
    expect(result?.paired['dqn-ds2']?.changes.difference).toBeCloseTo(0.5, 12);
    expect(result?.rows[0]).toMatchObject({ again: ['--from', '0'], utility: { ds2: 0.2 } });
  });

  it('deals the episodes to the trainings of one policy, in turn', () => {
    const all = input(3, [null]);
    const dealt = {
      ...all,
      entrants: all.entrants.map((one) => ({ ...one, isDealt: one.name === 'dqn' })),
    };
    const players = tasksOf(dealt).flatMap((task) => (task.kind === 'bounds' ? [] : [task.policy]));
    const [byFirst, bySecond] = [first, second].map((weights) => ({ name: 'dqn', networks: [weights] }));
    expect(players).toEqual([{ name: 'ds2' }, byFirst, { name: 'ds2' }, bySecond, { name: 'ds2' }, byFirst]);
    const result = summarise(dealt, [
      ...[bounds(0, 1), played(0), played(0.6)],
      ...[bounds(0, 1), played(0), { kind: 'unplayable', text: 'too small' } as const],
      ...[bounds(0, 1), played(0), played(0)],
    ]);
    expect(result?.policies['dqn']?.utility.mean).toBeCloseTo(0.3, 12);
    expect(result?.dealt).toBe(2);
    expect(result && evaluationText(result)).toContain('dealt to 2 trainings');
    // The second training has no episode left, and the first one is all there is.
    expect(result?.paired['dqn-ds2']?.utility.ci95).toEqual([0, 0.6]);
  });

  it('counts several runs of a scenario as one scenario', () => {
    const result = summarise(input(2, [1, 2]), [
      ...[bounds(0, 1), played(0), played(0), played(0)],
      ...[bounds(0, 1), played(1), played(1), played(1)],
      ...[bounds(0, 1), played(0.5), played(0.5), played(0.5)],
      ...[bounds(0, 1), played(0.5), played(0.5), played(0.5)],
    ]);
    expect(result?.runs).toBe(4);
    // Both scenarios come to 0.5.
    expect(result?.policies['ds2']?.utility).toEqual({ mean: 0.5, ci95: [0.5, 0.5] });
    expect(result?.rows[1]?.again).toEqual(['--from', '0', '--seeds', '2']);
  });

  it('leaves a run out of everything where one policy could not play it, and says so', () => {
    const outcomes = [
      ...[bounds(0, 1), played(0.5), { kind: 'unplayable', text: 'too small' } as const, played(0.5)],
      ...[bounds(0, 1), played(0.25), played(0.25), played(0.25)],
    ];
    const result = summarise(input(2, [null]), outcomes);
    expect(result?.unplayable).toEqual([{ episode: '0', seed: null, text: 'too small' }]);
    expect(result?.policies['ds2']?.utility.mean).toBe(0.25);
    // One scenario is left, and tells nothing of others.
    expect(result && evaluationText(result)).not.toContain('±');
    expect(summarise(input(1, [null]), outcomes)).toBeNull();
  });

  it('tells the most changes of any number of runs', () => {
    const runs = Array.from({ length: 200_000 }, (_, run) => [[played(0, run % 8)]]);
    const tables = {
      rows: [],
      played: runs,
      units: [[...runs.keys()]],
      dealt: [null],
      keep: [0],
      oracle: [1],
    };
    expect(resultOf(tables, 0)).toMatchObject({ changes: 3.5, mostChanges: 7 });
  });
});
