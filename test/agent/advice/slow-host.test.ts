// What an operator is told where the same work takes longer on one host, and where that is chance or another kind of work.
import { describe, expect, it } from 'vitest';
import { slowHostAdvice } from '../../../src/agent/advice/slow-host.js';
import type { ComponentSnapshot, Snapshot } from '../../../src/clusters/index.js';
import { component, evaluation, input, sample, snapshot } from '../../builders.js';

/** Milliseconds for a tuple on each host. */
function bolt(
  name: string,
  byHost: Readonly<Record<string, number>>,
  own: { grouping?: string; uptimeSeconds?: number; executed?: number } = {},
): ComponentSnapshot {
  const { grouping = 'shuffle', uptimeSeconds = 3600, executed = 20_000 } = own;
  return component(name, {
    inputs: [{ ...input('text'), grouping }],
    samples: Object.entries(byHost).map(([host, executeLatencyMs]) =>
      sample('[1-1]', uptimeSeconds, { executed, executeLatencyMs }, { host }),
    ),
  });
}

function advice(components: ComponentSnapshot[], own: Partial<Snapshot> = {}) {
  return slowHostAdvice(evaluation(), snapshot(components, own), 'storm-2.x', 5);
}

const split = bolt('split', { n1: 2, n2: 4, n3: 2 });
const rank = bolt('rank', { n1: 1, n2: 1.6 });

describe('a slow host', () => {
  const listing = (...hosts: string[]): Partial<Snapshot> => ({
    isResourceAware: true,
    configuration: { 'topology.scheduler.unfavored.nodes': hosts },
  });

  it('is told, with the command that the resource-aware scheduler heeds', () => {
    expect(advice([split, rank], listing('n9'))).toEqual([
      {
        knob: 'topology.scheduler.unfavored.nodes',
        from: null,
        to: true,
        needs: 'rebalance',
        text:
          'A tuple takes 1.8 times as long on n2 as on the other hosts (split, rank): slow, or with too much to do. Look what else ' +
          'runs there; the resource-aware scheduler uses a host last where it is among topology.scheduler.unfavored.nodes.',
        commands: [`storm rebalance wordcount -w 5 -t '{"topology.scheduler.unfavored.nodes":["n9","n2"]}'`],
      },
    ]);
  });

  it('may be one of several, which are told together', () => {
    const two = ['split', 'rank'].map((name) => bolt(name, { n1: 1, n2: 1, n3: 1, n4: 3, n5: 3 }));
    const [told, ...more] = advice(two, listing());
    expect(more).toEqual([]);
    expect(told?.commands).toEqual([
      `storm rebalance wordcount -w 5 -t '{"topology.scheduler.unfavored.nodes":["n4","n5"]}'`,
    ]);
  });

  it('is told without a command where it is avoided already, or under another scheduler', () => {
    const [avoided] = advice([split, rank], listing('n2'));
    expect(avoided?.text).toContain('it is among topology.scheduler.unfavored.nodes already');
    expect(avoided?.commands).toEqual([]);
    const [told] = advice([split, rank]);
    expect(told?.text).toContain('only the resource-aware scheduler of 2.x can be told to avoid a host');
    expect(told?.commands).toEqual([]);
  });

  it.each([
    ['one bolt alone takes longer', [split, bolt('rank', { n1: 1, n2: 1 })]],
    ['keys decide what an executor gets', [split, bolt('rank', { n1: 1, n2: 2 }, { grouping: 'fields' })]],
    ['its executors are young', [split, bolt('rank', { n1: 1, n2: 2 }, { uptimeSeconds: 200 })]],
    ['little was counted', [split, bolt('rank', { n1: 1, n2: 2 }, { executed: 500 })]],
    ['there is one host', [bolt('split', { n1: 2 }), bolt('rank', { n1: 2 })]],
    ['it is a little slower', [bolt('split', { n1: 2, n2: 2.8 }), bolt('rank', { n1: 1, n2: 1.4 })]],
  ])('is not told where %s', (_, components) => {
    expect(advice(components)).toEqual([]);
  });

  it('is not told of the engine’s own window', () => {
    expect(advice([split, rank], { span: 'engine-10min' })).toEqual([]);
  });
});
