// What an operator is told where hosts seem to be short of CPU.
import { describe, expect, it } from 'vitest';
import { cpuAdvice } from '../../../src/agent/advice/cpu.js';
import { bolt, component, evaluation, info, noon, snapshot, spout } from '../../builders.js';

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
  ['all hosts are in use', { ...info, supervisors: 1, slotsFree: 3 }],
  ['no slot is free', { ...info, supervisors: 4, slotsFree: 0 }],
])('gives no command where %s', (_, own) => {
  const [advice] = cpuAdvice(windows, snapshot([]), own, 5);
  expect(advice?.text).toContain('no other host has a free slot, so that only more or larger hosts add CPU');
  expect(advice?.commands).toEqual([]);
});

it.each([
  ['another host', 'n2', ['storm rebalance wordcount -w 5 -n 2']],
  ['its own host', 'n1', []],
])('goes by whose the free slots are, where supervisors tell: %s', (_, free, commands) => {
  const nodes = ['n1', 'n2'].map((host) => ({
    host,
    cpuPercent: { total: 400, used: 0 },
    memoryMiB: { total: 4096, used: 0 },
    slots: { total: 4, used: host === free ? 3 : 4 },
  }));
  const [advice] = cpuAdvice(windows, snapshot([]), { ...info, supervisors: 2, slotsFree: 1, nodes }, 5);
  expect(advice?.commands).toEqual(commands);
});

it('tells of the work where that has grown more than the executors', () => {
  const [before] = windows.earlier;
  if (before === undefined) throw new Error('no window');
  const components = before.components.map((one) => ({ ...one, inputPerSecond: 30 }));
  const [advice] = cpuAdvice({ ...windows, earlier: [{ ...before, components }] }, snapshot([]), info, 5);
  expect(advice?.text).toContain('as when work for 0.8 executors was there, not for 2.5, though');
});

describe('under the resource-aware scheduler', () => {
  const asked = { cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 };
  const poll = snapshot(
    ['text', ...bolts].map((name) => component(name, { asked, executors: 1, samples: [] })),
    { isResourceAware: true, assignedExecutors: 6 },
  );
  const node = (total: number) => ({
    host: 'n2',
    cpuPercent: { total, used: 0 },
    memoryMiB: { total: 4096, used: 0 },
    slots: { total: 4, used: 0 },
  });

  it('advises to ask for what is used, with the command', () => {
    const [advice] = cpuAdvice(windows, poll, { ...info, nodes: [node(400)] }, 5);
    expect(advice).toMatchObject({ knob: 'cpu.pcore.percent', from: 10, to: 50, needs: 'rebalance' });
    expect(advice?.text).toContain('split asks for 10 and uses up to 50, count asks for 10');
    expect(advice?.commands).toEqual([
      `storm rebalance wordcount -w 5 -r '${JSON.stringify(
        Object.fromEntries(bolts.map((name) => [name, { 'cpu.pcore.percent': 50 }])),
      )}'`,
    ]);
  });

  it('gives no command where not so much is free, or on 1.2', () => {
    const [full] = cpuAdvice(windows, poll, { ...info, nodes: [node(100)] }, 5);
    expect(full).toMatchObject({ needs: 'rebalance', commands: [] });
    expect(full?.text).toContain('They cannot ask for what they use: 6 executors ask for 260 % of a core');
    const [old] = cpuAdvice(windows, poll, { ...info, nodes: [node(400)], generation: 'storm-1.2' }, 5);
    expect(old).toMatchObject({ needs: 'resubmit', commands: [] });
  });

  it('asks for no more than a core, and says where nothing is told', () => {
    const components = windows.evaluation.components.map((one) => ({ ...one, utilisation: 1.3 }));
    const over = { ...windows, evaluation: { ...windows.evaluation, components } };
    const [advice] = cpuAdvice(over, poll, { ...info, nodes: [node(900)] }, 5);
    expect(advice?.to).toBe(100);
    const untold = { ...poll, components: poll.components.map(({ asked: _, ...one }) => one) };
    const [silent] = cpuAdvice(windows, untold, { ...info, nodes: [node(900)] }, 5);
    expect(silent?.text).toContain('and that is not told');
  });

  it('says so where they ask for it already', () => {
    const honest = {
      ...poll,
      components: poll.components.map((one) => ({ ...one, asked: { ...asked, cpuPercent: 90 } })),
    };
    const [advice] = cpuAdvice(windows, honest, { ...info, nodes: [node(900)] }, 5);
    expect(advice?.text).toContain('for what they use already: only more or larger hosts add CPU');
    expect(advice?.commands).toEqual([]);
  });
});

it('says nothing where nothing became slower', () => {
  const { history, earlier } = windows;
  expect(cpuAdvice({ evaluation: window(16, 5, 3), history, earlier }, snapshot([]), info, 5)).toEqual([]);
});
