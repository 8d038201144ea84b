// The output of a component: Storm's own count of it is noisy, because acknowledgements share its sampler.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/metrics/index.js';
import { executorWindow, input, windowOf } from '../builders.js';
import { seeded } from './random.js';

/** What one in 20, picked anew in each run of 20 emissions, counts of `tuples` emissions that alternate with acknowledgements. */
function sampledEmissions(tuples: number, random: () => number): number {
  let counted = 0;
  for (let run = 0; run < (2 * tuples) / 20; run++) {
    const picked = Math.floor(random() * 20);
    if (picked % 2 === 0) counted += 20;
  }
  return counted;
}

const streams = { outputs: [{ stream: 'default', emitted: 18_000 }] };
const acker = { name: '__acker', kind: 'system' as const, executors: 1 };

function spoutOutput(emitted: number, executed: number, behind: readonly string[] = ['split']): number {
  const components = [
    { name: 'lines', kind: 'spout' as const, ...streams },
    ...behind.map((name) => ({ name, inputs: [input('lines')] })),
    acker,
  ];
  const windows = [
    executorWindow('lines', '[1-1]', { emitted, seconds: 60 }),
    ...behind.map((name) => executorWindow(name, `[${name}]`, { executed, seconds: 60 })),
  ];
  return evaluate(windowOf(components, windows)).components[0]?.outputPerSecond ?? 0;
}

describe('what a spout emits', () => {
  it('is known within 1 % from the bolt behind it, although its own counter is off by 5 % now and then', () => {
    const random = seeded(7);
    const counts = Array.from({ length: 300 }, () => sampledEmissions(18_000, random));
    const farOff = counts.filter((c) => Math.abs(c / 18_000 - 1) > 0.05);
    const right = counts.filter((c) => Math.abs(spoutOutput(c, 18_000) / 300 - 1) < 0.01);
    expect(farOff.length).toBeGreaterThan(3);
    expect(right.length).toBeGreaterThanOrEqual(0.99 * counts.length);
  });

  it('is its own count while a queue grows in front of the bolt', () => {
    expect(spoutOutput(36_000, 18_000)).toBe(600);
  });

  it('is its own count when no bolt reads the stream', () => {
    expect(spoutOutput(17_400, 0, [])).toBe(290);
  });

  it('is counted once, although two bolts read the same stream', () => {
    expect(spoutOutput(17_600, 18_000, ['split', 'store'])).toBe(300);
  });

  it('has an error that says how noisy its own count is: 2.4 % for 18 000 tuples', () => {
    const components = [{ name: 'lines', kind: 'spout' as const, ...streams }, acker];
    const windows = [executorWindow('lines', '[1-1]', { emitted: 18_000, seconds: 600 })];
    const error = evaluate(windowOf(components, windows)).components[0]?.rateError ?? 0;
    expect(error).toBeCloseTo(0.0236, 3);
  });
});
