// What a running agent knows of the behaviour of its one topology, and how many windows a change takes to be noticed.
import { join } from 'node:path';
import { DriftStore, type KeptDrift } from '../../src/agent/index.js';
import type { JournalLine } from '../../src/audit/index.js';
import { knownOf } from '../../src/drift/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import type { RealCluster } from './real-cluster.js';
import type { RunningAgent } from './running-agent.js';
import { until } from './waiting.js';

export interface Noticed {
  readonly line: JournalLine;
  /** Measured since the change began; the first of them may have begun before it. */
  readonly windows: number;
  readonly seconds: number;
}

/** What is watched unless a test needs something else: 150 lines a second, and costs that are waited for. */
export const waitingWords = {
  name: 'words',
  rate: 150,
  words: 4,
  maxSpoutPending: 500,
  executors: { split: 4, count: 4 },
  'split.waitMillis': 4,
};

/**
 * Configuration of an agent that changes nothing and looks every five seconds.
 * @param address of the cluster, as the configuration has it
 */
export function watching(
  address: string,
  windowSeconds: number,
  mode: 'observe' | 'suggest' = 'observe',
): string {
  return `clusters: [{ name: real, ${address} }]
agent: { schedule: '*/5 * * * * *', window: ${windowSeconds}s, warmUp: 10s }
topologies: { defaults: { mode: ${mode} } }
`;
}

export function nimbusOf({ nimbusPort }: Pick<RealCluster, 'nimbusPort'>): string {
  return `nimbus: ['127.0.0.1:${nimbusPort}']`;
}

export function driftsOf(agent: RunningAgent): JournalLine[] {
  return agent.lines().filter(({ kind, code }) => kind === 'drift' && String(code).startsWith('DRIFT_'));
}

/** undefined before the first window. */
export async function keptBy(agent: RunningAgent): Promise<KeptDrift | undefined> {
  const { kept } = await new DriftStore(join(agent.directory, 'var')).all();
  return kept[0];
}

/** How many windows it has compared or learned from, by its journal: the file is written now and then. */
export function windowsOf(agent: RunningAgent): number {
  let [windows, lastAt] = [0, -Infinity];
  for (const { kind, evaluation } of agent.lines()) {
    if (kind !== 'evaluated' || evaluation === null) continue;
    const { at, window } = evaluation as Pick<Evaluation, 'at' | 'window'>;
    if (window.source !== 'samples' || at - lastAt < 900 * window.seconds) continue;
    windows++;
    lastAt = at;
  }
  return windows;
}

/**
 * Until it compares all of these.
 * @param traits such as `cost split`: what a busy machine lets a window show now and then is never learned
 */
export async function untilLearned(
  agent: RunningAgent,
  traits: readonly string[],
  limitSeconds = 900,
): Promise<void> {
  await until(
    'what is usual is learned',
    async () => {
      const kept = await keptBy(agent);
      if (kept === undefined) return undefined;
      const { compared } = knownOf(kept.detector);
      return traits.every((trait) => compared.includes(trait)) ? true : undefined;
    },
    { limitSeconds, everyMillis: 2000, describeFailure: () => agent.log().slice(-2000) },
  );
}

/** Changes something, and waits for the next drift. */
export async function noticed(
  agent: RunningAgent,
  what: string,
  change: () => Promise<void> | void,
  limitSeconds = 600,
): Promise<Noticed> {
  const before = driftsOf(agent).length;
  const windows = windowsOf(agent);
  const start = performance.now();
  await change();
  const line = await until(`${what} is noticed`, () => driftsOf(agent)[before], {
    limitSeconds,
    everyMillis: 1000,
    describeFailure: () => agent.log().slice(-2000),
  });
  const seconds = (performance.now() - start) / 1000;
  return { line, windows: windowsOf(agent) - windows, seconds };
}
