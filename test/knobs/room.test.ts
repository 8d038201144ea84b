// Where the resource-aware scheduler finds room, as measured on 1.2.4 and 2.8.3: 26 executors of 10 % on two cores stopped all of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, type Room, whyNoRoom } from '../../src/knobs/index.js';

const small: Asked = { cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 };

function room(own: Partial<Room> = {}): Room {
  return {
    nodes: [{ cpuPercent: 200, memoryMiB: 4096 }],
    asked: { split: small, count: small },
    workerHeapMiB: 768,
    slots: 4,
    ...own,
  };
}

describe('the room of a topology', () => {
  it('is enough up to the last percent', () => {
    expect(whyNoRoom({ split: 12, count: 8 }, room())).toBeNull();
    expect(whyNoRoom({ split: 13, count: 8 }, room())).toBe(
      '21 executors ask for 210 % of a core and 2688 MiB, and the resource-aware scheduler has no room for them ' +
        '(free for them on its nodes: 200 % and 4096 MiB); it would stop the whole topology',
    );
  });

  it('may be in pieces, too small for one executor', () => {
    const nodes = Array.from({ length: 6 }, () => ({ cpuPercent: 90, memoryMiB: 1024 }));
    const asked = { split: { ...small, cpuPercent: 50 }, count: small };
    expect(whyNoRoom({ split: 6, count: 20 }, room({ nodes, asked, slots: 6 }))).toBeNull();
    expect(whyNoRoom({ split: 7, count: 1 }, room({ nodes, asked, slots: 6 }))).toMatch(
      /^8 executors ask for 360 % .*90 % and 1024 MiB; and on 2 more\)/,
    );
  });

  it('has memory, and heaps of workers', () => {
    const nodes = [{ cpuPercent: 1000, memoryMiB: 1024 }];
    expect(whyNoRoom({ split: 8 }, room({ nodes }))).toBeNull();
    expect(whyNoRoom({ split: 9 }, room({ nodes }))).toMatch(/1152 MiB/);
    const heavy = { split: { ...small, onHeapMiB: 800 } };
    expect(whyNoRoom({ split: 1 }, room({ asked: heavy }))).toBe(
      'an executor of split asks for 800 MiB, and no worker has more than 768 (topology.worker.max.heap.size.mb)',
    );
  });

  it('ends with the slots', () => {
    expect(whyNoRoom({ split: 12 }, room({ slots: 2 }))).toBeNull();
    expect(whyNoRoom({ split: 13 }, room({ slots: 2 }))).toBe(
      'they need 3 workers of at most 768 MiB, and there are slots for 2',
    );
  });

  it('is none where it is not known', () => {
    expect(whyNoRoom({ split: 1 }, room({ nodes: null }))).toMatch(/does not say what is free/);
    expect(whyNoRoom({ constructor: 1 }, room())).toBe(
      'what an executor of constructor asks for is not told',
    );
    expect(whyNoRoom({ split: 1 }, room({ nodes: [] }))).toMatch(/nodes: none\)/);
  });

  it('never grows as more is asked for', () => {
    const number = fc.integer({ min: 0, max: 40 });
    const node = fc.record({
      cpuPercent: fc.integer({ min: 0, max: 400 }),
      memoryMiB: fc.integer({ min: 0, max: 4096 }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), number, number, (nodes, split, count) => {
        const free = room({ nodes, slots: 100 });
        if (whyNoRoom({ split, count }, free) !== null) return;
        const total = nodes.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
        expect(10 * (split + count)).toBeLessThanOrEqual(total);
        expect(whyNoRoom({ split: Math.max(0, split - 1), count }, free)).toBeNull();
      }),
    );
  });
});
