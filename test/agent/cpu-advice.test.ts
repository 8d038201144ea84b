// What an operator is told where hosts seem to be short of CPU.
import { expect, it } from 'vitest';
import { cpuAdvice } from '../../src/agent/cpu-advice.js';
import { bolt, evaluation, info, noon, snapshot, spout } from '../builders.js';

const bolts = ['split', 'count', 'rank', 'store', 'join'];

function window(minute: number, ms: number, texts: number) {
  const components = [
    spout('text', { executors: texts }),
    ...bolts.map((name) => bolt(name, { executeLatencyMs: ms })),
  ];
  return evaluation({ at: noon + 60_000 * minute, components });
}

const slow = [10, 12, 14].map((minute) => window(minute, 8, 3));
const windows = {
  evaluation: window(16, 8, 3),
  history: slow,
  earlier: [window(0, 5, 1)],
};

it('advises a worker on another host, with the command', () => {
  expect(cpuAdvice(windows, snapshot([]), info, 5)).toEqual([
    {
      knob: 'workers',
      from: 1,
      to: 2,
      needs: 'rebalance',
      text: 'A tuple takes 1.6 times as long in split, count, rank and 2 more as when there were 6 executors, not 8, though they have as many executors as then: the CPU of n1 seems to be short. More executors take it from each other there; a worker on another host adds CPU.',
      commands: ['storm rebalance wordcount -w 5 -n 2'],
    },
  ]);
});

it.each([
  ['all hosts are in use', { supervisors: 1, slotsFree: 3 }],
  ['no slot is free', { supervisors: 4, slotsFree: 0 }],
])('gives no command where %s', (_, own) => {
  const [advice] = cpuAdvice(windows, snapshot([]), own, 5);
  expect(advice?.text).toContain('no other host has a free slot, so that only more or larger hosts add CPU');
  expect(advice?.commands).toEqual([]);
});

it('tells of the work where that has grown more than the executors', () => {
  const [before] = windows.earlier;
  if (before === undefined) throw new Error('no window');
  const components = before.components.map((one) => ({ ...one, inputPerSecond: 30 }));
  const [advice] = cpuAdvice({ ...windows, earlier: [{ ...before, components }] }, snapshot([]), info, 5);
  expect(advice?.text).toContain('as when work for 0.8 executors was there, not for 2.5, though');
});

it('says nothing where nothing became slower', () => {
  const { history, earlier } = windows;
  expect(cpuAdvice({ evaluation: window(16, 5, 3), history, earlier }, snapshot([]), info, 5)).toEqual([]);
});
