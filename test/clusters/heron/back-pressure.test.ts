// How the back pressure of many instances is asked for: in as few requests as a proxy takes.
import { expect, it } from 'vitest';
import { readBackPressure } from '../../../src/clusters/heron/back-pressure.js';
import { metricNames } from '../../../src/clusters/heron/metric-names.js';
import type { HeronPlan } from '../../../src/clusters/heron/plan.js';
import { tracker } from '../../../src/clusters/heron/tracker.js';
import { trackerDouble } from './double.js';

const { signal } = new AbortController();
const words = { cluster: 'local', role: 'ads', environ: 'prod', name: 'WordCountTopology' };
/** What nginx takes of a request's line, its method and version included, where nothing else is set. */
const nginxBytes = 8 * 1024;

function planOf(bolt: string, count: number): HeronPlan {
  const ids = Array.from({ length: count }, (_, i) => `container_${10 + (i % 20)}_${bolt}_${i + 1}`);
  const instances = ids.map((id) => ({ id, container: 1, place: null }));
  const metrics = metricNames('bolt', [], []);
  const component = { name: bolt, kind: 'bolt', inputs: [], streams: [], instances, metrics } as const;
  return { components: [component], containers: [1], isComplete: true };
}

it.each([
  ['split', 70, 1],
  ['split', 250, 4],
  ['com.example.enrichment.SessionizerBolt', 120, 3],
  ['com.example.анализ.Сессии', 120, 4],
])('%s with %i instances takes %i requests, each below the limit of nginx', async (bolt, count, requests) => {
  const asked: URLSearchParams[] = [];
  const double = await trackerDouble((path, parameters) => {
    if (path.endsWith('timeline')) asked.push(parameters);
    const timeline = Object.fromEntries(
      parameters.getAll('metricname').map((metric) => [metric, { stmgr: { 60: 600, 120: 600 } }]),
    );
    return { body: { component: '__stmgr__', starttime: 0, endtime: 120, timeline } };
  });
  try {
    const source = tracker({ url: double.url, timeoutSeconds: 5, concurrency: 4, auth: {} });
    const read = await readBackPressure(source, words, planOf(bolt, count), { from: 0, to: 120 }, signal);
    expect(asked).toHaveLength(requests);
    for (const parameters of asked) expect(`${parameters}`.length).toBeLessThan(nginxBytes - 500);
    // Each instance once: 600 ms in a minute of each.
    expect(asked.flatMap((parameters) => parameters.getAll('metricname'))).toHaveLength(count + 1);
    expect(read.byComponent.get(bolt)).toBe(10 * count);
  } finally {
    await double.stop();
  }
});
