// Every recorded answer of the real API server has the same status, shape and words here, traps included.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { recordedBody, requireShared, sharedIsHere } from '../../shared.js';
import { shapeDifferences } from '../shape.js';
import { whilePending } from './while-pending.js';
import { heronWordCount } from './word-count.js';

requireShared('recorded answers of the API server of Heron');

interface Entry {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly content_type: string | null;
  readonly file: string;
}
const folder = 'heron-apiserver-real';
const entries = sharedIsHere
  ? (JSON.parse(recordedBody(folder, 'manifest.json')) as { entries: Entry[] }).entries
  : [];
const form = 'application/x-www-form-urlencoded';

let heron: SimulatedHeron;
const send = (entry: Pick<Entry, 'method' | 'path' | 'body'>): Promise<Response> =>
  fetch(`${heron.apiUrl}${entry.path}`, {
    method: entry.method,
    ...(entry.body === '' ? {} : { body: entry.body }),
    ...(entry.body === ''
      ? {}
      : { headers: { 'content-type': entry.body === '{}' ? 'application/json' : form } }),
  });
const update = (body: string): Promise<Response> =>
  send({ method: 'POST', path: '/api/v1/topologies/local/heron/default/WordCount/update', body });
/** The plan of containers that a dry run would make: instances by container, sorted. */
const newPlan = (response: string): unknown => {
  const [, json = ''] = response.split('\n');
  const { containers } = JSON.parse(json) as {
    containers: { id: number; components: { component: string; id: number }[] }[];
  };
  const shown = containers.map(({ id, components }) => [
    id,
    components.map((one) => `${one.component}_${one.id}`).sort(),
  ]);
  return Object.fromEntries(shown);
};

/** In time of the cluster, a second after the other while it is at an update, until it answers. */
const passing = (answer: Promise<Response>): Promise<Response> =>
  whilePending(heron, answer, () => heron.world.advance(1));

/** What changes nothing, in any order. */
const harmless = entries.filter(
  ({ name }) =>
    /dry-run|same|bad|unknown|no-|wrong|too-many|zero-containers|version|not-found|405|json-body|runtime/.test(
      name,
    ) && !/physical/.test(name),
);

describe.skipIf(!sharedIsHere)('a simulated API server that is asked what the real one was asked', () => {
  beforeAll(async () => {
    heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  });
  afterAll(() => heron.stop());

  it.each(harmless)('$name', async (entry) => {
    const response = await send(entry);
    expect(response.status).toBe(entry.status);
    const text = await response.text();
    if (entry.content_type === null) return;
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(entry.content_type.split(';')[0]);
    if (!entry.content_type.includes('json')) return;
    const [real, simulated] = [JSON.parse(recordedBody(folder, entry.file)), JSON.parse(text)] as Record<
      string,
      string
    >[];
    expect(shapeDifferences(real, simulated, { maps: [] })).toEqual([]);
    if (real?.['message'] !== undefined) expect(simulated).toEqual(real);
    if (!real?.['response']?.startsWith('New')) return;
    const [, realNew = '', , realOld = ''] = real['response'].split('\n');
    const [, simulatedNew = '', , simulatedOld = ''] = (simulated?.['response'] ?? '').split('\n');
    for (const [a, b] of [
      [realNew, simulatedNew],
      [realOld, simulatedOld],
    ] as const)
      expect(shapeDifferences(JSON.parse(a), JSON.parse(b), { maps: [] })).toEqual([]);
    expect(newPlan(simulated?.['response'] ?? '')).toEqual(newPlan(real['response']));
  });

  it('answers of harmless requests are most of what was recorded', () => {
    expect(harmless.length).toBeGreaterThan(35);
  });
});

describe('an update of the simulated Heron', () => {
  beforeEach(async () => {
    heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  });
  afterEach(() => heron.stop());

  const tracked = async (path: string): Promise<Record<string, unknown>> => {
    const query = 'cluster=local&environ=default&topology=WordCount';
    return (await (await fetch(`${heron.trackerUrl}/topologies/${path}?${query}`)).json()) as Record<
      string,
      unknown
    >;
  };
  const instances = async (): Promise<string[]> =>
    Object.keys((await tracked('physicalplan'))['instances'] as object).sort();
  const packed = async (): Promise<number> => {
    const plans = (await tracked('packingplan'))['container_plans'] as { instances: unknown[] }[];
    return plans.reduce((sum, plan) => sum + plan.instances.length, 0);
  };
  const status = async (): Promise<unknown> => (await tracked('executionstate'))['status'];
  const untilPaused = (): Promise<void> => expect.poll(status, { timeout: 20_000 }).toBe('Paused');
  /** What was sent before has arrived once something sent after it was answered. */
  const untilArrived = async (): Promise<void> => {
    await send({ method: 'GET', path: '/api/v1/version', body: '' });
  };

  it('pauses the spouts, leaves no plan for a while, then empties the physical one, and answers after 11 s or more', async () => {
    const begin = heron.world.nowMs();
    const answer = update('component_parallelism=split%3A5');
    await untilPaused();
    expect(await packed()).toBe(0);
    heron.world.advance(1);
    expect([await status(), await packed(), await instances()]).toEqual(['Running', 9, []]);
    const response = await passing(answer);
    expect([response.status, await response.json()]).toEqual([200, { message: 'WordCount updated' }]);
    const seconds = (heron.world.nowMs() - begin) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(11);
    expect(seconds).toBeLessThan(22);
    expect(await instances()).toHaveLength(9);
  });

  it('by RoundRobinPacking moves most instances, and makes a container more', async () => {
    const before = await instances();
    await passing(update('component_parallelism=split%3A5'));
    const after = await instances();
    expect(before.filter((id) => after.includes(id))).toEqual(['container_1_split_1', 'container_2_split_2']);
    expect((await tracked('packingplan'))['container_plans']).toHaveLength(3);
  });

  it('by ResourceCompliantRRPacking leaves them where they are', async () => {
    const before = await instances();
    const repacking =
      'heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking';
    await passing(update(`component_parallelism=split%3A5&${repacking}`));
    const after = await instances();
    expect(before.every((id) => after.includes(id))).toBe(true);
    expect(after).toHaveLength(9);
  });

  it('wipes what the Tracker can show, and goes on working', async () => {
    await passing(update('component_parallelism=split%3A5'));
    const query =
      'cluster=local&environ=default&topology=WordCount&component=count&metricname=__execute-count/default';
    const read = async () =>
      (await (await fetch(`${heron.trackerUrl}/topologies/metrics?${query}&interval=600`)).json()) as {
        metrics: Record<string, Record<string, string>>;
      };
    expect((await read()).metrics).toEqual({});
    heron.world.advance(200);
    const counted = Object.values((await read()).metrics['__execute-count/default'] ?? {}).map(Number);
    expect(counted).toHaveLength(2);
    expect(Math.min(...counted)).toBeGreaterThan(0);
    expect(heron.world.truth()?.throughputPerSecond).toBeGreaterThan(2500);
  });

  it('is one at a time: a second one fails after 6 s, and the first goes on', async () => {
    const first = update('component_parallelism=split%3A5');
    await untilPaused();
    const second = update('component_parallelism=count%3A3');
    await untilArrived();
    const [one, other] = await Promise.all([passing(first), second]);
    expect([one.status, other.status]).toEqual([200, 500]);
    expect(JSON.stringify(await other.json())).toContain('update lock can not be obtained');
  });

  it('of a paused topology answers at once, and leaves it running', async () => {
    await send({
      method: 'POST',
      path: '/api/v1/topologies/local/heron/default/WordCount/deactivate',
      body: '',
    });
    const begin = heron.world.nowMs();
    expect((await passing(update('component_parallelism=count%3A3'))).status).toBe(200);
    expect((heron.world.nowMs() - begin) / 1000).toBeLessThan(3);
    heron.world.advance(15);
    expect(await status()).toBe('Running');
  });

  it('takes longer than ten minutes where containers do not come up, and says so then', async () => {
    heron.world.disturb('crash-loop');
    heron.world.disturb('none');
    heron.world.advance(20);
    const begin = heron.world.nowMs();
    const answer = update('component_parallelism=split%3A5');
    await untilPaused();
    heron.world.disturb('supervisor-down');
    const response = await passing(answer);
    expect(response.status).toBe(500);
    expect((heron.world.nowMs() - begin) / 1000).toBeGreaterThanOrEqual(600);
  });

  it('with no instance of a component is taken, and nothing works any more', async () => {
    expect((await passing(update('component_parallelism=split%3A0'))).status).toBe(500);
    heron.world.advance(60);
    expect(heron.world.truth()?.throughputPerSecond).toBe(0);
  });

  it('is left half done where the API server dies', async () => {
    const answer = update('component_parallelism=split%3A5').catch(() => 'cut');
    await untilPaused();
    await heron.killApi();
    expect(await answer).toBe('cut');
    heron.world.advance(60);
    expect([await status(), await packed()]).toEqual(['Paused', 7]);
  });
});
