// Names of knobs in the configuration that do nothing: those that no knob has, and those of an engine that no cluster is of.
import { nearest } from '../util/index.js';
import type { LoadedConfig } from './load.js';
import { isMeant, matches } from './merge.js';
import { formatPath, leaves, type Path } from './path.js';
import type { Config, TopologyOverride } from './types.js';

type Engine = Config['clusters'][number]['engine'];

/** The names of knobs, from whoever may know them. */
export interface KnobNames {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Why a name that some knob has does nothing on that engine; null where it may do something. */
  uselessOn(name: string, engine: Engine): string | null;
}

/** A name of a knob in the file, for whoever knows the topologies. */
export interface NamedKnob {
  readonly knob: string;
  /** Such as "trimtab.yaml:7: topologies.defaults.knobs.exclude". */
  readonly where: string;
  /** @param placed `role/environ/name` on Heron */
  readonly isFor: (topology: string, placed: string) => boolean;
}

interface Found {
  readonly path: Path;
  readonly text: string;
}

/** A name in knobs.exclude that does nothing would leave the knob free without a word, one in persist.keys would never be written. */
export function knobNotices({ config, layers }: LoadedConfig, knobs: KnobNames): Found[] {
  return leaves(layers.data).flatMap(([path, value]) => {
    const named = [...new Set(namesAt(path, value))];
    // What the command line names leaves out other clusters, for which a name may be.
    const engines = layers.namesCluster ? [] : enginesFor(path, config);
    return named.flatMap((name): Found[] => {
      const text = knobs.has(name) ? useless(name, engines, knobs) : unknown(name, knobs);
      return text === null ? [] : [{ path, text }];
    });
  });
}

/** Those of knobs.exclude and knobs.bounds that are for topologies of the cluster. */
export function namedKnobs({ config, layers }: LoadedConfig, cluster: string): NamedKnob[] {
  const found = leaves(layers.data).flatMap(([path, value]) => {
    if (!path.includes('knobs')) return [];
    const match = overrideAt(path, config)?.match ?? {};
    const where = `${layers.placeOf(path).text}: ${formatPath(path.slice(0, path.indexOf('knobs') + 2))}`;
    const isFor = (topology: string, placed: string) => isMeant(match, cluster, topology, placed);
    return namesAt(path, value).map((knob): NamedKnob => ({ knob, where, isFor }));
  });
  // One with both a min and a max is named twice.
  return found.filter(
    ({ knob, where }, i) => i === found.findIndex((f) => f.knob === knob && f.where === where),
  );
}

function namesAt(path: Path, value: unknown): string[] {
  const at = path.indexOf('knobs');
  const section = at < 0 ? undefined : path[at + 1];
  const names = section === 'exclude' && Array.isArray(value) ? value.map(String) : [];
  if (section === 'bounds' && path.length > at + 2) names.push(String(path[at + 2]));
  const kept = path.indexOf('persist');
  if (kept >= 0 && path[kept + 1] === 'keys' && path.length > kept + 2) names.push(String(path[kept + 2]));
  return names;
}

/** Of the clusters that the entry of that path is for. */
function enginesFor(path: Path, config: Config): readonly Engine[] {
  const { clusters } = config;
  const pattern = overrideAt(path, config)?.match.cluster ?? '*';
  return [...new Set(clusters.filter(({ name }) => matches(pattern, name)).map(({ engine }) => engine))];
}

function overrideAt(path: Path, { topologies }: Config): TopologyOverride | undefined {
  return path[1] === 'overrides' ? topologies.overrides[Number(path[2])] : undefined;
}

function useless(name: string, engines: readonly Engine[], knobs: KnobNames): string | null {
  const [engine, ...others] = engines;
  return engine === undefined || others.length > 0 ? null : knobs.uselessOn(name, engine);
}

function unknown(name: string, { names }: KnobNames): string {
  const meant = nearest(name, names);
  return `no knob is named ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
