// Queue sizes of Heron's instances out of a Prometheus: what is asked, what counts, and every way in which none are told.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/clusters/index.js';
import { startSimulatedHeron } from '../../src/emulator/index.js';
import { ExternalReader, type Prometheus, prometheus, type QueriedSeries } from '../../src/external/index.js';
import { engineWindow } from '../../src/metrics/index.js';
import { fakeClock } from '../agent/fake-clock.js';
import { snapshot as stormSnapshot } from '../builders.js';
import { trackerDouble } from '../clusters/heron/double.js';
import { opened } from '../clusters/heron/opened.js';
import { heronWordCount } from '../emulator/heron/word-count.js';

const { signal } = new AbortController();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A look at the word count, and the Prometheus that scrapes it. */
async function look(
  options: Parameters<typeof startSimulatedHeron>[0] = {},
): Promise<{ readonly snapshot: Snapshot; readonly url: string }> {
  const heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0, ...options });
  stops.push(heron.stop);
  const { cluster, topology } = await opened(heron);
  const snapshot = await cluster.snapshot(topology, 'engine-10min', signal);
  return { snapshot, url: heron.prometheusUrl };
}
/** The same, when only what was seen counts. */
let found: Snapshot;
beforeAll(async () => {
  const heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  const { cluster, topology } = await opened(heron);
  found = await cluster.snapshot(topology, 'engine-10min', signal);
  await heron.stop();
});

const reading = (snapshot: Snapshot, asked: Prometheus | null) =>
  new ExternalReader({
    cluster: { name: 'h' } as never,
    clock: fakeClock(),
    prometheus: asked,
  }).queueSizes(engineWindow(snapshot), signal);
const fillsOf = ({ components }: Snapshot) =>
  Object.fromEntries(components.map(({ name, queueFill }) => [name, queueFill]));
const at = (url: string): Prometheus =>
  prometheus({ url, timeoutSeconds: 1, concurrency: 4, elapsedMs: () => 0 });
/** Answers these series, and notes the queries. */
function fixed(series: readonly QueriedSeries[]): Prometheus & { readonly queries: string[] } {
  const queries: string[] = [];
  return {
    queries,
    number: () => Promise.reject(new Error('not asked for')),
    series: (query) => {
      queries.push(query);
      return Promise.resolve(series);
    },
  };
}
const one = (instance_id: string, value: string): QueriedSeries => ({ labels: { instance_id }, value });

describe('queue sizes of a Prometheus', () => {
  it('are those that the Tracker shows where its sinks let them through, within a tenth of the queue', async () => {
    const shown = await look({ queueSizes: true });
    const hidden = await look();
    const { window, problems } = await reading(hidden.snapshot, at(hidden.url));
    expect(problems).toEqual([]);
    const [told, wanted] = [fillsOf(window.snapshot), fillsOf(shown.snapshot)];
    expect(Object.keys(told)).toEqual(['word', 'split', 'count']);
    expect(told.word).toBeUndefined();
    for (const bolt of ['split', 'count']) {
      expect(told[bolt]).toBeGreaterThan(0);
      expect(Math.abs((told[bolt] ?? 1) - (wanted[bolt] ?? 0))).toBeLessThan(0.1);
    }
  });

  it('take one query for a topology, and none where the Tracker shows them, or on Storm', async () => {
    const asked = fixed([one('container_1_split_3', '32')]);
    await reading(found, asked);
    expect(asked.queries).toEqual([
      'max by (instance_id) (avg_over_time(heron_gateway_in_stream_queue_size{topology="WordCount",cluster_role_env="local/heron/default"}[2m]))',
    ]);
    const { snapshot: shown } = await look({ queueSizes: true });
    expect(await reading(shown, asked)).toEqual({ window: engineWindow(shown), problems: [] });
    expect((await reading(stormSnapshot([]), asked)).problems).toEqual([]);
    expect((await reading(found, null)).problems).toEqual([]);
    expect(asked.queries).toHaveLength(1);
  });

  it('are of the fullest instance that runs, with the room that the topology gives its queues, and not above 1', async () => {
    const [split = []] = found.components
      .filter(({ name }) => name === 'split')
      .map(({ samples }) => samples.map(({ id }) => id));
    const [first = '', second = ''] = split;
    const told = [one(first, '12.5'), one(second, '32'), one('container_9_split_99', '128')];
    const fill = async (snapshot: Snapshot, series = told) =>
      fillsOf((await reading(snapshot, fixed(series))).window.snapshot);
    expect(await fill(found)).toMatchObject({ split: 0.25, count: null });
    const key = 'heron.instance.internal.bolt.read.queue.capacity';
    const roomy = { ...found, configuration: { ...found.configuration, [key]: 256 } };
    expect(await fill(roomy)).toMatchObject({ split: 0.125 });
    expect(await fill(found, [one(first, '500')])).toMatchObject({ split: 1 });
  });

  it.each(['NaN', '+Inf', '-Inf', '-1', 'many'])('that read %s are not known', async (value) => {
    const id = found.components.find(({ name }) => name === 'split')?.samples[0]?.id ?? '';
    const { window, problems } = await reading(found, fixed([one(id, value)]));
    expect(fillsOf(window.snapshot)).toMatchObject({ split: null, count: null });
    expect(problems).toEqual([expect.stringMatching(/^queue sizes: .*no series of an instance that runs/)]);
  });

  it('without the label of an instance, or all of instances that are gone, are none', async () => {
    for (const series of [[], [{ labels: {}, value: '3' }], [one('container_7_split_70', '3')]]) {
      const { window, problems } = await reading(found, fixed(series));
      expect(window.snapshot).toEqual(found);
      expect(problems).toHaveLength(1);
    }
  });

  it('are asked for by the odd name of a topology, and found', async () => {
    const name = `it's "odd" \\ {,}`;
    const { snapshot: odd, url } = await look({ scenario: { ...heronWordCount(), name } });
    expect(odd.topology.name).toBe(name);
    const { window, problems } = await reading(odd, at(url));
    expect(problems).toEqual([]);
    expect(fillsOf(window.snapshot).split).toBeGreaterThan(0);
    const line = { ...odd, topology: { ...odd.topology, name: 'a\nb' } };
    const asked = fixed([]);
    await reading(line, asked);
    expect(asked.queries[0]).toContain(String.raw`topology="a\nb"`);
  });

  it('are asked for without the label of the place where the topology has no role, as the sink leaves it out', async () => {
    const place = { cluster: 'local', role: '', environ: 'default' };
    const asked = fixed([]);
    await reading({ ...found, topology: { ...found.topology, place } }, asked);
    expect(asked.queries[0]).toContain('cluster_role_env=""');
  });

  it('of a topology of that name elsewhere are not taken for its own', async () => {
    const { snapshot, url } = await look();
    const place = { cluster: 'local', role: 'heron', environ: 'prod' };
    const { problems } = await reading({ ...snapshot, topology: { ...snapshot.topology, place } }, at(url));
    expect(problems).toHaveLength(1);
  });
});

describe('a Prometheus that tells none', () => {
  it.each([
    ['another server', { body: { topologies: [] } }, 'not an answer of Prometheus'],
    [
      'a matrix',
      { body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
      'not an answer',
    ],
    ['a page', { type: 'text/html', body: '<html>' }, 'the answer is not JSON'],
    ['an error', { status: 422, body: { status: 'error', error: 'too many samples' } }, 'too many samples'],
    ['nothing', undefined, 'timeout of 1000ms exceeded'],
  ])('but answers %s is a problem that is said, and the window stays as it is', async (_, answer, text) => {
    const double = await trackerDouble(() => answer);
    stops.push(double.stop);
    const { window, problems } = await reading(found, at(double.url));
    expect(window.snapshot).toEqual(found);
    expect(problems).toEqual([expect.stringMatching(/^queue sizes: /)]);
    expect(problems[0]).toContain(text);
  });

  it('because Trimtab is asked to end is no problem but the end', async () => {
    const ending = new AbortController();
    const double = await trackerDouble(() => undefined);
    stops.push(double.stop);
    const reader = new ExternalReader({
      cluster: { name: 'h' } as never,
      clock: fakeClock(),
      prometheus: at(double.url),
    });
    const running = reader.queueSizes(engineWindow(found), ending.signal);
    ending.abort(new Error('asked to end'));
    await expect(running).rejects.toThrow('asked to end');
  });
});
