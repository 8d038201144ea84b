// Where the resource-aware scheduler finds room, as measured on 1.2.4 and 2.8.3: 26 executors of 10 % on two cores stopped all of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, type Room, whyNoRoom } from '../../src/knobs/index.js';

const small: Asked = { cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 };

function room(own: Partial<Room> = {}): Room {
  return {
    nodes: [{ cpuPercent: 200, memoryMiB: 4096, slots: 4 }],
    asked: { split: small, count: small },
    others: null,
    workerHeapMiB: 768,
    search: 'backtracking',
    ...own,
  };
}

describe('the room of a topology', () => {
  it('is enough up to the last percent', () => {
    expect(whyNoRoom({ split: 12, count: 8 }, room())).toBeNull();
    expect(whyNoRoom({ split: 13, count: 8 }, room())).toBe(
      '21 executors ask for 210 % of a core and 2688 MiB, and the resource-aware scheduler has no sure room for them ' +
        '(free for them on its nodes: 200 %, 4096 MiB and 4 slots); without room it would stop the whole topology',
    );
  });

  it('may be in pieces, too small for one executor', () => {
    const nodes = Array.from({ length: 6 }, () => ({ cpuPercent: 90, memoryMiB: 1024, slots: 2 }));
    const asked = { split: { ...small, cpuPercent: 50 }, count: small };
    expect(whyNoRoom({ split: 6, count: 12 }, room({ nodes, asked }))).toBeNull();
    expect(whyNoRoom({ split: 7, count: 1 }, room({ nodes, asked }))).toMatch(
      /^8 executors ask for 360 % .*90 %, 1024 MiB and 2 slots; and 2 more nodes; as they differ in size/,
    );
  });

  it('has memory, and heaps of workers', () => {
    const nodes = [{ cpuPercent: 1000, memoryMiB: 1024, slots: 4 }];
    expect(whyNoRoom({ split: 8 }, room({ nodes }))).toBeNull();
    expect(whyNoRoom({ split: 9 }, room({ nodes }))).toMatch(/1152 MiB/);
    const heavy = { split: { ...small, onHeapMiB: 800 } };
    expect(whyNoRoom({ split: 1 }, room({ asked: heavy }))).toBe(
      'an executor of split asks for 800 MiB, and no worker has more than 768 (topology.worker.max.heap.size.mb)',
    );
  });

  it('ends with the slots of each node, and with what goes into the heap of one worker', () => {
    const slots = (...each: number[]) =>
      each.map((one) => ({ cpuPercent: 200, memoryMiB: 4096, slots: one }));
    expect(whyNoRoom({ split: 12 }, room({ nodes: slots(2) }))).toBeNull();
    expect(whyNoRoom({ split: 13 }, room({ nodes: slots(2) }))).toMatch(/200 %, 4096 MiB and 2 slots\)/);
    // A node with CPU and no slot.
    expect(whyNoRoom({ split: 13 }, room({ nodes: slots(2, 0) }))).toMatch(/and 0 slots\)/);
    expect(whyNoRoom({ split: 13 }, room({ nodes: slots(2, 1) }))).toBeNull();
    // Three times 500 MiB are 1500 in all, but no two go into 768.
    const heavy = { split: { ...small, onHeapMiB: 500 }, count: { ...small, onHeapMiB: 250 } };
    expect(whyNoRoom({ split: 3 }, room({ nodes: slots(2), asked: heavy }))).not.toBeNull();
    expect(whyNoRoom({ split: 2, count: 2 }, room({ nodes: slots(2), asked: heavy }))).toBeNull();
  });

  it('is shared with executors that are no component', () => {
    const others = { executors: 2, asked: { ...small, cpuPercent: 50 } };
    expect(whyNoRoom({ split: 7 }, room({ others }))).toBeNull();
    expect(whyNoRoom({ split: 8 }, room({ others }))).toMatch(
      /^10 executors ask for 180 %.*200 %.*as they differ in size, no node is filled over 85 %\)/,
    );
  });

  it('is less for the search of 1.2, which goes back on no step and counts all memory against a heap', () => {
    const nodes = [1, 2].map(() => ({ cpuPercent: 118, memoryMiB: 4096, slots: 4 }));
    const asked = {
      a: { ...small, cpuPercent: 40 },
      b: { ...small, cpuPercent: 40 },
      c: { ...small, cpuPercent: 60 },
    };
    expect(whyNoRoom({ a: 1, b: 1, c: 2 }, room({ nodes, asked }))).toBeNull();
    expect(whyNoRoom({ a: 1, b: 1, c: 2 }, room({ nodes, asked, search: 'greedy' }))).toMatch(
      /^4 executors ask for 200 %.*taken for as large as the largest/,
    );
    const off = { split: { cpuPercent: 10, onHeapMiB: 600, offHeapMiB: 300 } };
    expect(whyNoRoom({ split: 1 }, room({ asked: off }))).toBeNull();
    expect(whyNoRoom({ split: 1 }, room({ asked: off, search: 'greedy' }))).toMatch(/asks for 900 MiB/);
  });

  it('is none where it is not known', () => {
    expect(whyNoRoom({ split: 1 }, room({ closed: 'not told' }))).toBe('not told');
    expect(whyNoRoom({ constructor: 1 }, room())).toBe(
      'what an executor of constructor asks for is not told',
    );
    expect(whyNoRoom({ split: 1 }, room({ nodes: [] }))).toMatch(/nodes: nothing\)/);
  });

  it('never grows as more is asked for', () => {
    const number = fc.integer({ min: 0, max: 40 });
    const node = fc.record({
      cpuPercent: fc.integer({ min: 0, max: 400 }),
      memoryMiB: fc.integer({ min: 0, max: 4096 }),
      slots: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), number, number, (nodes, split, count) => {
        const free = room({ nodes });
        if (whyNoRoom({ split, count }, free) !== null) return;
        const total = nodes.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
        expect(10 * (split + count)).toBeLessThanOrEqual(total);
        expect(whyNoRoom({ split: Math.max(0, split - 1), count }, free)).toBeNull();
      }),
    );
  });
});
