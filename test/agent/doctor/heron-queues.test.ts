// Queue sizes of Heron: read where the sinks let them through, and else the lines of metrics_sinks.yaml that let them, as a diff.
import { readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { heronQueueFindings } from '../../../src/agent/doctor/heron-queues.js';
import type { Snapshot } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { opened } from '../../clusters/heron/opened.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;
afterEach(() => heron.stop());

async function measured(options: Parameters<typeof startSimulatedHeron>[0]) {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0, ...options });
  const { cluster, topology } = await opened(heron);
  const info = await cluster.info(signal);
  return { info, snapshot: await cluster.snapshot(topology, 'since-start', signal) };
}
const fills = ({ components }: Snapshot) =>
  components.map(({ name, queueFill }) => [name, queueFill] as const);

describe.each(['fastapi', 'tornado'] as const)('a Tracker (%s)', (generation) => {
  it('that shows queue sizes: the fullest instance, as a share of the room that its queue has', async () => {
    const { info, snapshot } = await measured({ generation, queueSizes: true });
    const [word, split, count] = fills(snapshot);
    expect(word).toEqual(['word', undefined]);
    for (const one of [split, count]) {
      expect(one?.[1]).toBeGreaterThan(0);
      expect(one?.[1]).toBeLessThan(0.1);
    }
    expect(await heronQueueFindings(info, [snapshot], null, signal)).toEqual([
      { check: 'queue sizes', status: 'ok', text: 'instances report them' },
    ]);
  });

  it('that does not: they are unknown, and a diff says what to add', async () => {
    const { info, snapshot } = await measured({ generation });
    expect(fills(snapshot)).toEqual([
      ['word', undefined],
      ['split', null],
      ['count', null],
    ]);
    const [finding] = await heronQueueFindings(info, [snapshot], null, signal);
    expect(finding?.next).toContain('conf/local/metrics_sinks.yaml');
    expect(finding?.next).toContain('clusters[].prometheus');
    expect(finding?.diff).toMatchInlineSnapshot(`
      "--- conf/local/metrics_sinks.yaml
      +++ conf/local/metrics_sinks.yaml
      @@ -1,2 +1,3 @@
         tmanager-metrics-type:
      +    "__gateway-in-stream-queue-size": AVG
           "__emit-count": SUM
      @@ -16,2 +17,3 @@
         metricscache-metrics-type:
      +    "__gateway-in-stream-queue-size": AVG
           "__emit-count": SUM
      "
    `);
  });
});

const usual = (manager: string): string => `sinks:
  - ${manager}-sink
  - metricscache-sink

${manager}-sink:
  flush-frequency-ms: 60000
  ${manager}-metrics-type:
    "__emit-count": SUM
    "__jvm-gc-collection-time-ms": LAST
    "__site-own": SUM

metricscache-sink:
  flush-frequency-ms: 60000
  metricscache-metrics-type:
    "__emit-count": SUM
    "__jvm-gc-collection-time-ms": LAST
`;

describe('the diff', () => {
  it.each([
    ['0.20.3-incubating', 'tmaster'],
    ['0.20.4-incubating', 'tmanager'],
    ['0.20.5-incubating', 'tmanager'],
    ['0.21.0', 'tmanager'],
  ])(
    'for %s can be applied to a file that a site has changed, with the sink named %s',
    async (version, manager) => {
      const { info, snapshot } = await measured({});
      const [finding] = await heronQueueFindings({ ...info, version }, [snapshot], null, signal);
      const patched = applyPatch(usual(manager), finding?.diff ?? '');
      const types = parse(String(patched)) as Record<string, Record<string, Record<string, string>>>;
      const recommended = parse(
        readFileSync(new URL('../../../heron-conf/metrics_sinks.yaml', import.meta.url), 'utf8'),
      ) as typeof types;
      for (const sink of [manager, 'metricscache']) {
        const wanted = recommended[`${sink.replace('tmaster', 'tmanager')}-sink`];
        expect(types[`${sink}-sink`]?.[`${sink}-metrics-type`]).toMatchObject(
          wanted?.[`${sink.replace('tmaster', 'tmanager')}-metrics-type`] ?? {},
        );
      }
    },
  );

  it('is not for Storm', async () => {
    const { info, snapshot } = await measured({});
    expect(await heronQueueFindings({ ...info, engine: 'storm' }, [snapshot], null, signal)).toEqual([]);
  });
});
