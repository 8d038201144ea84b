// Which episodes of a suite an evaluation plays: its usual ones from a number on, as many beyond them, and none of another suite.
import { expect, it } from 'vitest';
import { episodesOf } from '../../src/cli/evaluate/episodes.js';

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
