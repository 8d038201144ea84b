// The Prometheus of the simulated Heron, and the sinks that it scrapes: their names, and what stays of an instance that is gone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrometheusSink } from '../../../src/emulator/heron/prometheus-sink.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from './word-count.js';

let heron: SimulatedHeron;
beforeAll(async () => {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
});
afterAll(() => heron.stop());

const selector =
  'heron_gateway_in_stream_queue_size{topology="WordCount",cluster_role_env="local/heron/default"}';
const asked = (of: string): string => `max by (instance_id) (avg_over_time(${of}[2m]))`;
async function query(text: string) {
  const answer = await fetch(`${heron.prometheusUrl}/api/v1/query?query=${encodeURIComponent(text)}`);
  return { status: answer.status, body: (await answer.json()) as Answer };
}
interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: { readonly metric: { readonly instance_id: string }; value: [number, string] }[];
  };
}
const instances = async (): Promise<string[]> =>
  ((await query(asked(selector))).body.data?.result ?? []).map(({ metric }) => metric.instance_id).sort();

describe('the simulated Prometheus', () => {
  it('has the queue of each instance of a bolt, at the time of the cluster', async () => {
    expect(await instances()).toHaveLength(5);
    const { body } = await query(asked(selector));
    for (const { value } of body.data?.result ?? []) {
      expect(value[0]).toBeCloseTo(heron.world.nowMs() / 1000);
      expect(Number(value[1])).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([
    ['another topology', selector.replace('WordCount', 'Other')],
    ['another place', selector.replace('default', 'prod')],
    ['another metric', selector.replace('in_stream', 'out_stream')],
    ['a label that it has not', selector.replace('}', ',pod="a"}')],
  ])('finds nothing for %s', async (_, other) => {
    expect((await query(asked(other))).body).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [] },
    });
  });

  it.each(['up', '', asked(selector.replace('=', '=~')), asked('heron_x{topology="}')])(
    'says that it answers one query, and not %j',
    async (text) => {
      const { status, body } = await query(text);
      expect(status).toBe(400);
      expect(body).toMatchObject({ status: 'error', error: expect.stringContaining('answers one query') });
    },
  );
});

describe('the sinks', () => {
  it('write names and labels as PrometheusSink.java does', async () => {
    const text = await (await fetch(`${heron.prometheusUrl}/metrics`)).text();
    const lines = text.trimEnd().split('\n');
    const shape =
      /^heron_[a-z0-9_]+\{cluster_role_env="local\/heron\/default",component="\w+",component_type="(bolt|spout)",instance_id="container_\d_\w+_\d",topology="WordCount"\} [-\d.e]+ \d{13}$/;
    expect(lines.filter((line) => !shape.test(line))).toEqual([]);
    const names = new Set(lines.map((line) => line.slice(0, line.indexOf('{'))));
    expect(names).toContain('heron_gateway_in_stream_queue_size');
    expect(names).toContain('heron_execute_count_default');
    expect(names).toContain('heron_jvm_uptime_secs');
    const spouts = lines.filter((line) => line.includes('component_type="spout"'));
    expect(new Set(spouts.map((line) => /component="(\w+)"/.exec(line)?.[1]))).toEqual(new Set(['word']));
  });

  it('have the last export of an instance for ten minutes, gone or not, as a mean of its looks at the queue', () => {
    const sink = new PrometheusSink();
    const id = 'container_1_split_1';
    for (const waiting of [2, 4]) sink.look(id, waiting);
    sink.export(id, 'split', [], 1000);
    sink.look(id, 9);
    sink.export(id, 'split', [], 1060);
    const read = (now: number) => sink.queueSizes(now, 120).get(id);
    expect(read(999)).toBeUndefined();
    expect(read(1059)).toBe(3);
    // Four scrapes of either export.
    expect(read(1119)).toBe(6);
    expect(read(1660)).toBe(9);
    expect(read(1660 + 120)).toBeUndefined();
    expect(sink.exposed(1660)).toHaveLength(1);
    expect(sink.exposed(1661)).toEqual([]);
  });
});
