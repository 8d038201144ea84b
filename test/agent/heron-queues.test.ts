// The agent on a Heron whose queue sizes a Prometheus tells: what it journals, what it costs, and that decisions need none of it.
import { afterEach, describe, expect, it } from 'vitest';
import { ExternalReader, type Prometheus, prometheus } from '../../src/external/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import { Acting } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());

interface Asked {
  queries: number;
  /** Answers nothing from now on. */
  isDown: boolean;
}

/** The agent with a Prometheus: by default that of the simulated cluster. */
async function start(given?: string): Promise<Asked> {
  acting = await Acting.start({ through: 'tracker' });
  const elapsedMs = (): number => acting.clock.elapsedMs();
  const at = (url: string): Prometheus => prometheus({ url, timeoutSeconds: 1, concurrency: 4, elapsedMs });
  const [up, down] = [at(given ?? acting.heron.prometheusUrl), at('http://127.0.0.1:1')];
  const asked: Asked = { queries: 0, isDown: false };
  const counted: Prometheus = {
    number: (query, signal) => up.number(query, signal),
    series: (query, signal) => {
      asked.queries += 1;
      return (asked.isDown ? down : up).series(query, signal);
    },
  };
  const { cluster, clock } = acting.agent;
  const external = new ExternalReader({ cluster, clock, prometheus: counted });
  acting.agent = { ...acting.agent, external };
  return asked;
}
const fills = () =>
  acting.lines('evaluated').map((line) => {
    const { components } = line['evaluation'] as Evaluation;
    return components.find(({ name }) => name === 'split')?.queueFill;
  });
const unknown = () => acting.logs.filter(({ message }) => message === 'external-unknown');

describe('queue sizes from Prometheus', () => {
  it('are in what is journaled of each window, and take one query each', async () => {
    const asked = await start();
    await acting.ticks(4);
    expect(acting.story()).toContain('decided APPLY');
    const told = fills();
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toBe(1);
    expect(asked.queries).toBe(told.length);
    expect(unknown()).toEqual([]);
  });

  it('are missing while it is down, which is said once, and the same is decided', async () => {
    const asked = await start();
    asked.isDown = true;
    await acting.ticks(14);
    expect(acting.story().slice(0, 10)).toEqual([
      'observed FIRST_SEEN',
      'observed WINDOW_NOT_FULL',
      'decided APPLY',
      'intended 1 of 1',
      'applied',
      'observed JUST_RESTARTED',
      'observed WINDOW_NOT_FULL',
      'verified AS_PROMISED',
      'decided COOL_DOWN',
      'decided SUFFICIENT',
    ]);
    expect(new Set(fills())).toEqual(new Set([null]));
    expect(unknown()).toHaveLength(1);
    expect(unknown()[0]?.['problems']).toEqual([expect.stringMatching(/^queue sizes: .*ECONNREFUSED/)]);
    asked.isDown = false;
    await acting.ticks(1);
    expect(fills().at(-1)).toBeGreaterThanOrEqual(0);
  });
});
