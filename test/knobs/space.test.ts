// Knob names, ladders, and which knob a rebalance turns on which generation of Storm.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  componentOf,
  executorsKnob,
  isLive,
  knobCatalogue,
  knobNamed,
  memoryComponentOf,
  memoryKnob,
  stepOnLadder,
  unfitFor,
} from '../../src/knobs/index.js';

const anywhere = { min: 0, max: Number.POSITIVE_INFINITY };
const ladder = fc.constantFrom(...knobCatalogue.map((knob) => knob.ladder));
const steps = fc.integer({ min: -30, max: 30 }).filter((n) => n !== 0);

describe('a step on a ladder', () => {
  const rungs = [1, 2, 4, 8];

  it('goes to the next rung, several steps to a further one', () => {
    expect(stepOnLadder(rungs, 2, 1, anywhere)).toBe(4);
    expect(stepOnLadder(rungs, 8, -1, anywhere)).toBe(4);
    expect(stepOnLadder(rungs, 1, 3, anywhere)).toBe(8);
  });

  it('from between two rungs goes to the nearest one in its direction', () => {
    expect(stepOnLadder(rungs, 3, 1, anywhere)).toBe(4);
    expect(stepOnLadder(rungs, 3, -1, anywhere)).toBe(2);
    expect(stepOnLadder(rungs, 3, -2, anywhere)).toBe(1);
  });

  it('stops at the ends, and never turns around for a value that lies beyond them', () => {
    expect(stepOnLadder(rungs, 8, 1, anywhere)).toBe(8);
    expect(stepOnLadder(rungs, 1, -1, anywhere)).toBe(1);
    expect(stepOnLadder(rungs, 100, 1, anywhere), 'up from beyond the top').toBe(100);
    expect(stepOnLadder(rungs, 100, -1, anywhere)).toBe(8);
    expect(stepOnLadder(rungs, 0.5, -1, anywhere), 'down from below the bottom').toBe(0.5);
  });

  it('is cut to the limits, which need not be rungs', () => {
    expect(stepOnLadder(rungs, 4, 1, { min: 1, max: 6 })).toBe(6);
    expect(stepOnLadder(rungs, 4, -2, { min: 3, max: 8 })).toBe(3);
  });

  it('from a rung always ends on a rung, at most that many away and in its direction', () => {
    fc.assert(
      fc.property(ladder, fc.nat(), steps, (values, at, by) => {
        const from = at % values.length;
        const value = values[from] ?? 0;
        const reached = values.indexOf(stepOnLadder(values, value, by, anywhere));
        expect(reached).toBe(Math.max(0, Math.min(values.length - 1, from + by)));
      }),
    );
  });

  it('never leaves the limits and, within them, never goes the other way', () => {
    fc.assert(
      fc.property(
        ladder,
        fc.integer({ min: 1, max: 100_000 }),
        steps,
        fc.tuple(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: 70_000 })),
        (values, value, by, [a, b]) => {
          const limits = { min: Math.min(a, b), max: Math.max(a, b) };
          const next = stepOnLadder(values, value, by, limits);
          expect(next).toBeGreaterThanOrEqual(limits.min);
          expect(next).toBeLessThanOrEqual(limits.max);
          if (value < limits.min || value > limits.max) return;
          if (by > 0) expect(next).toBeGreaterThanOrEqual(value);
          else expect(next).toBeLessThanOrEqual(value);
        },
      ),
    );
  });
});

describe('names of knobs', () => {
  it('carry the component whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (component) => {
        expect(componentOf(executorsKnob(component))).toBe(component);
        expect(knobNamed(executorsKnob(component))?.name).toBe('executors.<component>');
      }),
    );
  });

  it.each(['a.b', 'executors.x', 'my bolt', '$split', '-x', 'constructor', '__acker'])(
    'are understood for a component called %s',
    (component) => {
      expect(componentOf(`executors.${component}`)).toBe(component);
    },
  );

  it('of memory carry it too, and are not those of executors', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (component) => {
        expect(memoryComponentOf(memoryKnob(component))).toBe(component);
        expect(componentOf(memoryKnob(component))).toBeUndefined();
        expect(memoryComponentOf(executorsKnob(component))).toBeUndefined();
        expect(knobNamed(memoryKnob(component))?.name).toBe('onheap.memory.mb.<component>');
      }),
    );
  });

  it.each(['workers', 'topology.max.spout.pending', 'Executors.split', 'executors', ''])(
    'have no component in %j',
    (name) => {
      expect(componentOf(name)).toBeUndefined();
    },
  );

  it('are exact: what is not in the catalogue is no knob', () => {
    expect(knobNamed('topology.max.spout.pending')?.unit).toBe('tuples per spout task');
    for (const name of ['topology.max.spout', 'Workers', 'toString', '__proto__', '']) {
      expect(knobNamed(name), name).toBeUndefined();
    }
  });
});

describe('what a rebalance turns', () => {
  it('is executors and workers on every Storm, settings only from 2.x on', () => {
    for (const knob of ['executors.split', 'executors.__acker', 'workers']) {
      expect(isLive(knob, 'storm-1.2'), knob).toBe(true);
      expect(isLive(knob, 'storm-2.x'), knob).toBe(true);
    }
    expect(isLive('topology.max.spout.pending', 'storm-1.2')).toBe(false);
    expect(isLive('topology.max.spout.pending', 'storm-2.x')).toBe(true);
    expect(isLive('onheap.memory.mb.split', 'storm-1.2')).toBe(false);
    expect(isLive('onheap.memory.mb.split', 'storm-2.x')).toBe(true);
  });

  it('is never the number of acker tasks, which renumbers all tasks, nor an unknown key', () => {
    for (const generation of ['storm-1.2', 'storm-2.x'] as const) {
      expect(isLive('topology.acker.executors', generation)).toBe(false);
      expect(isLive('topology.workers', generation)).toBe(false);
    }
  });
});

describe('the knob catalogue', () => {
  it('has ladders that rise, without doubles, and that hold the engine’s own default', () => {
    for (const { name, ladder: values, default: own } of knobCatalogue) {
      expect(values, name).toEqual([...new Set(values)].sort((a, b) => a - b));
      if (own !== null) expect(values, name).toContain(own);
    }
  });

  it('has a range in which every rung of the ladder is a value', () => {
    for (const knob of knobCatalogue) {
      const unfit = knob.ladder.filter((rung) => unfitFor(knob, rung) !== null);
      expect(unfit, knob.name).toEqual([]);
    }
  });

  it.each([
    ['executors.split', 0, '1 … 10000'],
    ['executors.split', 1.5, 'an integer'],
    ['executors.split', '4', 'an integer'],
    ['executors.split', Number.NaN, 'an integer'],
    ['topology.executor.receive.buffer.size', 1000, 'a power of two'],
    ['topology.executor.receive.buffer.size', 1024, null],
    ['topology.transfer.buffer.size', 1000, null],
    ['topology.batch.flush.interval.millis', 0, null],
  ])('says of %s = %j: %s', (name, value, expected) => {
    const knob = knobNamed(name);
    expect(knob && unfitFor(knob, value)).toBe(expected);
  });

  it('turns a knob only on generations that have it', () => {
    for (const { name, live, generations } of knobCatalogue) {
      for (const generation of live) expect(generations, name).toContain(generation);
    }
  });
});
