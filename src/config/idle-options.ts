// Options that are valid and do nothing, as another one that they need is missing.
import type { LoadedConfig } from './load.js';
import { shippedModel, shippedTree } from './model-folder.js';
import { leaves, type Path, valueAt } from './path.js';

interface Found {
  readonly path: Path;
  readonly text: string;
}

export function idleOptions(loaded: LoadedConfig): readonly Found[] {
  return [
    ...notAsked(loaded),
    ...slotsWithoutStorm(loaded),
    ...commitsWithoutFiles(loaded),
    ...earnedWithoutAuto(loaded),
    ...modelsOfOthers(loaded),
    ...scheduleOfOthers(loaded),
  ];
}

/** Options of a server that no cluster of the file names: what the command line names may leave some out. */
function notAsked({ config, layers }: LoadedConfig): Found[] {
  const { clusters, topologies } = config;
  if (layers.namesCluster) return [];
  const ofClusters = clusters.flatMap(({ ui, tracker, lag, auth }, index): Found[] => {
    if (ui !== undefined || tracker !== undefined) return [];
    const text = 'does nothing with nimbus alone: it is for the Storm UI, which ui names';
    const found = lag ? [{ path: ['clusters', index, 'lag'], text }] : [];
    return Object.keys(auth).length === 0 ? found : [...found, { path: ['clusters', index, 'auth'], text }];
  });
  if (clusters.length === 0 || clusters.some(({ prometheus }) => prometheus !== undefined)) return ofClusters;
  const text = 'no cluster has prometheus, which would be asked: nothing is';
  const asking = [
    { path: ['topologies', 'defaults', 'external'], external: topologies.defaults.external },
    ...topologies.overrides.map(({ external = {} }, index) => ({
      path: ['topologies', 'overrides', index, 'external'],
      external,
    })),
  ];
  const unasked = asking.filter(({ external }) => Object.keys(external).length > 0);
  return [...ofClusters, ...unasked.map(({ path }) => ({ path, text }))];
}

function slotsWithoutStorm({ config, layers }: LoadedConfig): Found[] {
  const { clusters, topologies } = config;
  // What the command line names may leave a cluster of Storm out.
  if (layers.namesCluster || clusters.length === 0 || clusters.some(({ engine }) => engine === 'storm'))
    return [];
  const all = [
    { path: ['topologies', 'defaults'], slots: topologies.defaults.guards.reserveSlots },
    ...topologies.overrides.map(({ guards }, index) => ({
      path: ['topologies', 'overrides', index],
      slots: guards?.reserveSlots ?? 0,
    })),
  ];
  const text = 'does nothing on Heron: bound containers there (knobs.bounds)';
  return all
    .filter(({ slots }) => slots > 0)
    .map(({ path }) => ({ path: [...path, 'guards', 'reserveSlots'], text }));
}

/** Whoever names a file in one place may have set git in another. */
function commitsWithoutFiles({ config, layers }: LoadedConfig): Found[] {
  const { defaults, overrides } = config.topologies;
  const files = [defaults, ...overrides].flatMap(({ persist }) => persist?.files ?? []);
  if (files.length > 0) return [];
  const text = 'does nothing without persist.files, which names what is written and committed';
  return leaves(layers.data).flatMap(([path, value]) =>
    value === true && isOfTopologies(path, 'persist', 'git') ? [{ path, text }] : [],
  );
}

function earnedWithoutAuto({ config, layers }: LoadedConfig): Found[] {
  const { defaults, overrides } = config.topologies;
  if ([defaults, ...overrides].some(({ mode }) => mode === 'auto')) return [];
  const text =
    'no mode is auto, which would have to be earned: pending and doctor tell of the last so many changes, no more';
  return leaves(layers.data).flatMap(([path, value]) =>
    value !== 0 && isOfTopologies(path, 'earned', 'verified') ? [{ path, text }] : [],
  );
}

/** A model that was trained for this site, and by which nobody decides. */
function modelsOfOthers({ config, layers }: LoadedConfig): Found[] {
  const { policy, fallback } = config.agent;
  const others = [
    {
      path: ['agent', 'model'],
      whose: 'dqn',
      shipped: shippedModel,
      text: ': it only tells how unusual a state is',
    },
    { path: ['agent', 'tree'], whose: 'tree', shipped: shippedTree, text: '' },
  ].filter(({ whose }) => policy !== whose && fallback !== whose);
  return others.flatMap(({ path, whose, shipped, text }) => {
    const isMeant = layers.originOf(path).kind === 'file' && valueAt(layers.data, path) !== shipped;
    return isMeant ? [{ path, text: `decides nothing, as policy is ${policy} and not ${whose}${text}` }] : [];
  });
}

function scheduleOfOthers({ config: { clusters }, layers }: LoadedConfig): Found[] {
  if (layers.namesCluster || clusters.length === 0 || clusters.some(({ timeScale }) => timeScale === 1))
    return [];
  const text = 'does nothing: with a timeScale other than 1 every cluster is looked at each 60 s of its own';
  return leaves(layers.data).flatMap(([path]) =>
    path[0] === 'agent' && path[1] === 'schedule' ? [{ path, text }] : [],
  );
}

function isOfTopologies(path: Path, section: string, option: string): boolean {
  return path[0] === 'topologies' && path.at(-2) === section && path.at(-1) === option;
}
