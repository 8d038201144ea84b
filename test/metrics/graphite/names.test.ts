// Whose a series is: names as Storm and Graphite's sender write them, matched against what is known and nothing else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownedBy, subjectPrefix } from '../../../src/metrics/graphite/names.js';
import { SeriesStore } from '../../../src/metrics/graphite/series.js';
import { wantedName } from '../../../src/metrics/graphite/wanted.js';

/** As StormMetricRegistry.workerMetricName makes it, and Graphite's sender sanitizes it. */
function written(id: string, host: string, component: string, stream: string | null, tail: string): string {
  const dots = (text: string): string => text.replaceAll('.', '_');
  const parts = [id, dots(host), dots(component), ...(stream === null ? [] : [dots(stream)])];
  return `storm.worker.${parts.join('.')}.${tail}`.trim().replace(/[ \t\n\v\f\r]+/g, '-');
}

function ownersOf(names: readonly string[], id: string, components: readonly string[]) {
  const store = new SeriesStore(10);
  for (const name of names) store.add(name, 1, 0);
  return ownedBy(id, components, store.fresh(subjectPrefix(id), 0));
}

const tail = '23.6701-receive-queue-pct_full';

describe('a series belongs to', () => {
  it('the component that its name has, with host, port and task', () => {
    const name = written('wc-1-1795358248', 'n1.example.org', 'split', null, tail);
    expect(name).toBe('storm.worker.wc-1-1795358248.n1_example_org.split.23.6701-receive-queue-pct_full');
    const [owned] = ownersOf([name], 'wc-1-1795358248', ['lines', 'split']);
    expect(owned).toMatchObject({ component: 'split', worker: 'n1_example_org:6701', series: { task: 23 } });
  });

  it('the component whatever its name, its stream and the id have in them', () => {
    // Storm refuses only / . : \ in names of topologies; ids of components and streams may have anything.
    const id = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .map((t) => `${t.replace(/[/.:\\]/g, '')}-1-17`);
    const any = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      fc.constantFrom('5', '1.6700', 'a.b.c', 'größe zähler/eins.zwei', 'x-receive-queue-pct_full', '-1'),
    );
    fc.assert(
      fc.property(id, any, fc.option(any), (topologyId, component, stream) => {
        fc.pre(!/^[\s]|[\s]$/.test(topologyId));
        const name = written(topologyId, 'n1', component, stream, tail);
        const owned = ownersOf([name], topologyId, [component]);
        expect(owned.map((o) => [o.component, o.series.task, o.series.port])).toEqual([
          [component, 23, 6701],
        ]);
      }),
    );
  });

  it('nobody when topology or component are not known', () => {
    const name = written('wc-1-17', 'n1', 'split', null, tail);
    expect(ownersOf([name], 'wc-1-1', ['split'])).toEqual([]);
    expect(ownersOf([name], 'other-1-17', ['split'])).toEqual([]);
    expect(ownersOf([name], 'wc-1-17', ['spli', 'n1', 'splitter'])).toEqual([]);
  });

  it('nobody when two components are written alike: they cannot be told apart', () => {
    const name = written('wc-1-17', 'n1', 'a.b', null, tail);
    expect(ownersOf([name], 'wc-1-17', ['a.b'])).toHaveLength(1);
    expect(ownersOf([name], 'wc-1-17', ['a.b', 'a_b'])).toEqual([]);
  });

  it('the right one of several topologies', () => {
    const names = ['wc-1-17', 'wc-1-170', 'x-1-17'].map((id) => written(id, 'n1', 'split', null, tail));
    expect(ownersOf(names, 'wc-1-17', ['split'])).toHaveLength(1);
  });
});

describe('what is wanted of a name', () => {
  it('is the metric at its end, with its task and port', () => {
    expect(wantedName('storm.topology.wc-1-17.n1.__system.-1.6700-GC.G1-Young-Generation.time')).toEqual({
      subject: 'wc-1-17.n1.__system',
      task: -1,
      port: 6700,
      metric: 'GC.time',
      cumulative: true,
    });
    expect(wantedName('storm.worker.wc-1-17.n1.lines.18.6701-__skipped-max-spout-ms.count')).toMatchObject({
      metric: '__skipped-max-spout-ms',
      cumulative: true,
    });
  });

  it.each([
    'storm.worker.wc-1-17.n1.lines.18.6701-__skipped-max-spout-ms.m1_rate',
    'storm.worker.wc-1-17.n1.lines.18.6701-__skipped-max-spout-ms',
    'storm.worker.wc-1-17.n1.lines.18.6701-receive-queue-insert_failures',
    'storm.worker.wc-1-17.n1.lines.6701-receive-queue-pct_full',
    'storm.cluster.summary.supervisors',
    'collectd.n1.memory.heap.used',
  ])('is nothing of %s', (name) => {
    expect(wantedName(name)).toBeNull();
  });

  it('takes no time that grows faster than the name', () => {
    const start = performance.now();
    wantedName(`storm.worker.${'1.'.repeat(500)}`);
    wantedName(`storm.worker.${'1.2-GC.'.repeat(140)}`);
    // Otherwise it would take for ever; a busy machine takes a while for anything.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
