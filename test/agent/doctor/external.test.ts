// What doctor says of the inputs beside the engine.
import { expect, it } from 'vitest';
import { externalFindings } from '../../../src/agent/doctor/external.js';
import type { Cluster } from '../../../src/clusters/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { type ExternalQueries, ExternalReader } from '../../../src/external/index.js';
import { topology } from '../../builders.js';
import { fakeClock } from '../fake-clock.js';

const { signal } = new AbortController();

function found(
  queries: ExternalQueries,
  answers: Readonly<Record<string, number>>,
  own: Partial<Cluster> = {},
) {
  const number = (query: string): Promise<number> => {
    const value = answers[query];
    if (value !== undefined) return Promise.resolve(value);
    return Promise.reject(new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: no series`));
  };
  const reader = new ExternalReader({
    cluster: own as Cluster,
    clock: fakeClock(),
    prometheus: { number, series: () => Promise.resolve([]) },
  });
  return externalFindings({ reader, queriesOf: () => queries }, [topology], [], signal);
}

it('tells what is told now', async () => {
  const queries = { backlogTuples: 'lag{group="{topology}"}', latencyMs: 'latency' };
  expect(await found(queries, { 'lag{group="wordcount"}': 1234.56, latency: 12 })).toEqual([
    {
      check: 'external',
      status: 'ok',
      text: 'wordcount: 1234.6 tuples wait at the source, latency 12 ms',
    },
  ]);
});

it('tells what is not, beside what is', async () => {
  expect(await found({ backlogTuples: 'lag', offeredPerSecond: 'rate' }, { rate: 300 })).toEqual([
    {
      check: 'external',
      status: 'warning',
      text: 'wordcount: 300 tuples/s on offer; wordcount: lag: no series',
      next: 'Until it answers, decisions go by what the engine shows (docs/guide/external-inputs.md).',
    },
  ]);
});

it('tells of spouts whose lag the engine does not know', async () => {
  const lag = () => Promise.resolve([{ spout: 'lines', lag: null, heads: null, problem: 'no such group' }]);
  expect(await found({}, {}, { lag })).toMatchObject([
    { status: 'warning', text: 'wordcount: lag of lines: no such group' },
  ]);
});

it('says nothing where nothing is asked, or no spout has a lag', async () => {
  expect(await found({}, {})).toEqual([]);
  expect(await found({}, {}, { lag: () => Promise.resolve([]) })).toEqual([]);
});

it('tells of settings that contradict each other, and of the others all the same', async () => {
  const reader = new ExternalReader({ cluster: {} as Cluster, clock: fakeClock(), prometheus: null });
  const queriesOf = ({ name }: { readonly name: string }): ExternalQueries => {
    if (name === 'wordcount') throw new TrimtabError('TRIMTAB_E_CONFIG', 'all weights are 0');
    return { latencyMs: 'latency' };
  };
  const both = [topology, { ...topology, id: 'other-1', name: 'other' }];
  expect(await externalFindings({ reader, queriesOf }, both, [], signal)).toMatchObject([
    { status: 'broken', text: 'wordcount: TRIMTAB_E_CONFIG: all weights are 0', exit: 2 },
    { status: 'warning', text: 'other: latency: no clusters[].prometheus is configured to ask' },
  ]);
});
