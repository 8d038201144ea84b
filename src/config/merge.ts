// Lays the settings of topologies over each other: built-in values, the defaults, and each override that matches.
import { TrimtabError } from '../errors/index.js';
import { mergedProblems } from './contradictions.js';
import {
  builtInApproval,
  builtInBudgets,
  builtInEarned,
  builtInGuards,
  builtInPreset,
  builtInPrices,
  objectivePresets,
} from './presets.js';
import { sentence } from './problems.js';
import type {
  Config,
  ObjectiveConfig,
  ObjectiveSetting,
  TopologyConfig,
  TopologyOverride,
  TopologySettings,
} from './types.js';

/** What holds for a topology about which the configuration says nothing. */
export const builtInTopology: TopologyConfig = {
  mode: 'suggest',
  objective: {
    preset: builtInPreset,
    weights: objectivePresets[builtInPreset],
    slo: {},
    prices: builtInPrices,
    reference: {},
  },
  priority: 0,
  knobs: { exclude: [], bounds: {} },
  budgets: builtInBudgets,
  external: {},
  guards: builtInGuards,
  approval: builtInApproval,
  earned: builtInEarned,
  blackout: [],
  expected: [],
  persist: { files: [], keys: {}, git: false },
};

/** The layers in order, over the built-in values: a later value wins, mappings are merged, lists are replaced. */
export function mergeTopology(layers: readonly TopologySettings[], base = builtInTopology): TopologyConfig {
  return layers.reduce(withLayer, base);
}

function withLayer(below: TopologyConfig, layer: TopologySettings): TopologyConfig {
  return {
    mode: layer.mode ?? below.mode,
    objective:
      layer.objective === undefined ? below.objective : withObjective(below.objective, layer.objective),
    priority: layer.priority ?? below.priority,
    knobs: {
      exclude: layer.knobs?.exclude ?? below.knobs.exclude,
      bounds: withBounds(below.knobs.bounds, layer.knobs?.bounds ?? {}),
    },
    budgets: { ...below.budgets, ...layer.budgets },
    external: { ...below.external, ...layer.external },
    guards: { ...below.guards, ...layer.guards },
    approval: { ...below.approval, ...layer.approval },
    earned: { ...below.earned, ...layer.earned },
    blackout: layer.blackout ?? below.blackout,
    expected: layer.expected ?? below.expected,
    persist: {
      ...below.persist,
      ...layer.persist,
      keys: { ...below.persist.keys, ...layer.persist?.keys },
    },
  };
}

/**
 * A preset, alone or in a mapping, starts the weights anew; SLOs, prices and the reference stay. A layer that weighs, and names no module
 * itself, takes away the one below it, in place of which its weights would do nothing.
 */
function withObjective(
  { module: former, ...below }: ObjectiveConfig,
  given: ObjectiveSetting,
): ObjectiveConfig {
  const layer = typeof given === 'string' ? { preset: given } : given;
  const weighs = layer.preset !== undefined || layer.weights !== undefined;
  const module = layer.module ?? (weighs ? undefined : former);
  const base = layer.preset === undefined ? below.weights : objectivePresets[layer.preset];
  return {
    ...below,
    preset: layer.preset ?? below.preset,
    weights: { ...base, ...layer.weights },
    slo: { ...below.slo, ...layer.slo },
    prices: { ...below.prices, ...layer.prices },
    reference: { ...below.reference, ...layer.reference },
    ...(module === undefined ? {} : { module }),
  };
}

type Bounds = TopologyConfig['knobs']['bounds'];

function withBounds(below: Bounds, layer: Bounds): Bounds {
  const merged = Object.entries(layer).map(
    ([knob, limits]) => [knob, { ...below[knob], ...limits }] as const,
  );
  return { ...below, ...Object.fromEntries(merged) };
}

/**
 * What holds for one topology.
 * @param placed how it is told from others of its name: `role/environ/name` on Heron; a pattern with a slash is for that
 * @throws TRIMTAB_E_CONFIG when overrides that match together contradict each other
 */
export function topologyConfig(
  config: Config,
  clusterName: string,
  topologyName: string,
  placed = topologyName,
): TopologyConfig {
  const matching = config.topologies.overrides.filter(({ match }) =>
    isMeant(match, clusterName, topologyName, placed),
  );
  const merged = mergeTopology(matching, config.topologies.defaults);
  const problems = mergedProblems(merged, []);
  if (problems.length === 0) return merged;
  throw new TrimtabError(
    'TRIMTAB_E_CONFIG',
    `the overrides for topology ${topologyName} of cluster ${clusterName} contradict each other: ${problems.map(sentence).join('; ')}`,
  );
}

/** Whether an entry is for a topology; `placed` as for topologyConfig. */
export function isMeant(
  { cluster = '*', name = '*' }: TopologyOverride['match'],
  clusterName: string,
  topologyName: string,
  placed: string,
): boolean {
  return matches(cluster, clusterName) && matches(name, name.includes('/') ? placed : topologyName);
}

/** Whether a name fits a pattern in which `*` stands for any characters, also none. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
