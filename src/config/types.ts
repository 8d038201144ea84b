// The parsed configuration as the rest of Trimtab sees it: durations in seconds, files as absolute paths.
import type { z } from 'zod';
import type { agentSchema, clusterSchema, configSchema } from './options.js';
import type { builtInApproval, builtInEarned, builtInGuards, PresetName, Weights } from './presets.js';

export type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

type Parsed = Immutable<z.output<typeof configSchema>>;

/** One entry of `clusters`. `timeout` is in seconds of the wall. `ui` is there for Storm, `tracker` for Heron. */
export type ClusterConfig = Immutable<z.output<typeof clusterSchema>>;
/** `window`, `maxAge`, `warmUp` and `coolDown` are in seconds of cluster time, `keepJournal` in seconds of the wall. */
export type AgentConfig = Immutable<z.output<typeof agentSchema>>;

/** What one layer says about topologies: everything may be left out. */
export type TopologySettings = Parsed['topologies']['defaults'];
export type TopologyOverride = Parsed['topologies']['overrides'][number];
export type ObjectiveSetting = NonNullable<TopologySettings['objective']>;
type ObjectiveMapping = Exclude<ObjectiveSetting, PresetName>;
type KnobSettings = NonNullable<TopologySettings['knobs']>;

export type Mode = NonNullable<TopologySettings['mode']>;
export type Slo = NonNullable<ObjectiveMapping['slo']>;
export type Reference = NonNullable<ObjectiveMapping['reference']>;
export type KnobBounds = NonNullable<KnobSettings['bounds']>[string];
export type Blackout = NonNullable<TopologySettings['blackout']>[number];
export type ExpectedPeak = NonNullable<TopologySettings['expected']>[number];

export interface Prices {
  readonly executorPerHour: number;
  readonly workerPerHour: number;
}

/** An objective with every weight and price filled in. */
export interface ObjectiveConfig {
  readonly preset: PresetName;
  readonly weights: Weights;
  readonly slo: Slo;
  readonly prices: Prices;
  readonly reference: Reference;
  readonly module?: string;
}

/** What holds for one topology, with all layers merged. */
export interface TopologyConfig {
  readonly mode: Mode;
  readonly objective: ObjectiveConfig;
  readonly priority: number;
  readonly knobs: {
    readonly exclude: readonly string[];
    readonly bounds: Readonly<Record<string, KnobBounds>>;
  };
  /** PromQL by input. */
  readonly external: Immutable<NonNullable<TopologySettings['external']>>;
  readonly budgets: { readonly changesPerHour: number; readonly changesPerDay: number };
  /** Durations in seconds. */
  readonly guards: Readonly<Record<keyof typeof builtInGuards, number>>;
  /** Durations in seconds. */
  readonly approval: Readonly<Record<keyof typeof builtInApproval, number>>;
  readonly earned: Readonly<Record<keyof typeof builtInEarned, number>>;
  readonly blackout: readonly Blackout[];
  readonly expected: readonly ExpectedPeak[];
  readonly persist: {
    /** Absolute paths. */
    readonly files: readonly string[];
    readonly keys: Readonly<Record<string, string>>;
    readonly git: boolean;
  };
}

export interface Config {
  /** Absolute path. */
  readonly stateDir: string;
  readonly clusters: readonly ClusterConfig[];
  readonly agent: AgentConfig;
  readonly topologies: {
    readonly defaults: TopologyConfig;
    readonly overrides: readonly TopologyOverride[];
  };
}
