// What doctor says of the room that the resource-aware scheduler has, and what is no knob there.
import { expect, it } from 'vitest';
import { roomFindings } from '../../../src/agent/doctor/room.js';
import { stormConfiguration } from '../../../src/clusters/index.js';
import { component, info, sample, snapshot } from '../../builders.js';

const asked = { cpuPercent: 50, onHeapMiB: 128, offHeapMiB: 0 };
const split = component('split', { samples: [sample('[1-1]', 3600)], asked });
const poll = snapshot([split], { isResourceAware: true, assignedExecutors: 1 });
const nodes = (total: number) => [
  {
    host: 'n1',
    cpuPercent: { total, used: 50 },
    memoryMiB: { total: 4096, used: 128 },
    slots: { total: 4, used: 1 },
  },
];

it('tells whether there is room for one executor more', () => {
  expect(roomFindings('topology words', { ...info, nodes: nodes(100) }, poll)).toMatchObject([
    { status: 'ok' },
  ]);
  expect(roomFindings('topology words', { ...info, nodes: nodes(99) }, poll)).toEqual([
    {
      check: 'topology words',
      status: 'warning',
      text:
        'no room for one more executor of split: 2 executors ask for 100 % of a core and 256 MiB, and the resource-aware scheduler has no sure ' +
        'room for them (free for them on its nodes: 99 %, 4096 MiB and 4 slots); without room it would stop the whole topology',
      next: expect.stringContaining('Add supervisors'),
    },
  ]);
});

it('says nothing under another scheduler', () => {
  expect(roomFindings('topology words', { ...info, nodes: nodes(99) }, snapshot([split]))).toEqual([]);
});

it('finds no number of workers to turn, or to be changed by anybody, where the scheduler chooses it', () => {
  expect(stormConfiguration(poll, 'storm-2.x')).not.toHaveProperty('workers');
  expect(stormConfiguration(snapshot([split]), 'storm-2.x')).toHaveProperty('workers');
});
