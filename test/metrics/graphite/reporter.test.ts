// The entry that makes workers report, and how it gets into a list that has others.
import { describe, expect, it } from 'vitest';
import { wantedName } from '../../../src/metrics/graphite/wanted.js';
import { mergedReporters, reporterEntry } from '../../../src/metrics/index.js';
import { realLines, registeredName } from './real-lines.js';

const target = { host: 'master-1', port: 2003, periodSeconds: 10 };
const entry = reporterEntry(target, 'this-machine');
const csv = { class: 'org.apache.storm.metrics2.reporters.CsvStormReporter', 'report.period': 60 };
const toGrafana = { ...entry, 'graphite.host': 'grafana', filter: undefined };

describe('the entry', () => {
  it('is what GraphiteStormReporter reads', () => {
    expect(entry).toMatchInlineSnapshot(`
      {
        "class": "org.apache.storm.metrics2.reporters.GraphiteStormReporter",
        "filter": {
          "class": "org.apache.storm.metrics2.filters.RegexFilter",
          "expression": ".*-(receive-queue-pct_full|receive-queue-population|receive-queue-capacity|receive-queue-arrival_rate_secs|receive-queue-sojourn_time_ms|receive-queue-overflow|worker-transfer-queue-pct_full|__backpressure-last-overflow-count|workerCpuUsage|memory[.]heap[.]used|memory[.]heap[.]max|receive-queue-dropped_messages|__skipped-max-spout-ms|__skipped-backpressure-ms|__skipped-inactive-ms|GC[.][^.]+[.]time)",
        },
        "graphite.host": "master-1",
        "graphite.port": 2003,
        "graphite.transport": "tcp",
        "report.period": 10,
        "report.period.units": "SECONDS",
      }
    `);
  });

  it('names this machine where the configuration names none, and keeps fractions of a second', () => {
    expect(reporterEntry({ port: 2003, periodSeconds: 2.5 }, 'this-machine')).toMatchObject({
      'graphite.host': 'this-machine',
      'report.period': 2500,
      'report.period.units': 'MILLISECONDS',
    });
  });

  it('has a filter that passes, of all that a worker has, just what the listener takes', () => {
    const { expression } = entry['filter'] as { expression: string };
    // RegexFilter asks Matcher.matches(): the whole name, as it is registered.
    const passes = new RegExp(`^(?:${expression})$`);
    const passed = realLines.filter((line) => passes.test(registeredName(line)));
    const taken = realLines.filter((line) => wantedName(line.split(' ')[0] ?? '') !== null);
    expect(passed).toEqual(taken);
    const kinds = passed.map((line) => registeredName(line).replace(/^.*?\.\d+-/, ''));
    expect([...new Set(kinds)].sort()).toMatchInlineSnapshot(`
      [
        "GC.Copy.time",
        "GC.MarkSweepCompact.time",
        "__backpressure-last-overflow-count",
        "__skipped-backpressure-ms",
        "__skipped-inactive-ms",
        "__skipped-max-spout-ms",
        "memory.heap.max",
        "memory.heap.used",
        "receive-queue-arrival_rate_secs",
        "receive-queue-capacity",
        "receive-queue-dropped_messages",
        "receive-queue-overflow",
        "receive-queue-pct_full",
        "receive-queue-population",
        "receive-queue-sojourn_time_ms",
        "worker-transfer-queue-pct_full",
        "workerCpuUsage",
      ]
    `);
  });

  it('survives a shell and JSON as it is', () => {
    expect(JSON.stringify(entry)).not.toMatch(/[\\'$`!]/);
  });
});

describe('merging the entry', () => {
  it('begins a list where there is none', () => {
    for (const none of [null, undefined, []]) {
      expect(mergedReporters(none, entry)).toEqual({ kind: 'changed', reporters: [entry] });
    }
  });

  it('keeps every other reporter, those to other hosts and of the cluster included', () => {
    expect(mergedReporters([csv, toGrafana], entry)).toEqual({
      kind: 'changed',
      reporters: [csv, toGrafana, entry],
    });
  });

  it('replaces a former entry of ours in its place', () => {
    const former = { ...entry, 'report.period': 60, filter: undefined };
    expect(mergedReporters([former, csv], entry)).toEqual({ kind: 'changed', reporters: [entry, csv] });
    expect(mergedReporters([csv, former, toGrafana, former], entry)).toEqual({
      kind: 'changed',
      reporters: [csv, entry, toGrafana],
    });
  });

  it('says so when nothing would change, whatever the order of keys and the type of numbers', () => {
    const same = Object.fromEntries(Object.entries({ ...entry, 'graphite.port': '2003' }).reverse());
    expect(mergedReporters([csv, same], entry)).toEqual({ kind: 'already-there' });
  });

  it('changes nothing the second time', () => {
    const merged = mergedReporters([csv], entry);
    const again = mergedReporters(merged.kind === 'changed' ? merged.reporters : null, entry);
    expect(again.kind).toBe('already-there');
  });

  it('leaves alone what is no list of mappings', () => {
    for (const odd of ['none', 3, csv, [csv, 'x'], [[csv]]]) {
      expect(mergedReporters(odd, entry)).toEqual({ kind: 'unreadable' });
    }
  });
});
