// What an operator is told of a topology that runs otherwise than its plan and its settings say.
import { describe, expect, it } from 'vitest';
import { runningAdvice } from '../../../src/agent/advice/running.js';
import type { Generation, Snapshot } from '../../../src/clusters/index.js';
import type { Evaluation } from '../../../src/metrics/index.js';
import { bolt, evaluation, input, snapshot, spout } from '../../builders.js';

function advice(
  own: Partial<Evaluation>,
  settings: Snapshot['configuration'] = {},
  generation: Generation = 'storm-2.x',
) {
  const maxSpoutPending = (settings['topology.max.spout.pending'] as number | undefined) ?? null;
  const measuring = {
    sampleRate: 0.05,
    statisticsIntervalSeconds: 10,
    maxSpoutPending,
    messageTimeoutSeconds: 30,
  };
  return runningAdvice(evaluation(own), snapshot([], { configuration: settings, measuring }), generation, 2);
}

const split = (own: Parameters<typeof bolt>[1] = {}) => [
  spout('text'),
  bolt('split', { inputs: [input('text')], executors: 16, utilisation: 0.9, idleExecutors: 8, ...own }),
];

describe('a producer batch', () => {
  const batched = { 'topology.producer.batch.size': 20 };

  it('with several workers holds tuples back', () => {
    expect(advice({ workers: 2, components: [] }, batched)).toEqual([
      expect.objectContaining({
        knob: 'topology.producer.batch.size',
        from: 20,
        to: 1,
        text: expect.stringContaining('until about 20 such tuples are there') as string,
        commands: [`storm rebalance wordcount -w 2 -t '{"topology.producer.batch.size":1}'`],
      }),
    ]);
  });

  it.each([
    ['one worker', 1, batched, 'storm-2.x'],
    ['batches of one', 2, { 'topology.producer.batch.size': 1 }, 'storm-2.x'],
    ['1.2, which does not know it', 2, batched, 'storm-1.2'],
  ] as const)('says nothing with %s', (_, workers, settings, generation) => {
    expect(advice({ workers, components: [] }, settings, generation)).toEqual([]);
  });
});

describe('idle executors', () => {
  it('of a shuffled bolt in several workers: the shuffle prefers its own worker', () => {
    expect(advice({ workers: 2, components: split() })).toMatchInlineSnapshot(`
      [
        {
          "commands": [
            "storm rebalance wordcount -w 2 -t '{"topology.disable.loadaware.messaging":true}'",
          ],
          "from": null,
          "knob": "topology.disable.loadaware.messaging",
          "needs": "rebalance",
          "text": "8 of 16 executors of split got nothing while the others were busy: a shuffle prefers its own worker. Spread it over all workers by topology.disable.loadaware.messaging, or use fewer workers.",
          "to": true,
        },
      ]
    `);
  });

  it('of a bolt whose keys fall on few tasks, and where the shuffle is not the reason', () => {
    const byKey = split({ inputs: [{ ...input('text'), grouping: 'fields' }] });
    const general = [expect.objectContaining({ knob: 'executors.split', from: 16, to: 8, commands: [] })];
    expect(advice({ workers: 2, components: byKey })).toEqual(general);
    expect(advice({ workers: 1, components: split() })).toEqual(general);
    expect(advice({ workers: 2, components: split() }, {}, 'storm-1.2')).toEqual(general);
    const off = { 'topology.disable.loadaware.messaging': true };
    expect(advice({ workers: 2, components: split() }, off)).toEqual(general);
  });

  it('are fine while the others have little to do', () => {
    expect(advice({ workers: 2, components: split({ utilisation: 0.2 }) })).toEqual([]);
    expect(advice({ workers: 2, components: split({ idleExecutors: 0 }) })).toEqual([]);
  });
});

describe('a limit of pending tuples that is not in force', () => {
  const settings = { 'topology.max.spout.pending': 20 };

  it('shows by more tuples in flight than it allows', () => {
    expect(advice({ pendingLimit: 20, pendingUse: 9.8 }, settings)).toMatchInlineSnapshot(`
      [
        {
          "commands": [],
          "from": null,
          "knob": "topology.max.spout.pending",
          "needs": "worker-restart",
          "text": "topology.max.spout.pending 20 is not in force: about 196 tuples are in flight where 20 are allowed. Unless a spout sets its own (setMaxSpoutPending), a worker runs on with older settings, and holds the port against its successor: look in supervisor.log and worker.log (n1:6700) and end the process that is older than the change.",
          "to": 20,
        },
      ]
    `);
  });

  it('is not claimed for what rounding and timing can do', () => {
    expect(advice({ pendingLimit: 20, pendingUse: 1.1 }, settings)).toEqual([]);
    expect(advice({ pendingLimit: null, pendingUse: null }, settings)).toEqual([]);
  });
});
