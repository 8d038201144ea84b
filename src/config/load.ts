// Finds, reads and validates the configuration, and says where every value comes from.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { crossProblems } from './checks.js';
import { clusterDataFromNimbus } from './cluster-from-nimbus.js';
import { clusterDataFromTracker, clusterDataFromUrl, sameUrl } from './cluster-from-url.js';
import { effectiveValues } from './effective.js';
import { type ConfigOverrides, type Layers, layer, type Origin, originsOf } from './layers.js';
import { mergeTopology } from './merge.js';
import { configSchema } from './options.js';
import { isMapping, leaves, type Mapping } from './path.js';
import { type Problem, schemaProblems, sentence } from './problems.js';
import { type ConfigSource, readSource } from './source.js';
import type { Config } from './types.js';

export interface LoadOptions {
  /** --config: must exist. */
  readonly file?: string | undefined;
  /** --ui: reads this cluster only, with what the file says about the cluster of that URL. */
  readonly ui?: string | undefined;
  /** --nimbus, without --ui: the same by the addresses of its Nimbus hosts, and no UI is asked. */
  readonly nimbus?: string | undefined;
  /** --tracker: a Heron cluster by the URL of its Tracker, with what the file says about it. */
  readonly tracker?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly overrides?: ConfigOverrides;
}

export interface ConfigFile {
  /** As it was named or found. */
  readonly name: string;
  readonly path: string;
  /** The command line, the environment, or 'default' when it was found in one of the usual places. */
  readonly origin: Origin;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Null when there is none: the defaults hold. */
  readonly file: ConfigFile | null;
  /** By path, such as `clusters[0].ui`; one entry for each of effectiveValues(config). */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where in the file or on the command line an option is given, for notices. */
  readonly layers: Layers;
}

/** Where a configuration file is looked for when none is named. */
export const usualFiles = ['trimtab.yaml', '/etc/trimtab/trimtab.yaml'] as const;

/**
 * @throws TRIMTAB_E_CONFIG_FILE when a named file is missing or the file is no YAML mapping;
 *   TRIMTAB_E_CONFIG with all problems when options are wrong; TRIMTAB_E_USAGE for an unusable `ui`, `nimbus` or `tracker`
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const file = findFile(options);
  const source = file ? readSource(file.name, file.path) : undefined;
  const cluster = namedCluster(options, source);
  const layers = layer({
    source,
    fileDirectory: file ? dirname(file.path) : options.cwd,
    cwd: options.cwd,
    credentials: options.env['CREDENTIALS_DIRECTORY'],
    overrides: options.overrides ?? {},
    ...(cluster ? { cluster } : {}),
  });
  const problems = [...schemaProblems(configSchema, layers.data), ...crossProblems(layers.data)];
  if (problems.length > 0) throw refusal(problems, layers, file);
  const config = complete(configSchema.parse(layers.data), options.cwd);
  const origins = originsOf(
    leaves(effectiveValues(config)).map(([path]) => path),
    layers,
  );
  return { config, file, origins, layers };
}

function findFile({ file, env, cwd }: LoadOptions): ConfigFile | null {
  if (file !== undefined) return { name: file, path: resolve(cwd, file), origin: { kind: 'command line' } };
  const named = env['TRIMTAB_CONFIG'];
  if (named !== undefined && named !== '')
    return {
      name: named,
      path: resolve(cwd, named),
      origin: { kind: 'environment', variable: 'TRIMTAB_CONFIG' },
    };
  const found = usualFiles.find((name) => existsSync(resolve(cwd, name)));
  return found === undefined ? null : { name: found, path: resolve(cwd, found), origin: { kind: 'default' } };
}

/** The cluster that the command line names; undefined: those of the file. */
function namedCluster({ ui, nimbus, tracker }: LoadOptions, source: ConfigSource | undefined) {
  if (tracker !== undefined) {
    const data = clusterDataFromTracker(tracker);
    return ofFile(source, data, (cluster) => sameUrl(cluster['tracker'], data.tracker));
  }
  if (ui !== undefined) {
    const data = clusterDataFromUrl(ui);
    return ofFile(source, data, (cluster) => sameUrl(cluster['ui'], data.ui));
  }
  if (nimbus === undefined) return undefined;
  const data = clusterDataFromNimbus(nimbus);
  const listed = (cluster: Mapping): boolean => {
    const addresses = cluster['nimbus'];
    return Array.isArray(addresses) && data.nimbus.some((address) => addresses.includes(address));
  };
  const { data: found, indexInFile } = ofFile(source, data, listed);
  const { ui: _, ...withoutUi } = found;
  return { data: withoutUi, indexInFile };
}

/** What the file says about the cluster, where it has it. */
function ofFile(source: ConfigSource | undefined, data: Mapping, isIt: (cluster: Mapping) => boolean) {
  const inFile = source?.value['clusters'];
  const list: readonly unknown[] = Array.isArray(inFile) ? inFile : [];
  const index = list.findIndex((cluster) => isMapping(cluster) && isIt(cluster));
  const same = list[index];
  return isMapping(same) ? { data: same, indexInFile: index } : { data, indexInFile: undefined };
}

function complete(parsed: z.output<typeof configSchema>, cwd: string): Config {
  return {
    ...parsed,
    // Only the default is still relative: given paths were resolved before validation.
    stateDir: resolve(cwd, parsed.stateDir),
    topologies: {
      defaults: mergeTopology([parsed.topologies.defaults]),
      overrides: parsed.topologies.overrides,
    },
  };
}

function refusal(problems: readonly Problem[], layers: Layers, file: ConfigFile | null): TrimtabError {
  const placed = problems
    .map((problem) => ({ problem, place: layers.placeOf(problem.path) }))
    .sort((a, b) => a.place.line - b.place.line)
    .map(({ problem, place }) => `${place.text}: ${sentence(problem)}`);
  const lines = [...new Set(placed)];
  const where = file ? file.name : 'the command line';
  const message =
    lines.length === 1 ? lines.join('') : `${where} has ${lines.length} problems:\n  ${lines.join('\n  ')}`;
  return new TrimtabError('TRIMTAB_E_CONFIG', message);
}
