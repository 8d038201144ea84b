// trimtab simulate: one line when it answers, an end when it is asked to, clear errors for what it cannot do.
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { simulateCommand } from '../../src/cli/demo/simulate.js';

describe('trimtab simulate', () => {
  let log: MockInstance<typeof console.log>;
  beforeEach(() => {
    asked = new AbortController();
    log = vi.spyOn(console, 'log').mockImplementation(() => {});
  });
  afterEach(() => log.mockRestore());

  let asked: AbortController;
  const run = (...words: string[]): Promise<unknown> =>
    simulateCommand(asked.signal).parseAsync(words, { from: 'user' });

  it('prints one line once it answers, and ends when asked to, with nothing left listening', async () => {
    const running = run('--engine', 'storm', '--speed', '60');
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce(), { timeout: 10_000 });
    const ready = JSON.parse(String(log.mock.calls[0]?.[0])) as {
      ui: string;
      nimbus: string;
    };
    const { ui, nimbus } = ready;
    expect(ready).toEqual({ ready: true, ui, nimbus, tracker: null, api: null, prometheus: null, speed: 60 });
    expect(nimbus).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(ready.ui).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${ready.ui}/api/v1/cluster/summary`)).status).toBe(200);
    asked.abort();
    await running;
    await expect(fetch(`${ready.ui}/api/v1/cluster/summary`)).rejects.toThrow();
  });

  it.each(['tornado', 'fastapi'])('runs a Heron with a Tracker of the generation %s', async (generation) => {
    const running = run('--engine', 'heron', '--generation', generation);
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce(), { timeout: 10_000 });
    const ready = JSON.parse(String(log.mock.calls[0]?.[0])) as { tracker: string; prometheus: string };
    const { tracker, prometheus } = ready;
    expect(ready).toEqual({
      ready: true,
      ui: null,
      nimbus: null,
      tracker,
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      prometheus: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      speed: 1,
    });
    expect(await (await fetch(`${prometheus}/metrics`)).text()).toMatch(/^heron_/);
    const answer: unknown = await (await fetch(`${tracker}/clusters`)).json();
    expect(generation === 'fastapi' ? answer : (answer as { result: unknown }).result).toEqual(['local']);
    asked.abort();
    await running;
    await expect(fetch(`${tracker}/clusters`)).rejects.toThrow();
  });

  it.each(['golden/g06-flapping', 'g06-flapping'])('runs the shipped scenario %s by name', async (name) => {
    const running = run('--engine', 'storm', '--scenario', name);
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce(), { timeout: 10_000 });
    const { ui } = JSON.parse(String(log.mock.calls[0]?.[0])) as { ui: string };
    const answer = await fetch(`${ui}/api/v1/topology/summary`);
    expect(await answer.json()).toMatchObject({ topologies: [{ name: 'g06-flapping' }] });
    asked.abort();
    await running;
  });

  it('lists the shipped scenarios where neither a file nor one of them has that name', async () => {
    await expect(run('--engine', 'storm', '--scenario', 'g06-flaping')).rejects.toMatchObject({
      code: 'TRIMTAB_E_CONFIG_FILE',
      next: expect.stringMatching(/one that is shipped: golden\/g01-wordcount-ds2, .*, top-words\.$/),
    });
  });

  it.each([
    ['TRIMTAB_E_ENGINE', ['--engine', 'flink']],
    ['TRIMTAB_E_USAGE', ['--engine', 'heron', '--ui-port', '0']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--generation', 'tornado']],
    ['TRIMTAB_E_USAGE', ['--engine', 'heron', '--tracker-port', '70000']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--speed', '0']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--speed', 'fast']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--speed', '']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--seed', '1.5']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--ui-port', '70000']],
    ['TRIMTAB_E_USAGE', ['--engine', 'storm', '--nimbus-port', '-1']],
    ['TRIMTAB_E_CONFIG_FILE', ['--engine', 'storm', '--scenario', '/no/such/file.yaml']],
  ])('throws %s for %j', async (code, words) => {
    await expect(run(...words)).rejects.toMatchObject({ code });
    expect(log).not.toHaveBeenCalled();
  });
});
