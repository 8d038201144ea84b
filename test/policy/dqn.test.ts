// The learned policy: as twin-greedy before it has learned anything, unsure where its networks differ, and made only from a model that fits.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { objectiveFrom, policyNames } from '../../src/config/index.js';
import {
  type Answer,
  createDqn,
  dqnName,
  loadDqn,
  lookAt,
  type Policy,
  policies,
  policyNamed,
  type Situation,
  treeName,
} from '../../src/policy/index.js';
import type { CandidateSet, Scores } from '../../src/rl/index.js';
import { loadScenario, topWords } from '../../src/simulator/index.js';
import { type EpisodeOptions, randomScenario, runEpisode } from '../../src/training/index.js';
import { saveUntrained, shape } from './models.js';

const directory = await mkdtemp(join(tmpdir(), 'trimtab-dqn-'));
afterAll(() => rm(directory, { recursive: true }));

const twinGreedy = policyNamed('twin-greedy') as Policy;

it('is one of the policies that can be named, with every rule and nothing else', () => {
  expect([...policyNames].sort()).toEqual([...policies.map(({ name }) => name), dqnName, treeName].sort());
});

/** Each situation of an episode. */
function situations(own: Partial<EpisodeOptions> = {}): Situation[] {
  const met: Situation[] = [];
  const watched: Policy = {
    ...twinGreedy,
    decide: (situation) => {
      met.push(situation);
      return twinGreedy.decide(situation);
    },
  };
  const objective = objectiveFrom('balanced', 'test');
  runEpisode({ scenario: topWords(), objective, policy: watched, guards: 'full', minutes: 40, ...own });
  return met;
}

/** What twin-greedy chooses among what the guards let through; where they let nothing through, the best all the same. */
function greedyChoice(situation: Situation): Answer['kind'] | object {
  const answer = twinGreedy.decide(situation);
  if (answer.kind !== 'propose') return answer.kind;
  const looked = lookAt(situation);
  const permitted = typeof looked === 'string' ? [] : looked.filter(({ isPermitted }) => isPermitted);
  const chosen = JSON.stringify(answer.changes);
  const isPermitted = permitted.some(({ changes }) => JSON.stringify(changes) === chosen);
  return permitted.length === 0 || isPermitted ? answer.changes : 'hold';
}

describe('an untrained model', () => {
  it.each([
    ['a starved bolt', () => Promise.resolve(topWords())],
    ['a flapping load', () => loadScenario('g06-flapping')],
    ['two bottlenecks', () => loadScenario('g08-two-bottlenecks')],
    ['an application by chance', () => Promise.resolve(randomScenario(3, 40))],
  ])('chooses as twin-greedy: %s', async (_, scenario) => {
    const folder = join(directory, 'untrained');
    await saveUntrained(folder);
    const dqn = await loadDqn(folder);
    const met = situations({ scenario: await scenario() });
    expect(met.length).toBeGreaterThan(3);
    for (const situation of met) {
      const answer = dqn.decide(situation);
      expect(answer.kind === 'propose' ? answer.changes : answer.kind).toEqual(greedyChoice(situation));
    }
  });

  it('says which one it is', async () => {
    const folder = join(directory, 'named');
    await saveUntrained(folder, { seeds: [4, 5, 6] });
    const { name, model } = await loadDqn(folder);
    expect(name).toBe('dqn');
    expect(model).toMatchObject({ folder, seeds: [4, 5, 6] });
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('doubt', () => {
  /** The last candidate is worth so much more than waiting. */
  function deciding(worth: number, deviation: number): Answer {
    const score = ({ count }: CandidateSet): Scores => {
      const totals = new Float32Array(count);
      const disagreement = new Float32Array(count);
      totals[count - 1] = worth;
      disagreement[count - 1] = deviation;
      const best = worth > 0 ? count - 1 : 0;
      return { parts: new Float32Array(count * shape.parts), totals, disagreement, best };
    };
    const [situation] = situations({ minutes: 10 });
    if (situation === undefined) throw new Error('nothing to decide');
    return createDqn({ score }).decide(situation);
  }

  it('about a change: it is unsure, and says what it would have done', () => {
    const answer = deciding(0.5, 0.6);
    expect(answer).toMatchObject({ kind: 'unsure', code: 'DISAGREEMENT' });
    expect(answer.text).toMatch(/^its networks do not agree: .+ is worth 0\.50 ± 0\.60 more than waiting$/);
  });

  it('smaller than what the change is worth: it proposes', () => {
    expect(deciding(0.5, 0.4)).toMatchObject({ kind: 'propose' });
    expect(deciding(0.5, 0)).toMatchObject({ kind: 'propose' });
  });

  it('never keeps it from holding', () => {
    expect(deciding(-0.1, 5)).toMatchObject({ kind: 'hold', code: 'WAITING_IS_BETTER' });
  });
});

describe('a model is refused', () => {
  it.each([
    [
      'of other features',
      { features: 'others' },
      shape,
      'TRIMTAB_E_MODEL_SCHEMA',
      'was made for features others',
    ],
    [
      'of other candidates',
      { candidates: 'c0' },
      shape,
      'TRIMTAB_E_MODEL_SCHEMA',
      'was made for candidates c0',
    ],
    ['of more inputs', {}, { ...shape, inputs: 99 }, 'TRIMTAB_E_MODEL_SCHEMA', 'takes 99 features'],
    [
      'of other parts',
      { parts: ['a', 'b', 'c', 'd', 'e'] },
      shape,
      'TRIMTAB_E_MODEL_SCHEMA',
      'gives a, b, c',
    ],
  ])('%s', async (_, own, of, code, words) => {
    const folder = join(directory, 'other');
    await saveUntrained(folder, own, of);
    const refused = loadDqn(folder);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
  });

  it('that is not there, and whose weights were touched', async () => {
    const code = 'TRIMTAB_E_MODEL_UNREADABLE';
    await expect(loadDqn(join(directory, 'nowhere'))).rejects.toMatchObject({ code });
    const folder = join(directory, 'touched');
    await saveUntrained(folder);
    const file = join(folder, 'weights.bin');
    await writeFile(file, (await readFile(file)).fill(1, 0, 4));
    await expect(loadDqn(folder)).rejects.toMatchObject({ code });
  });
});
