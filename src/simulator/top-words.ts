// The built-in scenario, so that the installed package needs no file: top-words with a starved split bolt.
import { resolve } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import { parseScenario } from './scenario.js';
import type { Scenario } from './scenario-schema.js';
import { readTrace } from './traces.js';

/**
 * The same text as storm-conf/scenarios/top-words.yaml. At 2.0 ms per line two executors of split take about 960 of
 * the 2300 lines per second that are offered; 800 pending lines then wait about 840 ms.
 */
export const topWordsYaml = `# The default of trimtab simulate: lines of text are split into words, counted, and ranked.
# split looks words up elsewhere (it waits), and has 2 executors where 5 or 6 of its 16 tasks are needed.
schema: trimtab/scenario/v1
name: top-words
engine: storm
seed: 1
minutes: 1440
cluster:
  timings: storm-2.8
  nodes:
    - { name: n1, cores: 8, slots: 4, speed: 1.0 }
  sigma: 0.04
  kappa: 0
topology:
  components:
    text: { kind: spout, executors: 1, tasks: 8, cpuMicros: 20 }
    split: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 300, waitMicros: 1700 }
    count: { kind: bolt, executors: 2, tasks: 16, cpuMicros: 40 }
    top: { kind: bolt, executors: 1, tasks: 4, cpuMicros: 80 }
  streams:
    - { from: text, to: split, grouping: shuffle, tuplesPerInput: 1 }
    - { from: split, to: count, grouping: fields, tuplesPerInput: 10 }
    - { from: count, to: top, grouping: global, tuplesPerInput: 0.1 }
  workers: 1
  settings:
    topology.max.spout.pending: 100
load:
  text: { kind: constant, meanPerSecond: 2300 }
objective: balanced
`;

/** The same topology under a daily load with a burst: what trimtab demo shows in its hour. */
export function topWordsDay(): Scenario {
  const burst = { atMinute: 28, minutes: 14, factor: 1.8 };
  return {
    ...topWords(),
    load: { text: { kind: 'daily', meanPerSecond: 1600, amplitude: 0.4, burst } },
  };
}

/**
 * The same topology under a recorded load.
 * @param peakPerSecond the highest rate of the trace becomes that; default: what the scenario offers
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable, TRIMTAB_E_CONFIG when not a trace
 */
export async function topWordsUnder(trace: string, peakPerSecond = 2300): Promise<Scenario> {
  const text = { kind: 'trace' as const, trace: resolve(trace), peakPerSecond, timeScale: 1, loop: false };
  const scenario: Scenario = { ...topWords(), name: 'top-words-trace', load: { text } };
  const rows = await readTrace(text.trace);
  const most = rows.reduce((highest, { rate }) => Math.max(highest, rate), 0);
  if (!(most > 0)) throw new TrimtabError('TRIMTAB_E_CONFIG', `${trace}: no row has a rate above 0`);
  const seconds = (rows.at(-1)?.seconds ?? 0) - (rows[0]?.seconds ?? 0);
  return {
    ...scenario,
    minutes: Math.max(1, Math.ceil(seconds / 60)),
    load: { text: { ...text, peakPerSecond: peakPerSecond / most } },
    traces: { [text.trace]: rows },
  };
}

export function topWords(): Scenario {
  return parseScenario(topWordsYaml, 'top-words (built in)');
}
