// The machine's clock, at its own pace or faster, with waits that can be broken off.
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/util/index.js';

describe('the system clock', () => {
  it('tells the machine’s time', () => {
    const before = Date.now();
    const now = systemClock().now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('runs faster for a cluster that does: a cluster minute in a thousandth of one', async () => {
    const clock = systemClock(1000);
    const [start, wallStart] = [clock.now(), Date.now()];
    await clock.sleep(60_000);
    expect(Date.now() - wallStart).toBeLessThan(5000);
    // The timer may fire a millisecond early by the wall, which is a second here.
    expect(clock.now() - start).toBeGreaterThanOrEqual(58_000);
  });

  it('ends a wait at once with the reason of the signal, also one that was given before', async () => {
    const controller = new AbortController();
    const wait = systemClock().sleep(60_000, controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(wait).rejects.toThrow('Ctrl-C');
    await expect(systemClock().sleep(60_000, controller.signal)).rejects.toThrow('Ctrl-C');
  });
});
