// The data to validate, file and command line laid over each other, with where each option comes from.
import { resolve } from 'node:path';
import { isShipped } from './model-folder.js';
import { formatPath, isMapping, type Mapping, mapLeaves, type Path, valueAt } from './path.js';
import { schemaAt } from './schema.js';
import { credentialFile } from './secrets.js';
import type { ConfigSource } from './source.js';

/** Where the value of an option, or the name of the file, comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly line: number }
  | { readonly kind: 'command line' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'default' };

/**
 * Options given on the command line, by path as the reference page writes it: `stateDir`, `agent.window`;
 * `clusters[].timeScale` is for every cluster. Values as in the file (durations with a unit). Undefined: not given.
 */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

export interface Layers {
  readonly data: Mapping;
  /** Whether the command line names the cluster, and leaves out what else the file has of clusters. */
  readonly namesCluster: boolean;
  originOf(path: Path): Origin;
  /** "trimtab.yaml:7" or "command line", for messages about a path; `line` is for sorting. */
  placeOf(path: Path): { readonly text: string; readonly line: number };
}

export interface LayerInput {
  readonly source: ConfigSource | undefined;
  /** Directory that relative paths in the file start from. */
  readonly fileDirectory: string;
  readonly cwd: string;
  /** $CREDENTIALS_DIRECTORY. */
  readonly credentials?: string | undefined;
  readonly overrides: ConfigOverrides;
  /** A cluster named by its URL: the file's with that URL, else a new one; the file's others are left out. */
  readonly cluster?: { readonly data: Mapping; readonly indexInFile: number | undefined };
}

export function layer(input: LayerInput): Layers {
  const { source, cluster } = input;
  const given = Object.entries(input.overrides).filter(([, value]) => value !== undefined);
  const fromFile = source?.value ?? {};
  const withCluster = cluster ? { ...fromFile, clusters: [cluster.data] } : fromFile;
  const overridden = given.flatMap(([key, value]) =>
    targets(key, withCluster).map((path) => ({ path, value })),
  );
  const onCommandLine = [
    ...overridden.map((entry) => entry.path),
    ...(cluster && cluster.indexInFile === undefined
      ? Object.keys(cluster.data).map((name): Path => ['clusters', 0, name])
      : []),
  ];
  const isOnCommandLine = (path: Path): boolean => onCommandLine.some((start) => startsWith(path, start));
  const inFile = (path: Path): Path =>
    cluster?.indexInFile !== undefined && path[0] === 'clusters' && typeof path[1] === 'number'
      ? ['clusters', cluster.indexInFile, ...path.slice(2)]
      : path;

  const raw = overridden.reduce<unknown>(
    (data, { path, value }) => withValue(data, path, value),
    withCluster,
  );
  const data = mapLeaves(raw, (value, path) => {
    if (typeof value !== 'string' || value.trim() === '' || !isPath(value, path)) return value;
    const credential = mayBeCredential(path) ? credentialFile(value, input.credentials) : undefined;
    if (credential !== undefined) return credential;
    return resolve(isOnCommandLine(path) ? input.cwd : input.fileDirectory, value);
  }) as Mapping;

  return {
    data,
    namesCluster: cluster !== undefined,
    originOf: (path) => {
      if (isOnCommandLine(path)) return { kind: 'command line' };
      const line = lineOf(source, inFile(path));
      return line === undefined ? { kind: 'default' } : { kind: 'file', line };
    },
    placeOf: (path) => {
      if (source === undefined || isOnCommandLine(path)) return { text: 'command line', line: 0 };
      const line = source.lineNear(inFile(path));
      return { text: `${source.name}:${line}`, line };
    },
  };
}

/** Whether it is resolved against a directory. */
function isPath(value: string, path: Path): boolean {
  const kind = schemaAt(path)?.kind;
  if (kind === 'program') return value.includes('/');
  return kind === 'file' || (kind === 'model' && !isShipped(value));
}

function mayBeCredential(path: Path): boolean {
  return schemaAt(path)?.secret === true;
}

/** The line a value comes from; preset and weights that are not given themselves come from the preset that is. */
function lineOf(source: ConfigSource | undefined, path: Path): number | undefined {
  const own = source?.lineOf(path);
  const objective = path.slice(0, path.indexOf('objective') + 1);
  const part = path[objective.length];
  if (own !== undefined || objective.length === 0 || (part !== 'weights' && part !== 'preset')) return own;
  return typeof valueAt(source?.value, objective) === 'string'
    ? source?.lineOf(objective)
    : source?.lineOf([...objective, 'preset']);
}

/** The concrete paths of an override: `clusters[].x` stands for every cluster there is. */
function targets(key: string, data: unknown): readonly Path[] {
  return key.split('.').reduce<readonly Path[]>(
    (paths, part) => {
      const name = part.replace(/\[\]$/, '');
      const named = paths.map((path): Path => [...path, name]);
      if (name === part) return named;
      return named.flatMap((path) => {
        const list = valueAt(data, path);
        return Array.isArray(list) ? list.map((_, index): Path => [...path, index]) : [];
      });
    },
    [[]],
  );
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((segment, index) => path[index] === segment);
}

function withValue(data: unknown, path: Path, value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(data))
    return data.map((item: unknown, i) => (i === head ? withValue(item, rest, value) : item));
  // Something else stands where a mapping belongs: it stays, for the schema to report.
  if (data !== undefined && !isMapping(data)) return data;
  return { ...data, [head]: withValue(data?.[head], rest, value) };
}

/** Where the values of a configuration come from, by the path that `config show` prints. */
export function originsOf(paths: readonly Path[], layers: Layers): ReadonlyMap<string, Origin> {
  return new Map(paths.map((path) => [formatPath(path), layers.originOf(path)]));
}
