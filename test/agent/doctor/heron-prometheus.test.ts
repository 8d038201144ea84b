// Queue sizes that a Prometheus is to tell, as doctor finds them: told of all, of some, of none, and not at all.
import { readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { prometheusFindings } from '../../../src/agent/doctor/heron-prometheus.js';
import { heronQueueFindings } from '../../../src/agent/doctor/heron-queues.js';
import type { ClusterInfo, Snapshot } from '../../../src/clusters/index.js';
import { startSimulatedHeron } from '../../../src/emulator/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import type { Prometheus } from '../../../src/external/index.js';
import { opened } from '../../clusters/heron/opened.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';

const { signal } = new AbortController();
let hidden: Snapshot;
let shown: Snapshot;
let info: ClusterInfo;
beforeAll(async () => {
  const look = async (queueSizes: boolean) => {
    const heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0, queueSizes });
    const { cluster, topology } = await opened(heron);
    info = await cluster.info(signal);
    const snapshot = await cluster.snapshot(topology, 'engine-10min', signal);
    await heron.stop();
    return snapshot;
  };
  hidden = await look(false);
  shown = await look(true);
});

/** Has the first so many of the instances of bolts, in each topology that it is asked about. */
function knowing(count: number): Prometheus {
  const bolts = hidden.components.filter(({ kind }) => kind === 'bolt');
  const ids = bolts.flatMap(({ samples }) => samples.map(({ id }) => id)).slice(0, count);
  return {
    number: () => Promise.reject(new Error('not asked for')),
    series: () => Promise.resolve(ids.map((instance_id) => ({ labels: { instance_id }, value: '1' }))),
  };
}
const named = (name: string, cluster = 'local'): Snapshot => ({
  ...hidden,
  topology: { ...hidden.topology, name, place: { cluster, role: 'heron', environ: 'default' } },
});

describe('doctor', () => {
  it('finds them told of all instances, of a few, and of none, for each topology', async () => {
    expect(await prometheusFindings(knowing(5), [hidden], signal)).toEqual([
      {
        check: 'queue sizes',
        status: 'ok',
        text: 'WordCount: Prometheus has them, of 5 of 5 instances of bolts',
      },
    ]);
    const [some] = await prometheusFindings(knowing(3), [hidden], signal);
    expect(some).toMatchObject({ status: 'warning', text: expect.stringContaining('of 3 of 5 instances') });
    expect(some?.next).toMatch(/scrape the sink of every container.*port-file/);
    const none = await prometheusFindings(knowing(0), [named('a'), named('b')], signal);
    expect(none.map(({ status, text }) => [status, text.slice(0, 2)])).toEqual([
      ['warning', 'a:'],
      ['warning', 'b:'],
    ]);
    expect(none[0]?.text).toContain('heron_gateway_in_stream_queue_size{topology="a"');
    expect(none.map(({ diff }) => diff !== undefined)).toEqual([true, false]);
  });

  it('says once that Prometheus does not answer, and that decisions go on', async () => {
    const silent: Prometheus = {
      number: () => Promise.reject(new Error('not asked for')),
      series: (query) => Promise.reject(new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: no route`)),
    };
    const findings = await prometheusFindings(silent, [named('a'), named('b')], signal);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      status: 'warning',
      text: expect.stringMatching(/^TRIMTAB_E_EXTERNAL: .*no route$/),
      next: expect.stringContaining('decisions are made without'),
    });
  });

  it('asks about topologies alone whose Tracker does not show them', async () => {
    const find = (snapshots: readonly Snapshot[]) => heronQueueFindings(info, snapshots, knowing(5), signal);
    expect(await find([shown])).toEqual([
      { check: 'queue sizes', status: 'ok', text: 'instances report them' },
    ]);
    expect((await find([shown, named('b')])).map(({ text }) => text)).toEqual([
      'b: Prometheus has them, of 5 of 5 instances of bolts',
    ]);
  });

  it.each([
    ['kubernetes', 'port 8080, path /metrics'],
    ['nomad', 'the port in its port_file'],
  ])('does not add the sink that the files of %s have', async (cluster, port) => {
    const [finding] = await prometheusFindings(knowing(0), [named('a', cluster)], signal);
    expect(finding?.diff).toBeUndefined();
    expect(finding?.next).toContain(port);
  });
});

/** As Heron's own files begin, in fewer words. */
const usual = `########### what they are
sinks:
  - file-sink
  - tmanager-sink
  - metricscache-sink

########### and how each is set up
########### option class is required

### Config for file-sink
file-sink:
  class: "org.apache.heron.metricsmgr.sink.FileSink"
  filename-output: "metrics.json"

### Config for tmanager-sink
tmanager-sink:
  flush-frequency-ms: 60000
`;

it('the diff adds the sink to a file as Heron brings it', async () => {
  const [finding] = await prometheusFindings(knowing(0), [hidden], signal);
  expect(finding?.diff).toMatchInlineSnapshot(`
    "--- conf/local/metrics_sinks.yaml
    +++ conf/local/metrics_sinks.yaml
    @@ -1,2 +1,3 @@
     sinks:
    +  - prometheus-sink
       - file-sink
    @@ -5,2 +6,8 @@
     
    +### Config for prometheus-sink
    +prometheus-sink:
    +  class: "org.apache.heron.metricsmgr.sink.PrometheusSink"
    +  port: 8080
    +  path: /metrics
    +
     ### Config for file-sink
    "
  `);
  const patched = parse(String(applyPatch(usual, finding?.diff ?? ''))) as Record<string, unknown>;
  expect(patched).toMatchObject({
    sinks: ['prometheus-sink', 'file-sink', 'tmanager-sink', 'metricscache-sink'],
    'prometheus-sink': {
      class: 'org.apache.heron.metricsmgr.sink.PrometheusSink',
      port: 8080,
      path: '/metrics',
    },
    'file-sink': { 'filename-output': 'metrics.json' },
  });
  const file = new URL('../../../heron-conf/metrics_sinks.yaml', import.meta.url);
  const recommended = parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(recommended['prometheus-sink']).toEqual(patched['prometheus-sink']);
});
