// A clock that is set forward or back moves no duration: neither a wait, nor a window, nor a cool-down.
import { afterEach, describe, expect, it } from 'vitest';
import { Acting } from './acting.js';
import { always } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const jumps = [
  ['forward', 7200, 'the clock was set ahead by 7200 s, or the machine slept;'],
  ['back', -7200, 'the clock was set back by 7200 s;'],
] as const;

describe.each(jumps)('the clock is set %s by two hours', (_, seconds, told) => {
  const jump = (): void => {
    acting.clockSetSeconds += seconds;
  };

  it('while the agent waits for its change: it takes as long as ever, and is verified', async () => {
    acting = await Acting.start();
    acting.on('intended', () => acting.in(20, jump));
    const applied = await acting.until('applied');
    expect(Number(applied['seconds'])).toBeGreaterThan(20);
    expect(Number(applied['seconds'])).toBeLessThan(200);
    expect(await acting.until('verified')).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
    expect(acting.calls).toHaveLength(1);
    expect(acting.lines('observed').filter((l) => l['code'] === 'CLOCK_JUMPED')).toMatchObject([
      { seconds, text: expect.stringContaining(told) },
    ]);
  });

  it('in the cool-down: it lasts as long as ever', async () => {
    acting = await Acting.start({ settings: { policy: always(5) } });
    await acting.until('verified');
    const steadyAt = [...acting.agent.memory.watches.values()][0]?.changedAtSeconds ?? 0;
    acting.options = { settings: { policy: always(8) } };
    jump();
    await acting.until('intended', 30);
    const waited = (acting.calls[1]?.atSeconds ?? 0) - steadyAt;
    expect(waited).toBeGreaterThanOrEqual(600);
    expect(waited).toBeLessThan(700);
  });

  it('while a window fills: it is as long as ever', async () => {
    acting = await Acting.start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(2);
    jump();
    await acting.ticks(3);
    for (const line of acting.lines('evaluated')) {
      const { window } = line['evaluation'] as { window: { seconds: number } };
      expect(window.seconds).toBeLessThan(200);
    }
    expect(acting.lines('evaluated').length).toBeGreaterThan(1);
  });

  it('in a back-off: it lasts as long as ever', async () => {
    acting = await Acting.start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(3);
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 3 } });
    await acting.until('override-seen');
    const seenAt = acting.elapsedSeconds;
    acting.options = {};
    jump();
    await acting.until('intended', 40);
    const waited = acting.elapsedSeconds - seenAt;
    expect(waited).toBeGreaterThan(1700);
    expect(waited).toBeLessThan(2200);
  });
});

it('small steps, as a time service makes them, are not worth a line', async () => {
  acting = await Acting.start();
  await acting.ticks(1);
  acting.clockSetSeconds = 4;
  await acting.ticks(1);
  acting.clockSetSeconds = 0;
  await acting.ticks(1);
  expect(JSON.stringify(acting.journal)).not.toContain('CLOCK_JUMPED');
});
