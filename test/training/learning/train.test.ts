// The training loop in one process: the same for the same seed, going on where it stopped, and what ends it.
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { candidateSchema, featureSchema } from '../../../src/policy/index.js';
import { type Backend, loadModel, openBackend } from '../../../src/rl/index.js';
import { suiteNamed } from '../../../src/training/index.js';
import {
  checkpointFolder,
  loadCheckpoint,
  saveCheckpoint,
} from '../../../src/training/learning/checkpoint.js';
import type { ModelRecord } from '../../../src/training/learning/record.js';
import { rollOut } from '../../../src/training/learning/rollout.js';
import { shapeOf } from '../../../src/training/learning/student.js';
import { type Standing, type TrainingInput, train } from '../../../src/training/learning/train.js';
import type { Rollout, RolloutTask } from '../../../src/training/learning/types.js';
import { trainingRecord } from '../record.js';
import { episode, tinySpec } from './playing.js';

const backend: Backend = await openBackend({ prefer: 'wasm', shape: shapeOf(tinySpec), rows: 100 });
const suite = suiteNamed('train');

interface Ran {
  readonly trained: Awaited<ReturnType<typeof train>>;
  readonly standings: readonly Standing[];
  readonly tasks: readonly RolloutTask[];
}

async function run(own: Partial<TrainingInput> = {}): Promise<Ran> {
  const standings: Standing[] = [];
  const tasks: RolloutTask[] = [];
  const play = (given: readonly RolloutTask[]): Promise<Rollout[]> => {
    tasks.push(...given);
    return Promise.resolve(given.map(rollOut));
  };
  const trained = await train({
    spec: tinySpec,
    episode: (index) => suite?.episode(index) ?? fail(),
    validationEpisode: (index) => suite?.episode(1000 + index) ?? fail(),
    threads: { run: play, close: () => Promise.resolve() },
    backend,
    signal: new AbortController().signal,
    resumed: null,
    from: null,
    history: [],
    onRound: () => undefined,
    onStanding: (standing) => {
      standings.push({ ...standing, rounds: [...standing.rounds] });
      return Promise.resolve();
    },
    onPlayed: () => undefined,
    ...own,
  });
  return { trained, standings, tasks };
}

function fail(): never {
  throw new Error('no suite');
}

const recordOf = ({ rounds, best, prior }: Standing): ModelRecord => ({
  training: trainingRecord({
    spec: tinySpec,
    rounds: [...rounds],
    chosenRound: best?.round ?? null,
  }),
  evaluation: {
    suite: 'validation',
    episodes: 1,
    utility: best?.utility ?? null,
    trust: best?.trust ?? null,
    prior,
  },
  revision: 'test',
});

const whole = await run();

it('gives the same networks for the same seed, and others for each seed of the ensemble', async () => {
  const again = await run();
  expect(again.trained).toEqual(whole.trained);
  const [one, other] = whole.trained.best.members;
  expect(one?.values).not.toEqual(other?.values);
});

it('numbers rounds from 1, validates every so many and after the last, and keeps the best', () => {
  const { rounds, best } = whole.trained;
  expect(rounds.map(({ round, validation }) => [round, validation !== null])).toEqual([
    [1, false],
    [2, true],
    [3, false],
    [4, true],
  ]);
  const utilities = rounds.flatMap(({ validation }) => (validation === null ? [] : [validation.utility]));
  expect(best.utility).toBe(Math.max(...utilities));
});

it('goes on from a checkpoint on disk with the rounds, the states and the seeds that follow', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'trimtab-train-')), 'model');
  const after3 = whole.standings[2];
  if (after3 === undefined) throw new Error('no standing after round 3');
  await saveCheckpoint(folder, { record: recordOf(after3), standing: after3 });
  const { standing } = await loadCheckpoint(folder);
  expect(standing).toEqual(after3);
  const resumed = await run({ resumed: standing });
  // Rounds 1 to 3 are played again to fill the memory, then only the fourth, with the episodes that it has anyway.
  const seedsOf = (tasks: readonly RolloutTask[]): number[] => tasks.map(({ seed }) => seed);
  expect(seedsOf(resumed.tasks)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0]);
  expect(resumed.trained.rounds.map(({ round }) => round)).toEqual([1, 2, 3, 4]);
  expect(resumed.trained.rounds.slice(0, 3)).toEqual(whole.trained.rounds.slice(0, 3));
  const steps = resumed.standings[0]?.states.map(({ step }) => step);
  expect(steps).toEqual(whole.standings[3]?.states.map(({ step }) => step));
});

it('plays nothing more where the checkpoint is of the last round', async () => {
  const last = whole.standings[3];
  const resumed = await run({ resumed: last ?? null });
  expect(resumed.tasks).toEqual([]);
  expect(resumed.trained.best).toEqual(whole.trained.best);
});

it('has its checkpoint in a folder of its own, which is a model that loads', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'trimtab-train-')), 'model');
  const first = whole.standings[0];
  if (first === undefined) throw new Error('no standing after round 1');
  await saveCheckpoint(folder, { record: recordOf(first), standing: first });
  expect(readdirSync(folder)).toEqual(['.training']);
  const expected = { features: [featureSchema], candidates: candidateSchema };
  const { members } = await loadModel(checkpointFolder(folder), expected);
  expect(members).toEqual(first.members);
});

it('lowers the learning rate over all rounds where it begins with networks: they have no rounds of the prior', async () => {
  const { members } = whole.trained.best;
  const [first, last] = [
    await run({ from: members }),
    await run({ from: members, spec: { ...tinySpec, priorRounds: tinySpec.rounds } }),
  ];
  expect(last.standings.at(-1)?.states).toEqual(first.standings.at(-1)?.states);
  const [after1] = last.standings;
  const resumed = await run({
    resumed: after1 ?? null,
    spec: { ...tinySpec, priorRounds: tinySpec.rounds },
  });
  const again = await run({ resumed: after1 ?? null });
  expect(resumed.standings.at(-1)?.states).toEqual(again.standings.at(-1)?.states);
});

it('ends with the reason of the signal, and nothing is left that fails unheard', async () => {
  const controller = new AbortController();
  const onRound = (): void => controller.abort(new Error('enough'));
  await expect(run({ onRound, signal: controller.signal })).rejects.toThrow('enough');
});

it('ends where a loss is not a number', async () => {
  const spec = { ...tinySpec, rewardScale: 1e300 };
  await expect(run({ spec })).rejects.toMatchObject({ code: 'TRIMTAB_E_TRAINING_DIVERGED' });
});

it('says so where there is nothing to learn from', async () => {
  const load = { text: { kind: 'constant' as const, meanPerSecond: 0 } };
  const idle = { ...episode, scenario: { ...episode.scenario, load } };
  await expect(run({ episode: () => idle })).rejects.toMatchObject({ code: 'TRIMTAB_E_CONFIG' });
});
