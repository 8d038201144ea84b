// Whether workers report their queues: what doctor finds, what a dry run proposes, and what a suggestion shows of it.
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/agent/decide/decide.js';
import {
  examine,
  type Finding,
  type ReportingToExamine,
  reportersOperation,
} from '../../../src/agent/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { type QueueMetrics, type QueueSource, reporterEntry } from '../../../src/metrics/index.js';
import { policyNamed } from '../../../src/policy/index.js';
import { balanced, evidence, idleWindow, info, topology } from '../../builders.js';
import { fakeClock } from '../fake-clock.js';
import { fakeCluster } from '../fake-cluster.js';

const target = { host: 'master-1', port: 2003, periodSeconds: 10 };
const entry = reporterEntry(target, hostname());
const csv = { class: 'org.apache.storm.metrics2.reporters.CsvStormReporter' };
const key = 'topology.metrics.reporters';

const noQueues: QueueMetrics = {
  components: new Map(),
  workers: new Map(),
  backpressureShare: null,
  skippedMaxSpoutShare: null,
  skippedInactiveShare: null,
  backpressureOverflow: null,
};

function source(workers: readonly string[], queues = noQueues): QueueSource {
  return {
    queueMetrics: () => queues,
    reportingWorkers: () => new Set(workers),
    counts: () => ({ accepted: 0, ignored: 0, dropped: 0 }),
  };
}

function reporting(own: Partial<ReportingToExamine> = {}): ReportingToExamine {
  return { target, propose: false, listen: '0.0.0.0:2003', problem: null, source: source([]), ...own };
}

describe('the operation that adds the reporter', () => {
  it('is a rebalance of the configuration alone, with every reporter that is there', () => {
    expect(reportersOperation(topology, { [key]: [csv] }, target)).toEqual({
      kind: 'rebalance-configuration',
      waitSeconds: 30,
      settings: { [key]: [csv, entry] },
    });
    expect(reportersOperation(topology, { 'topology.message.timeout.secs': 60 }, target)?.waitSeconds).toBe(
      60,
    );
  });

  it('is none where nothing would change, where the setting is odd, and while nothing can be rebalanced', () => {
    expect(reportersOperation(topology, { [key]: [csv, entry] }, target)).toBeNull();
    expect(reportersOperation(topology, { [key]: 'none' }, target)).toBeNull();
    expect(reportersOperation({ status: 'rebalancing' }, {}, target)).toBeNull();
  });
});

describe('doctor', () => {
  async function findings(
    found: ReportingToExamine | null,
    own: { configuration?: Record<string, unknown>; generation?: 'storm-1.2'; waitSeconds?: number } = {},
  ): Promise<readonly Finding[]> {
    const { configuration = {}, generation = 'storm-2.x', waitSeconds = 150 } = own;
    const clock = fakeClock();
    const cluster = fakeCluster(clock);
    const all = await examine({
      cluster: {
        ...cluster,
        info: () => Promise.resolve({ ...info, generation }),
        snapshot: async (...asked) => ({ ...(await cluster.snapshot(...asked)), configuration }),
      },
      url: 'http://ui',
      clock,
      simulated: true,
      waitSeconds,
      nodeVersion: '22.0.0',
      agent: { policy: 'ds2', fallback: 'ds2', model: 'models/default', tree: 'models/tree' },
      reporting: found,
      signal: new AbortController().signal,
    });
    return all.filter((f) => f.check === 'queues' || f.text.startsWith('queues:'));
  }
  const told = (all: readonly Finding[]) => all.map((f) => `${f.status} ${f.check}: ${f.text}`);

  it('says nothing of it where nobody listens', async () => {
    expect(await findings(null)).toEqual([]);
  });

  it('says how many workers report', async () => {
    const found = await findings(reporting({ source: source(['n1:6700', 'n1:6701']) }));
    expect(told(found)).toEqual([
      'ok queues: listens on 0.0.0.0:2003; workers are to report to master-1:2003',
      'ok topology wordcount: queues: 2 of 2 workers report',
    ]);
  });

  it('gives the whole value in the forms in which it can be set, when they do not', async () => {
    const system = { class: 'org.example.SystemReporter' };
    const configuration = { [key]: [csv, system], 'storm.topology.metrics.system.reporters': [system] };
    const [, found] = await findings(reporting(), { configuration });
    expect(found?.status).toBe('warning');
    expect(found?.text).toBe(
      'queues: its workers are not set to report to master-1:2003, so their fill and backpressure are unknown',
    );
    const [now, submission, yaml] = found?.paste ?? [];
    expect(now?.text).toBe(
      `storm rebalance wordcount -w 30 -t '${JSON.stringify({ [key]: [csv, system, entry] })}'`,
    );
    // Nimbus adds those of the cluster to every submission by itself.
    const own = JSON.stringify([csv, entry]);
    expect(submission?.text).toBe(`storm jar JAR MAIN_CLASS ARGUMENTS -c '${key}=${own}'`);
    expect(yaml).toEqual({ where: 'storm.yaml', text: `${key}: ${own}` });
  });

  it('says where to look when they are set to, and do not', async () => {
    const [, found] = await findings(reporting({ source: source(['n1:6700']) }), {
      configuration: { [key]: [entry] },
    });
    expect(found).toMatchObject({
      status: 'warning',
      text: 'queues: set to report to master-1:2003, but 1 of 2 workers do',
      next: expect.stringContaining('"Unable to report to Graphite"') as string,
    });
  });

  it('does not wait for lines with --wait 0', async () => {
    const found = await findings(reporting(), { configuration: { [key]: [entry] }, waitSeconds: 0 });
    expect(told(found)[1]).toBe('ok topology wordcount: queues: set to report to master-1:2003; not watched');
  });

  it('takes a taken port for an agent’s, and any other for a fault', async () => {
    const error = new TrimtabError('TRIMTAB_E_PORT', 'cannot listen', { next: 'Give another port.' });
    const [taken] = await findings(reporting({ source: null, problem: { error, taken: true } }));
    expect(taken).toMatchObject({
      status: 'warning',
      text: 'cannot listen: whether workers report is not checked',
    });
    const [broken] = await findings(reporting({ source: null, problem: { error, taken: false } }));
    expect(broken).toMatchObject({ status: 'broken', code: 'TRIMTAB_E_PORT', exit: 1 });
  });

  it('says of Storm 1.2 that it has no such reporter', async () => {
    const found = await findings(reporting(), { generation: 'storm-1.2' });
    expect(told(found)).toEqual([
      'warning queues: Storm 2.8.3 has no reporter for queues: their fill and backpressure stay unknown',
    ]);
  });
});

describe('a dry run', () => {
  const keep = policyNamed('keep');
  if (keep === undefined) throw new Error('a policy is missing');
  const window = idleWindow();
  const decided = (own: Partial<Parameters<typeof decide>[0]>) =>
    decide({
      info,
      evidenceFor: () => evidence(),
      acting: null,
      topology,
      collected: { kind: 'window', window, ageSeconds: 20 },
      windowSeconds: 100,
      maxAgeSeconds: 180,
      policy: keep,
      objective: balanced,
      knobs: { exclude: [], bounds: {} },
      history: [],
      referenceFor: () => ({}),
      id: 'x',
      ...own,
    }).suggestion;

  it('shows the fill of queues where lines tell it, and null where they do not', () => {
    const queue = {
      queueFill: 0.93,
      queued: 952,
      queueCapacity: 1024,
      queueWaitMs: null,
      queueArrivalPerSecond: null,
      queueOverflow: null,
      queueDroppedPerSecond: null,
    };
    const queues = { ...noQueues, components: new Map([['split', queue]]) };
    expect(decided({ queues }).components.map((c) => c.queueFill)).toEqual([null, 0.93]);
    expect(decided({}).components.map((c) => c.queueFill)).toEqual([null, null]);
  });

  it('proposes the reporter only where that is asked for, is missing, and exists', () => {
    const [advice] = decided({ reporting: reporting({ propose: true }) }).advice;
    expect(advice).toMatchObject({ knob: key, from: null, to: null, needs: 'rebalance' });
    expect(advice?.commands).toEqual([
      `storm rebalance wordcount -w 30 -t '${JSON.stringify({ [key]: [entry] })}'`,
    ]);
    expect(decided({ reporting: reporting() }).advice).toEqual([]);
    const reports = { ...noQueues, workers: new Map([['n1:6700', {} as never]]) };
    expect(decided({ reporting: reporting({ propose: true }), queues: reports }).advice).toEqual([]);
    const old = { ...info, generation: 'storm-1.2' as const };
    expect(decided({ reporting: reporting({ propose: true }), info: old }).advice).toEqual([]);
  });
});
