// What helps against hosts that are short of CPU where the resource-aware scheduler runs: executors that ask for what they use.
import { type Advice, runningExecutors, schedulerRoom, stormCommands } from '../../change/index.js';
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import { whyNoRoom } from '../../knobs/index.js';
import type { Evaluation } from '../../metrics/index.js';

/** What is asked for is in steps of so many percent of a core. */
const step = 5;
/** An executor is one thread. */
const wholeCore = 100;
/** Less than so many times what is asked for already is not worth a restart. */
const leastGrowth = 1.2;
const key = 'cpu.pcore.percent';

interface Wish {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A bolt's executor that is busy for 80 % of the time takes at most 80 % of a core: it may also wait, which looks the same.
 * @param found what was seen, in words
 * @returns null where another scheduler runs
 */
export function askedCpuAdvice(
  found: string,
  { topology, components }: Evaluation,
  snapshot: Snapshot,
  info: Pick<ClusterInfo, 'nodes' | 'generation'>,
  waitSeconds: number,
): Advice | null {
  const room = schedulerRoom(info, snapshot);
  if (room === null) return null;
  const wishes = components.flatMap(({ name, kind, utilisation }): Wish[] => {
    const from = room.asked[name]?.cpuPercent;
    const to = Math.min(wholeCore, step * Math.ceil((100 * (utilisation ?? 0)) / step));
    return kind !== 'bolt' || from === undefined || to < leastGrowth * from ? [] : [{ name, from, to }];
  });
  const first = wishes.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  const advice = { knob: key, from: first?.from ?? null, needs: 'rebalance' } as const;
  if (first === undefined) {
    const isTold = components.every(({ name, kind }) => kind !== 'bolt' || room.asked[name] !== undefined);
    const text = isTold
      ? `${found} Executors ask the resource-aware scheduler for what they use already: only more or larger hosts add CPU.`
      : `${found} The resource-aware scheduler puts executors together by what they ask for, and that is not told: see that it is what they use (setCPULoad).`;
    return { ...advice, to: 0, text, commands: [] };
  }
  const asked = { ...room.asked };
  for (const { name, to } of wishes) {
    const before = asked[name];
    if (before !== undefined) asked[name] = { ...before, cpuPercent: to };
  }
  const executors = runningExecutors(snapshot);
  const why = whyNoRoom(executors, { ...room, asked });
  const list = wishes.map(({ name, from, to }) => `${name} asks for ${from} and uses up to ${to}`).join(', ');
  const packed = `${found} The resource-aware scheduler puts executors together by what they ask for, in percent of a core: ${list}.`;
  if (why !== null)
    return {
      ...advice,
      to: first.to,
      text: `${packed} They cannot ask for what they use: ${why}.`,
      commands: [],
    };
  if (info.generation === 'storm-1.2') {
    const text = `${packed} Ask for it when it is submitted (setCPULoad): 1.2 changes that only with a new submission.`;
    return { ...advice, to: first.to, needs: 'resubmit', text, commands: [] };
  }
  const resources = Object.fromEntries(wishes.map(({ name, to }) => [name, { [key]: to }]));
  const commands = stormCommands(topology.name, [{ kind: 'rebalance-resources', waitSeconds, resources }]);
  return {
    ...advice,
    to: first.to,
    text: `${packed} Where they ask for what they use, it puts no more of them together than a host has CPU for.`,
    commands,
  };
}
