// Under the resource-aware scheduler nothing grows for which it has no room.
import { describe, expect, it } from 'vitest';
import { type GuardInput, type Limits, proposalRules, runGuards } from '../../src/guard/index.js';
import { guardInput, limits } from './input.js';

function bounded(changes: GuardInput['changes'], own: Partial<Limits>) {
  const { answers, changes: left } = runGuards(proposalRules, guardInput(changes, { limits: limits(own) }));
  const { answer, code, margin, text } = answers[0] ?? {};
  return { answer, code, margin, text, left };
}

describe('bounds under the resource-aware scheduler', () => {
  const each = { cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 };
  const room = {
    nodes: [{ cpuPercent: 100, memoryMiB: 4096, slots: 4 }],
    asked: { text: each, split: each, count: each, __acker: each },
    others: null,
    workerHeapMiB: 768,
    search: 'backtracking' as const,
  };

  it('let executors through as far as there is room, and what shrinks in any case', () => {
    expect(bounded({ 'executors.split': 6 }, { room })).toMatchObject({ answer: 'pass' });
    const full = { ...room, nodes: [] };
    expect(bounded({ 'executors.split': 1 }, { room: full })).toMatchObject({ answer: 'pass' });
  });

  it('shorten what grows to what there is: the scheduler would stop the topology', () => {
    expect(bounded({ 'executors.split': 7, 'executors.count': 1 }, { room })).toMatchObject({
      answer: 'pass',
    });
    expect(bounded({ 'executors.split': 8, 'executors.count': 1 }, { room })).toEqual({
      answer: 'clip',
      code: 'NO_ROOM',
      margin: null,
      text:
        'executors.split = 8: 11 executors ask for 110 % of a core and 1408 MiB, and the resource-aware scheduler has no sure room for them ' +
        '(free for them on its nodes: 100 %, 4096 MiB and 4 slots); without room it would stop the whole topology',
      left: { 'executors.count': 1, 'executors.split': 6 },
    });
    expect(bounded({ 'executors.split': 16 }, { room })).toEqual(
      expect.objectContaining({
        answer: 'clip',
        left: { 'executors.split': 5 },
      }),
    );
  });

  it('shorten all of it alike rather than drop one component for another', () => {
    // 10 executors have room: all of split alone would have, too.
    expect(bounded({ 'executors.split': 6, 'executors.count': 4 }, { room })).toMatchObject({
      answer: 'clip',
      left: { 'executors.split': 5, 'executors.count': 3 },
    });
  });

  it('drop what grows where there is room for none of it', () => {
    const tight = { ...room, nodes: [{ cpuPercent: 60, memoryMiB: 4096, slots: 4 }] };
    expect(bounded({ 'executors.split': 3 }, { room: tight })).toEqual(
      expect.objectContaining({ answer: 'veto', left: {} }),
    );
  });

  it('count what a change of memory asks for', () => {
    expect(bounded({ 'onheap.memory.mb.split': 384 }, { room })).toMatchObject({ answer: 'pass' });
    expect(bounded({ 'onheap.memory.mb.split': 1024 }, { room })).toEqual(
      expect.objectContaining({
        code: 'NO_ROOM',
        left: {},
      }),
    );
  });

  it('count with a second worker that may be started, for which batches do not fill', () => {
    const batched = (own: Partial<Limits>) =>
      runGuards(
        proposalRules,
        guardInput(
          { 'topology.max.spout.pending': 20 },
          {
            limits: limits(own),
            configuration: {
              'executors.split': 4,
              'topology.max.spout.pending': 100,
              'topology.producer.batch.size': 5,
            },
          },
        ),
      ).answers[0]?.code;
    expect(batched({ room })).toBe('BATCH_HOLDS_BACK');
    expect(batched({})).toBe('WITHIN_BOUNDS');
  });

  it('leave the number of workers to it', () => {
    expect(bounded({ workers: 2, 'executors.split': 3 }, { room })).toEqual(
      expect.objectContaining({
        code: 'NOT_TURNED',
        text: 'workers = 2: the resource-aware scheduler starts as many as the executors need, whatever is asked for',
        left: { 'executors.split': 3 },
      }),
    );
  });
});
