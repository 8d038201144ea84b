// Requests to the simulated Heron that are too large to be answered, and names that are only long.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrometheusSink } from '../../../src/emulator/heron/prometheus-sink.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from './word-count.js';

describe.each([
  ['fastapi', '/topologies/metrics/query', 500],
  ['tornado', '/topologies/metricsquery', 404],
] as const)('a Tracker (%s)', (generation, path, status) => {
  let heron: SimulatedHeron;
  beforeAll(async () => {
    heron = await startSimulatedHeron({ scenario: heronWordCount(), generation, speed: 0 });
  });
  afterAll(() => heron.stop());

  it.each([
    'SUM(TS(count,*,__execute-count/default))',
    'DEFAULT(0,TS(count,*,__execute-count/default))',
    'MULTIPLY(2,3)',
  ])('fails a query of more minutes than a week has: %s', async (query) => {
    const ask = (endtime: number): Promise<Response> => {
      const where = `cluster=local&environ=default&topology=WordCount&starttime=60&endtime=${endtime}`;
      return fetch(`${heron.trackerUrl}${path}?${where}&query=${encodeURIComponent(query)}`);
    };
    expect((await ask(60 * 10_080)).status).toBe(200);
    expect((await ask(60 * 10_081)).status).toBe(status);
  });
});

describe('the API server', () => {
  let heron: SimulatedHeron;
  beforeAll(async () => {
    heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  });
  afterAll(() => heron.stop());
  const update = async (body: string, topology = 'WordCount'): Promise<[number, Record<string, string>]> => {
    const response = await fetch(`${heron.apiUrl}/api/v1/topologies/local/heron/default/${topology}/update`, {
      method: 'POST',
      body: `${body}&dry_run=true`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return [response.status, (await response.json()) as Record<string, string>];
  };

  it.each([
    ['split:20000', 'has no room for more than 10000 instances'],
    ['split:6000,count:6000', 'has no room for more than 10000 instances'],
    ['split:-99999999999', 'For input string: "-99999999999"'],
  ])('refuses component_parallelism=%s', async (parallelism, message) => {
    const [status, body] = await update(`component_parallelism=${parallelism}`);
    expect(status).toBe(500);
    expect(body['message']).toContain(message);
  });

  it('takes names of any length', async () => {
    const long = 'x'.repeat(5000);
    expect(await update('component_parallelism=split:4', long)).toEqual([
      500,
      { message: `Topology '${long}' does not exist` },
    ]);
  });
});

it('the sinks answer for any span of time', () => {
  const sink = new PrometheusSink();
  sink.look('container_1_split_1', 3);
  sink.export('container_1_split_1', 'split', [], 1000);
  expect(sink.queueSizes(1060, Number.POSITIVE_INFINITY).get('container_1_split_1')).toBe(3);
});
