// No proposal leaves the bounds of the engine, of the operator or of what Trimtab knows.
import { describe, expect, it } from 'vitest';
import { type GuardInput, type Limits, proposalRules, runGuards } from '../../src/guard/index.js';
import { guardInput, limits } from './input.js';

interface Seen {
  readonly answer: string;
  readonly code: string;
  readonly margin: number | null;
  readonly text: string;
  readonly left: GuardInput['changes'];
}

function bounded(changes: Record<string, number>, own: Partial<Limits> = {}): Seen {
  const { answers, changes: left } = runGuards(proposalRules, guardInput(changes, { limits: limits(own) }));
  const [{ answer, code, margin, text } = { answer: '', code: '', margin: null, text: '' }] = answers;
  return { answer, code, margin, text, left };
}

describe('bounds', () => {
  it('let a proposal within all limits through, and say how much room is left', () => {
    expect(bounded({ 'executors.split': 4, workers: 2 })).toEqual({
      answer: 'pass',
      code: 'WITHIN_BOUNDS',
      margin: 0.75,
      text: 'every value is known and within its limits',
      left: { 'executors.split': 4, workers: 2 },
    });
  });

  it('let through what is exactly all that there is', () => {
    const all = { 'executors.split': 16, workers: 4 };
    expect(bounded(all)).toMatchObject({ answer: 'pass', margin: 0, left: all });
  });

  it('clip executors to the tasks, since Storm would drop the surplus without a word', () => {
    expect(bounded({ 'executors.split': 24 })).toEqual({
      answer: 'clip',
      code: 'NO_TASK_HEADROOM',
      margin: -0.5,
      text: 'executors.split = 24: it has 16 tasks, and executors cannot exceed them',
      left: { 'executors.split': 16 },
    });
  });

  it('veto what clipping makes equal to the present', () => {
    const configuration = { 'executors.count': 4 };
    const { answers, changes } = runGuards(
      proposalRules,
      guardInput({ 'executors.count': 8 }, { configuration }),
    );
    expect(answers).toMatchObject([{ answer: 'veto', code: 'NO_TASK_HEADROOM', margin: -1 }]);
    expect(changes).toEqual({});
  });

  it('leave out what the topology has already: a rebalance for nothing', () => {
    expect(bounded({ 'executors.split': 2, 'executors.count': 3 }).left).toEqual({ 'executors.count': 3 });
    expect(bounded({ 'executors.split': 2 }).left).toEqual({});
  });

  it('drop containers of Heron that would be empty, or fuller than at submission, and leave the rest of the change', () => {
    const heron = { generation: 'heron', elastic: true, slotsFree: 20, instancesPerContainer: 6 } as const;
    // text 1, split 4, count 2 and one more: 8.
    expect(bounded({ 'executors.split': 4, workers: 9 }, heron)).toEqual(
      expect.objectContaining({
        answer: 'clip',
        code: 'OUT_OF_BOUNDS',
        text: 'workers = 9: with 8 instances some of them would be empty',
        left: { 'executors.split': 4 },
      }),
    );
    expect(bounded({ 'executors.split': 4, workers: 2 }, heron).left).toHaveProperty('workers', 2);
    const full = { ...heron, instancesPerContainer: 3 };
    expect(bounded({ 'executors.split': 4, workers: 2 }, full)).toEqual(
      expect.objectContaining({
        text: 'workers = 2: 4 instances in one that was made for 3, and no update makes it larger',
        left: { 'executors.split': 4 },
      }),
    );
    expect(bounded({ 'executors.split': 4, workers: 3 }, full).left).toHaveProperty('workers', 3);
    // As many as there are instances; and three in one of them, however few in the others.
    expect(bounded({ 'executors.split': 4, workers: 8 }, heron).left).toHaveProperty('workers', 8);
    const two = { ...heron, instancesPerContainer: 2 };
    expect(bounded({ 'executors.split': 4, workers: 3 }, two).left).toEqual({ 'executors.split': 4 });
  });

  it('drop what the engine would not take, though the operator’s limits lead there', () => {
    const key = 'topology.executor.receive.buffer.size';
    expect(bounded({ [key]: 2048 }, { bounds: { [key]: { max: 1500 } } })).toEqual(
      expect.objectContaining({
        answer: 'veto',
        code: 'OUT_OF_BOUNDS',
        text: `${key} = 1500: expected a power of two`,
        left: {},
      }),
    );
  });

  it('drop settings that do not fit each other, or those in force: no worker would start', () => {
    const [batch, buffer] = ['topology.transfer.batch.size', 'topology.transfer.buffer.size'];
    expect(bounded({ [batch]: 501, 'executors.split': 4 })).toEqual(
      expect.objectContaining({
        answer: 'clip',
        code: 'OUT_OF_BOUNDS',
        text: `${batch} = 501: expected at most half of ${buffer}, which is 1000`,
        left: { 'executors.split': 4 },
      }),
    );
    expect(bounded({ [batch]: 501, [buffer]: 1001 })).toEqual(
      expect.objectContaining({ answer: 'veto', left: {} }),
    );
    expect(bounded({ [batch]: 501, [buffer]: 1002 }).left).toEqual({ [batch]: 501, [buffer]: 1002 });
    const own = { configuration: { [batch]: 100 } };
    expect(runGuards(proposalRules, guardInput({ [buffer]: 128 }, own)).changes).toEqual({});
  });

  it('drop what no longer fits once its counterpart is dropped, too', () => {
    const [batch, buffer] = ['topology.transfer.batch.size', 'topology.transfer.buffer.size'];
    // Without flush no batch may be larger than 1, so the batch is dropped; the one in force is too large for the buffer.
    const configuration = { [batch]: 1500, [buffer]: 4000, 'topology.batch.flush.interval.millis': 0 };
    const { changes } = runGuards(
      proposalRules,
      guardInput({ [batch]: 100, [buffer]: 400 }, { configuration }),
    );
    expect(changes).toEqual({});
  });

  it('know memory only of components that the topology has', () => {
    expect(bounded({ 'onheap.memory.mb.split': 256 }).left).toEqual({ 'onheap.memory.mb.split': 256 });
    expect(bounded({ 'onheap.memory.mb.nosuch': 256 })).toMatchObject({
      answer: 'veto',
      code: 'UNKNOWN_KNOB',
    });
  });

  it('clip workers to those it has and the free slots', () => {
    expect(bounded({ workers: 9 })).toEqual(
      expect.objectContaining({
        answer: 'clip',
        code: 'NO_FREE_SLOTS',
        text: 'workers = 9: 3 more slots free',
        left: { workers: 4 },
      }),
    );
    expect(bounded({ workers: 2 }, { slotsFree: 0 })).toEqual(
      expect.objectContaining({
        answer: 'veto',
        code: 'NO_FREE_SLOTS',
        left: {},
      }),
    );
  });

  it('clip to the operator’s own bounds', () => {
    const own = { bounds: { 'executors.split': { min: 3, max: 6 }, workers: { min: 2 } } };
    expect(bounded({ 'executors.split': 12 }, own)).toEqual(
      expect.objectContaining({
        answer: 'clip',
        code: 'OUT_OF_BOUNDS',
        text: 'executors.split = 12: the configuration allows 3 … 6',
        left: { 'executors.split': 6 },
      }),
    );
    expect(bounded({ workers: 1 }, own)).toMatchObject({ code: 'OUT_OF_BOUNDS' });
  });

  it('never turn a change round: a bound on the other side of the present value leaves it as it is', () => {
    const most = { bounds: { 'executors.split': { max: 1 } } };
    expect(bounded({ 'executors.split': 12 }, most)).toEqual(
      expect.objectContaining({ answer: 'veto', left: {} }),
    );
    const least = { bounds: { 'executors.split': { min: 3 } } };
    expect(bounded({ 'executors.split': 1 }, least)).toEqual(
      expect.objectContaining({ answer: 'veto', left: {} }),
    );
  });

  it('put the engine’s limit before an operator’s least', () => {
    const own = { bounds: { 'executors.split': { min: 20 } } };
    expect(bounded({ 'executors.split': 4 }, own)).toEqual(
      expect.objectContaining({
        code: 'NO_TASK_HEADROOM',
        left: { 'executors.split': 16 },
      }),
    );
  });

  it('keep to whole numbers of at least 1, whatever the operator’s bounds are', () => {
    const fractions = {
      bounds: { 'executors.split': { min: 2.5, max: 6.5 }, 'executors.count': { max: 0 } },
    };
    expect(bounded({ 'executors.split': 9 }, fractions).left).toEqual({ 'executors.split': 6 });
    expect(bounded({ 'executors.count': 3 }, fractions).left).toEqual({});
    expect(bounded({ 'executors.split': 3 }, { bounds: { 'executors.split': { min: 3.5 } } }).left).toEqual({
      'executors.split': 4,
    });
    const below = { bounds: { 'executors.count': { min: 0, max: 0.5 } } };
    expect(bounded({ 'executors.count': 1 }, below).left).toEqual({ 'executors.count': 1 });
  });

  it('leave nothing of a component without tasks', () => {
    expect(bounded({ 'executors.count': 1 }, { tasks: { count: 0 } }).left).toEqual({});
  });

  it.each([
    [
      'an excluded knob',
      { 'executors.split': 4 },
      'EXCLUDED',
      'executors.split is excluded by the configuration',
    ],
    [
      'what only a new submission changes',
      { 'topology.acker.executors': 4 },
      'NOT_LIVE',
      'topology.acker.executors changes only with a new submission',
    ],
    [
      'a component that the topology does not have',
      { 'executors.nosuch': 1 },
      'UNKNOWN_KNOB',
      'executors.nosuch = 1: the topology has no such component',
    ],
    [
      'a component named like a part of the language',
      { 'executors.constructor': 3 },
      'UNKNOWN_KNOB',
      'executors.constructor = 3: the topology has no such component',
    ],
    [
      'a key that Trimtab does not know',
      { 'topology.message.timeout.secs': 5 },
      'UNKNOWN_KNOB',
      'topology.message.timeout.secs = 5 is no setting that Trimtab knows',
    ],
    [
      'no number',
      { 'executors.split': Number.NaN },
      'OUT_OF_BOUNDS',
      'executors.split = NaN: expected an integer',
    ],
    [
      'half an executor',
      { 'executors.split': 2.5 },
      'OUT_OF_BOUNDS',
      'executors.split = 2.5: expected an integer',
    ],
    [
      'a part of an executor beyond all limits',
      { 'executors.split': 99.5 },
      'OUT_OF_BOUNDS',
      'executors.split = 99.5: expected an integer',
    ],
    ['no executor', { 'executors.split': 0 }, 'OUT_OF_BOUNDS', 'executors.split = 0: expected 1 … 10000'],
  ])('veto %s', (_, changes, code, text) => {
    expect(bounded(changes, { exclude: ['executors.split'].filter(() => code === 'EXCLUDED') })).toEqual(
      expect.objectContaining({
        answer: 'veto',
        code,
        text,
        left: {},
      }),
    );
  });

  it('say apart what the operator has excluded and what the engine does not turn', () => {
    const own = { exclude: ['executors.split', 'executors.count'], excludedByOperator: ['executors.split'] };
    expect(bounded({ 'executors.split': 4 }, own).code).toBe('EXCLUDED');
    expect(bounded({ 'executors.count': 4 }, own)).toMatchObject({ answer: 'veto', code: 'NOT_TURNED' });
  });

  it('turn settings by a rebalance on 2.x only', () => {
    const pending = { 'topology.max.spout.pending': 500 };
    expect(bounded(pending).left).toEqual(pending);
    expect(bounded(pending, { generation: 'storm-1.2' })).toMatchObject({ answer: 'veto', code: 'NOT_LIVE' });
  });

  it('name every clip in the order of the proposal, under the code of the first', () => {
    const changes = { workers: 9, 'executors.split': 99, 'executors.nosuch': 2, 'executors.count': 3 };
    expect(bounded(changes)).toEqual(
      expect.objectContaining({
        answer: 'clip',
        code: 'NO_FREE_SLOTS',
        text:
          'workers = 9: 3 more slots free; executors.split = 99: it has 16 tasks, and executors cannot exceed them; ' +
          'executors.nosuch = 2: the topology has no such component',
        left: { workers: 4, 'executors.split': 16, 'executors.count': 3 },
      }),
    );
  });

  it('have no margin where nothing has tasks', () => {
    expect(bounded({ workers: 2 }).margin).toBeNull();
  });
});
