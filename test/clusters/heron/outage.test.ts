// A Tracker that nobody asked for longer than a topology manager keeps minutes: the first looks after it find those of now.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { opened } from './opened.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;

beforeAll(async () => {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
});
afterAll(() => heron.stop());

it.each([4, 7])('goes on after %i hours, such as a night that the schedule leaves out', async (hours) => {
  const { cluster, topology } = await opened(heron);
  const seconds = async (): Promise<number> => {
    heron.world.advance(60);
    const { components } = await cluster.snapshot(topology, 'since-start', signal);
    const [sample] = components.find(({ name }) => name === 'split')?.samples ?? [];
    return sample?.uptimeSeconds ?? 0;
  };
  for (let look = 0; look < 4; look += 1) await seconds();
  const before = await seconds();
  heron.world.advance(3600 * hours);
  const [first, second, third] = [await seconds(), await seconds(), await seconds()];
  expect(first).toBeGreaterThan(before);
  // The minutes of now, and not one part after the other of those that nobody saw.
  expect([second - first, third - second]).toEqual([60, 60]);
});
