// What an agent remembers of the load while a planned peak is on or near.
import { afterEach, expect, it } from 'vitest';
import { Acting } from './acting.js';
import { always } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

it.each([
  ['on', { cron: '* * * * *', for: 3600, factor: 3 }],
  ['near', { cron: '*/10 * * * *', for: 1, factor: 3 }],
])('while it is %s, the load is what is there', async (_, peak) => {
  acting = await Acting.start({
    settings: { policy: always(2) },
    topology: () => ({ expected: [peak] }),
  });
  await acting.until('decided');
  await acting.until('decided');
  const [throughputPerSecond = 0] = acting
    .lines('evaluated')
    .map((line) => (line['evaluation'] as { throughputPerSecond: number }).throughputPerSecond);
  const loads = acting.agent.memory.watches.get(acting.topologyId)?.loads ?? [];
  expect(loads.length).toBeGreaterThan(0);
  for (const { perSecond } of loads) {
    expect(perSecond).toBeGreaterThan(0.8 * throughputPerSecond);
    expect(perSecond).toBeLessThan(1.2 * throughputPerSecond);
  }
});
