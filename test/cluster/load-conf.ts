// Says what can be asked of a load topology at its submission, and puts it as topology configuration.
import type { Role } from './load-counters.js';
import type { LoadSettings } from './load-settings.js';

export type LoadOptions = LoadSettings & {
  readonly name: string;
  /** Executors at the start: lines 1, split 2, count 2 unless said otherwise. */
  readonly executors?: Partial<Record<Role, number>>;
  /** Tasks, the ceiling of executors: lines 4, split 16, count 16, or the executors where those are more. */
  readonly tasks?: Partial<Record<Role, number>>;
  /** Component names other than lines, split and count. */
  readonly components?: Partial<Record<Role, string>>;
  readonly workers?: number;
  readonly maxSpoutPending?: number;
  readonly ackers?: number;
  readonly sampleRate?: number;
  /** Lines without message ids: nothing is acked. */
  readonly unreliable?: boolean;
  /** split fails before its first tuple, so workers start and die again and again. */
  readonly crash?: boolean;
  /** Any further topology configuration. */
  readonly conf?: Readonly<Record<string, unknown>>;
  /**
   * `accepted`: Nimbus lists it. `flow`: ACTIVE, and words are counted and (if reliable) lines acked. `statistics`:
   * also the UI shows acks. Unless said otherwise `flow`, and `accepted` with `crash`.
   */
  readonly waitFor?: 'accepted' | 'flow' | 'statistics';
  readonly limitSeconds?: number;
};

/** Those of the options that can be changed later. */
export function settingsOf(options: LoadOptions): LoadSettings {
  const keys = [
    'rate',
    'words',
    'hot',
    'lines.cpuMicros',
    'lines.waitMillis',
    'split.cpuMicros',
    'split.waitMillis',
    'count.cpuMicros',
    'count.waitMillis',
  ] as const;
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
}

/** The options as topology configuration; what was not asked for is left to the engine's and the topology's defaults. */
export function confOf(options: LoadOptions): Record<string, unknown> {
  const conf: Record<string, unknown> = {
    'topology.workers': options.workers ?? 1,
    'topology.max.spout.pending': options.maxSpoutPending,
    'topology.acker.executors': options.ackers,
    'topology.stats.sample.rate': options.sampleRate,
    'load.unreliable': options.unreliable,
    'load.crash': options.crash,
    ...prefixed('load.', settingsOf(options)),
    ...prefixed('load.executors.', options.executors ?? {}),
    ...prefixed('load.tasks.', options.tasks ?? {}),
    ...prefixed('load.name.', options.components ?? {}),
    ...options.conf,
  };
  return Object.fromEntries(Object.entries(conf).filter(([, value]) => value !== undefined));
}

function prefixed(prefix: string, values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key, value]));
}
