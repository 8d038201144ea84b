// Which episodes an evaluation plays: of a suite its usual ones from a number on, of a scenario that changes its objective each objective in its time.
import { describe, expect, it } from 'vitest';
import { episodesOf } from '../../src/cli/evaluate/episodes.js';
import { play } from '../../src/training/playing.js';
import { objectiveIn } from '../../src/training/types.js';

const namesOf = async (chosen: Parameters<typeof episodesOf>[0]): Promise<string[]> =>
  (await episodesOf({ suite: 'seen', ...chosen })).episodes.map(({ name }) => name);

it('plays the usual ones from a number on, and as many as usual from a number beyond them', async () => {
  expect(await namesOf({ from: 298 })).toEqual(['298', '299']);
  const beyond = await namesOf({ from: 500_000 });
  expect([beyond.length, beyond[0]]).toEqual([300, '500000']);
  expect(await namesOf({ from: 500_000, episodes: 1 })).toEqual(['500000']);
});

it('plays none that belongs to the next suite', async () => {
  expect(await namesOf({ from: 999_999, episodes: 1 })).toEqual(['999999']);
  for (const chosen of [
    { from: 1_000_000, episodes: 1 },
    { from: 999_999, episodes: 2 },
    { from: 999_990 },
  ]) {
    await expect(namesOf(chosen)).rejects.toMatchObject({ code: 'TRIMTAB_E_USAGE' });
  }
});

describe('a scenario that changes its objective', () => {
  it('after the end of what is played is converged as any other', async () => {
    const spec = await specOf({ minutes: 60 });
    if (spec === undefined) throw new Error('no episode');
    const run = { spec, seed: 1 };
    const played = play({ kind: 'policy', run, policy: { name: 'keep' }, guards: 'full' });
    expect(played).toMatchObject({ minutesToConverge: 0 });
  });

  const specOf = async (own: Parameters<typeof episodesOf>[0]) =>
    (await episodesOf({ scenario: 'g09-objective-ping-pong', ...own })).episodes[0]?.runs[0]?.spec;

  it('is played with each from its minute on', async () => {
    const spec = await specOf({});
    if (spec === undefined) throw new Error('no episode');
    const costs = [0, 119, 120, 239, 240].map((minute) => objectiveIn(spec, minute).weights.cost);
    expect(costs).toEqual([0.1, 0.1, 1, 1, 0.1]);
  });

  it('has the weights of --objective throughout', async () => {
    const spec = await specOf({ objective: 'latency' });
    if (spec === undefined) throw new Error('no episode');
    expect([0, 120, 240].map((minute) => objectiveIn(spec, minute).weights.latency)).toEqual([1, 1, 1]);
  });
});
