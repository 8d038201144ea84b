// Minutes out of a timeline: what still fills, what was born empty, what nobody saw; and what an instance adds up to.
import { describe, expect, it } from 'vitest';
import { InstanceHistory } from '../../../src/clusters/heron/history.js';
import { askedMetrics, metricNames } from '../../../src/clusters/heron/metric-names.js';
import { closedMinutes } from '../../../src/clusters/heron/minutes.js';

const executed = '__execute-count/default';
const latency = '__execute-latency/default';
const one = 'container_1_count_5';
const names = metricNames('bolt', ['default'], []);

/** One instance with these counts, a minute apart. */
function counts(from: number, ...values: (number | null)[]): Record<string, number | null> {
  return Object.fromEntries(values.map((value, i) => [String(from + 60 * i), value]));
}

const timeline = (buckets: Record<string, number | null>) => ({ [executed]: { [one]: buckets } });
const closed = (buckets: Record<string, number | null>, after: number | null, from: number) =>
  closedMinutes(timeline(buckets), one, after, from, [executed]).map(({ at, values }) => [
    at,
    values.get(executed),
  ]);

describe('the minutes of an instance', () => {
  it('leave out the newest, in which an export that comes late reads 0', () => {
    expect(closed(counts(1000, 10, 20, 0), null, 1000)).toEqual([
      [1000, 10],
      [1060, 20],
    ]);
  });

  it('leave out the one that the metric was born with, although it has a number', () => {
    expect(closed(counts(1300, 7, 20, 30, 0), null, 1000)).toEqual([
      [1360, 20],
      [1420, 30],
    ]);
  });

  it('leave out an empty first one wherever it lies', () => {
    expect(closed(counts(1013, 0, 20, 0), null, 1000)).toEqual([[1073, 20]]);
  });

  it('go on where they ended, once each', () => {
    expect(closed(counts(1060, 20, 30, 0), 1060, 1060)).toEqual([[1120, 30]]);
    expect(closed(counts(1060, 20, 30), 1060, 1060)).toEqual([]);
  });

  it('begin anew after a gap, for the topology manager was restarted', () => {
    expect(closed(counts(1500, 0, 20, 30, 0), 1060, 1060)).toEqual([
      [1560, 20],
      [1620, 30],
    ]);
  });

  it('begin anew where the topology manager was replaced within the minute', () => {
    expect(closed(counts(1075, 0, 20, 30, 0), 1000, 1000)).toEqual([
      [1135, 20],
      [1195, 30],
    ]);
  });

  it('last until the next begins, which is not always 60 s', () => {
    const buckets = { 1000: 10, 1060: 20, 1113: 30, 1173: 0 };
    const minutes = closedMinutes(timeline(buckets), one, null, 1000, [executed]);
    expect(minutes.map(({ seconds }) => seconds)).toEqual([60, 53, 60]);
  });

  it('of one that the Tracker does not know are none', () => {
    expect(closedMinutes({}, one, null, 1000, [executed])).toEqual([]);
  });
});

describe('metrics that were born at different times', () => {
  const uptime = '__jvm-uptime-secs';
  /** 6000 tuples in each minute from 1000 on, 100 a second, until the one that fills; the latency has these buckets. */
  const minutes = (latencies: Record<string, number | null>, after: number | null = null) => {
    const values = counts(1000, 6000, 6000, 6000, 6000, 0);
    const uptimes = counts(1000, 60, 120, 180, 240, 0);
    const answer = {
      [latency]: { [one]: latencies },
      ...timeline(values),
      [uptime]: { [one]: uptimes },
    };
    return closedMinutes(answer, one, after, after ?? 1000, [executed]);
  };
  const ratesOf = (found: ReturnType<typeof minutes>) =>
    found.map(({ at, seconds, values }) => [at, (values.get(executed) ?? 0) / seconds]);
  const steady = [
    [1000, 100],
    [1060, 100],
    [1120, 100],
    [1180, 100],
  ];

  it('have the minutes of the one that reaches back the farthest', () => {
    const found = minutes({ 1080: null, 1120: 7, 1180: 8, 1240: null });
    expect(ratesOf(found)).toEqual(steady);
    expect(found.map(({ values }) => values.get(latency))).toEqual([undefined, null, 7, 8]);
  });

  it('do not end the minute that fills, whichever was born in it', () => {
    const found = minutes({ 1285: null });
    expect(ratesOf(found)).toEqual(steady);
    expect(ratesOf(minutes({ 1285: null }, 1120))).toEqual([[1180, 100]]);
  });

  it.each([
    ['later', 1],
    ['earlier', -1],
  ])('are of one minute where the next bucket of one came a second %s', (_, by) => {
    const shifted = Object.fromEntries(
      Object.entries(counts(1000, 5, 6, 7, 8, null)).map(([at, value]) => [Number(at) + by, value]),
    );
    const found = minutes(shifted);
    expect(ratesOf(found).map(([, rate]) => rate)).toEqual([100, 100, 100, 100]);
    expect(found.map(({ values }) => values.get(latency))).toEqual([5, 6, 7, 8]);
    expect(found).toHaveLength(4);
  });

  it('have the value of the minute, not of a birth just before it', () => {
    const found = minutes({ 1119: null, 1120: 7, 1180: 8, 1240: null });
    expect(found.map(({ values }) => values.get(latency))).toEqual([undefined, undefined, 7, 8]);
  });

  it('have no minute of a second, where the clock moved on while a metric was born', () => {
    const buckets = { 1013: 0, 1014: 0, 1060: 6000, 1120: 0 };
    const found = closedMinutes(timeline(buckets), one, null, 1000, [executed]);
    expect(ratesOf(found)).toEqual([[1060, 100]]);
  });

  it('add up to what there was, poll after poll, while they are born', () => {
    const history = new InstanceHistory(names);
    for (const [filling, latencies] of [
      [2, {}],
      [3, { 1165: null }],
      [4, { 1165: null, 1180: 1e6 }],
      [5, { 1165: null, 1180: 1e6, 1240: 2e6 }],
    ] as const) {
      const values = counts(1000, ...Array.from({ length: filling }, () => 6000), 0);
      const answer = { ...timeline(values), [latency]: { [one]: latencies } };
      history.add(closedMinutes(answer, one, history.lastAt, history.lastAt ?? 1000, [executed]));
    }
    const { executed: sum, executeLatencyMs } = history.recent(true).counters;
    expect([history.seconds, sum, executeLatencyMs]).toEqual([300, 30_000, 1.5]);
  });
});

describe('the history of an instance', () => {
  const minute = (at: number, count: number | null, nanos: number | null, uptime = at) => ({
    at,
    seconds: 60,
    values: new Map([
      [executed, count],
      [latency, nanos],
      ['__jvm-uptime-secs', uptime],
    ]),
  });

  it('sums counts, and weighs latencies by them; nanoseconds become milliseconds', () => {
    const history = new InstanceHistory(names);
    history.add([minute(1000, 100, 1e6), minute(1060, 300, 2e6)]);
    const { executed: sum, executeLatencyMs } = history.sinceStart(true);
    expect([history.seconds, sum, executeLatencyMs]).toEqual([120, 400, 1.75]);
  });

  it('takes NaN of a minute without tuples for unknown, not for 0', () => {
    const history = new InstanceHistory(names);
    history.add([minute(1000, 100, 1e6), minute(1060, 0, null)]);
    expect(history.sinceStart(true)).toMatchObject({ executed: 100, executeLatencyMs: 1 });
    const idle = new InstanceHistory(names);
    idle.add([minute(1000, 0, null)]);
    expect(idle.sinceStart(true)).toMatchObject({ executed: 0, executeLatencyMs: null });
  });

  it('begins anew when its process does', () => {
    const history = new InstanceHistory(names);
    history.add([minute(1000, 100, 1e6), minute(1060, 300, 2e6, 20)]);
    expect([history.seconds, history.sinceStart(true).executed, history.processSeconds]).toEqual([
      60, 300, 20,
    ]);
  });

  it('knows nothing of a minute in which it exported nothing: counts and uptime read 0', () => {
    const history = new InstanceHistory(names);
    history.add([minute(1000, 100, 1e6), minute(1060, 0, null, 0), minute(1120, 0, null, 0)]);
    expect([history.seconds, history.sinceStart(true).executed, history.lastAt]).toEqual([60, 100, 1120]);
  });

  it('leaves out the first minute after some without exports, in which those kept back may come', () => {
    const history = new InstanceHistory(names);
    history.add([minute(1000, 100, 1e6), minute(1060, 0, null, 0), minute(1120, 0, null, 0)]);
    history.add([minute(1180, 300, 1e6), minute(1240, 100, 1e6)]);
    expect([history.seconds, history.sinceStart(true).executed]).toEqual([120, 200]);
  });

  it.each([
    ['two exports, one of them late', 200, 1130, 120],
    ['one, for its minutes are a little longer than those of the topology manager', 100, 1070, 60],
  ])(
    'after a single minute without exports takes %s for what the uptime says',
    (_, count, uptime, seconds) => {
      const history = new InstanceHistory(names);
      history.add([minute(1000, 100, 1e6, 1010), minute(1060, 0, null, 0), minute(1120, count, 1e6, uptime)]);
      expect(history.recent(true)).toMatchObject({
        seconds: 60 + seconds,
        counters: { executed: 100 + count },
      });
      expect(history.seconds).toBe(60 + seconds);
    },
  );

  it('takes exports that are rarer than minutes each for the time since the one before', () => {
    const history = new InstanceHistory(names);
    const exported = (n: number): readonly ReturnType<typeof minute>[] => [
      ...[1, 2, 3, 4].map((i) => minute(1000 + 60 * (5 * n + i - 5), 0, null, 0)),
      minute(1000 + 300 * n, 500, 1e6, 100 + 300 * n),
    ];
    for (const n of [0, 1, 2, 3, 4]) history.add(exported(n));
    // Since when the first one counts nobody knows.
    expect([history.seconds, history.sinceStart(true).executed]).toEqual([1200, 2000]);
    expect(history.recent(true)).toMatchObject({ seconds: 600, counters: { executed: 1000 } });
  });

  it('remembers more than ten minutes in its sums, and ten as recent', () => {
    const history = new InstanceHistory(names);
    history.add(Array.from({ length: 15 }, (_, i) => minute(1000 + 60 * i, 10, 1e6)));
    expect(history.sinceStart(true).executed).toBe(150);
    expect(history.recent(true)).toMatchObject({ seconds: 600, counters: { executed: 100 } });
  });
});

describe('what a process uses', () => {
  const at = (n: number, cores: number, used: number, gcMs: number) => ({
    at: 1000 + 60 * n,
    seconds: 60,
    values: new Map<string, number | null>([
      [executed, 10],
      ['__jvm-uptime-secs', 100 + 60 * n],
      ['__jvm-process-cpu-load', cores],
      ['__jvm-memory-used-mb', used],
      ['__jvm-memory-mb-total', 800],
      ['__jvm-gc-collection-time-ms', gcMs],
    ]),
  });
  const loadOf = (...minutes: ReturnType<typeof at>[]) => {
    const history = new InstanceHistory(names);
    history.add(minutes);
    return history.processLoad();
  };

  it('is of the last minute; time in garbage collection is what came since the minute before', () => {
    expect(loadOf(at(0, 0.2, 100, 5000), at(1, 0.5, 200, 8000))).toEqual({
      cpuCores: 0.5,
      heapUsedMiB: 200,
      heapFill: 0.25,
      gcShare: 0.05,
    });
  });

  it('is of all the time between two minutes, where those between were lost', () => {
    expect(loadOf(at(0, 0.2, 100, 5000), at(3, 0.5, 200, 14_000)).gcShare).toBe(0.05);
  });

  it('takes 0, which a bucket without a value reads, for unknown', () => {
    expect(loadOf(at(0, 0.2, 100, 5000), at(1, 0, 0, 0))).toEqual({
      cpuCores: 0.2,
      heapUsedMiB: 100,
      heapFill: 0.125,
      gcShare: null,
    });
  });

  it('is not known of collections after a single minute, nor where they went back: that is another process', () => {
    expect(loadOf(at(0, 0.2, 100, 5000)).gcShare).toBeNull();
    expect(loadOf(at(0, 0.2, 100, 5000), at(1, 0.2, 100, 30)).gcShare).toBeNull();
  });
});

describe('the metrics that are asked for', () => {
  const ofEveryProcess = [
    '__jvm-process-cpu-load',
    '__jvm-memory-used-mb',
    '__jvm-memory-mb-total',
    '__jvm-gc-collection-time-ms',
    '__jvm-uptime-secs',
  ];

  it('are those of streams alone: with their source they come once more, and would count twice', () => {
    expect(askedMetrics(metricNames('bolt', ['default', 'default', 'late'], ['default']))).toEqual([
      '__emit-count/default',
      '__execute-count/default',
      '__execute-count/late',
      '__ack-count/default',
      '__ack-count/late',
      '__fail-count/default',
      '__fail-count/late',
      '__execute-latency/default',
      '__execute-latency/late',
      '__process-latency/default',
      '__process-latency/late',
      '__gateway-in-stream-queue-size',
      ...ofEveryProcess,
    ]);
  });

  it('of a spout without streams are not none: the older Tracker refuses to be asked for nothing', () => {
    expect(askedMetrics(metricNames('spout', [], []))).toEqual(ofEveryProcess);
  });
});
