// What is worth knowing about a valid configuration: names and patterns that do nothing, files that cannot be read.
import { accessSync, constants } from 'node:fs';
import { authFileProblems, whyUnreadable } from '../util/index.js';
import { idleOptions } from './idle-options.js';
import { type KnobNames, knobNotices } from './knob-notices.js';
import type { LoadedConfig } from './load.js';
import { matches } from './merge.js';
import { contradictingPairs, sameMatches } from './override-pairs.js';
import { formatPath, type Path } from './path.js';
import { tooOpen, writableByAll } from './secrets.js';

export interface Notice {
  /** Such as "trimtab.yaml:7". */
  readonly place: string;
  readonly path: string;
  readonly text: string;
}

/** @param knobs when given, names of knobs are checked too */
export function noticesOf(loaded: LoadedConfig, knobs?: KnobNames): readonly Notice[] {
  const found = [
    ...heronClusters(loaded),
    ...unusableAuth(loaded),
    ...openSecrets(loaded),
    ...authWithoutTls(loaded),
    ...unreadablePersistFiles(loaded),
    ...modulesOfOthers(loaded),
    ...emptyMatches(loaded),
    ...sameMatches(loaded.config.topologies, loaded.layers.placeOf),
    ...contradictingPairs(loaded.config.topologies),
    ...idleOptions(loaded),
    ...oddTimes(loaded),
    ...(knobs ? knobNotices(loaded, knobs) : []),
  ];
  return found
    .map((notice) => ({ ...notice, place: loaded.layers.placeOf(notice.path) }))
    .sort((a, b) => a.place.line - b.place.line)
    .map(({ path, text, place }) => ({ place: place.text, path: formatPath(path), text }));
}

interface Found {
  readonly path: Path;
  readonly text: string;
}

/** Whatever the topologies' names: which of them run on Heron only the cluster knows. */
function heronClusters({ config }: LoadedConfig): Found[] {
  const { defaults, overrides } = config.topologies;
  const modes = [defaults.mode, ...overrides.map(({ mode }) => mode)];
  const acts = modes.includes('auto') || modes.includes('approve');
  return config.clusters.flatMap((cluster, index) =>
    cluster.engine === 'heron' && cluster.api === undefined && cluster.heronCommand === undefined && acts
      ? [
          {
            path: ['clusters', index, 'engine'],
            text: 'without api (the API server, through which updates go) or heronCommand modes auto and approve are suggest there',
          },
        ]
      : [],
  );
}

function unusableAuth({ config }: LoadedConfig): Found[] {
  return config.clusters.flatMap(({ auth }, index) =>
    authFileProblems(auth).map(({ option, file, text }) => ({
      path: ['clusters', index, 'auth', option],
      text: `${file}: ${text}`,
    })),
  );
}

function openSecrets({ config }: LoadedConfig): Found[] {
  return config.clusters.flatMap(({ auth }, index) =>
    (['valueFile', 'key'] as const).flatMap((name) => {
      const file = auth[name];
      const text = file === undefined ? undefined : tooOpen(file);
      return text === undefined ? [] : [{ path: ['clusters', index, 'auth', name], text }];
    }),
  );
}

/** The secret can be read on its way, and certificates are never looked at. */
function authWithoutTls({ config }: LoadedConfig): Found[] {
  return config.clusters.flatMap(({ ui, tracker, api, auth }, index): Found[] => {
    const urls = [ui, tracker, api].filter((url) => url !== undefined);
    const open = urls.filter((url) => url.startsWith('http:'));
    if (open.length === 0) return [];
    const of = (option: string): Path => ['clusters', index, 'auth', option];
    const text = `its value is sent to ${open.join(' and ')} unencrypted: use https`;
    const secret = auth.header === undefined ? [] : [{ path: of('header'), text }];
    if (open.length < urls.length) return secret;
    const unused = (['ca', 'cert', 'key'] as const).filter((option) => auth[option] !== undefined);
    return [...secret, ...unused.map((option) => ({ path: of(option), text: 'does nothing with http' }))];
  });
}

/** Each change would fail to be kept, and only then be noticed. */
function unreadablePersistFiles({ config }: LoadedConfig): Found[] {
  const { defaults, overrides } = config.topologies;
  const all = [
    { path: ['topologies', 'defaults'], files: defaults.persist.files },
    ...overrides.map(({ persist }, i) => ({
      path: ['topologies', 'overrides', i],
      files: persist?.files ?? [],
    })),
  ];
  return all.flatMap(({ path, files }) =>
    files.flatMap((file, number) => {
      const why = reasonUnreadable(file);
      return why === undefined
        ? []
        : [{ path: [...path, 'persist', 'files', number], text: `${file}: ${why}` }];
    }),
  );
}

/** A utility function of the site runs with all that the agent may do. */
function modulesOfOthers({ config }: LoadedConfig): Found[] {
  const { defaults, overrides } = config.topologies;
  const all = [
    { path: ['topologies', 'defaults'], objective: defaults.objective },
    ...overrides.map(({ objective }, i) => ({ path: ['topologies', 'overrides', i], objective })),
  ];
  return all.flatMap(({ path, objective }) => {
    const file = typeof objective === 'object' ? objective.module : undefined;
    const text = file === undefined ? undefined : (reasonUnreadable(file) ?? writableByAll(file));
    return text === undefined ? [] : [{ path: [...path, 'objective', 'module'], text: `${file}: ${text}` }];
  });
}

function reasonUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return whyUnreadable(error);
  }
}

function emptyMatches({ config }: LoadedConfig): Found[] {
  return config.topologies.overrides.flatMap(({ match }, index) => {
    const pattern = match.cluster;
    if (pattern === undefined || config.clusters.some((cluster) => matches(pattern, cluster.name))) return [];
    return [
      {
        path: ['topologies', 'overrides', index, 'match', 'cluster'],
        text: `no cluster is named ${pattern}`,
      },
    ];
  });
}

const daySeconds = 86_400;
/** executor.metrics.frequency.secs of Storm and the metrics interval of Heron, unless somebody has changed them. */
const usualStatisticsSeconds = 60;

/** Times that are valid one by one, and with which the agent hardly ever decides. */
function oddTimes({ config }: LoadedConfig): Found[] {
  const { window, warmUp, maxAge } = config.agent;
  const found: Found[] = [];
  if (maxAge < usualStatisticsSeconds) {
    const text = `less than the ${usualStatisticsSeconds} s that pass between two statistics of an executor, unless the engine is set otherwise: between them they count as stale (STALE_STATISTICS), and nothing is decided`;
    found.push({ path: ['agent', 'maxAge'], text });
  }
  if (warmUp > daySeconds) {
    const text =
      'more than a day: so long after each start of a worker, and after each change, nothing is measured or verified';
    found.push({ path: ['agent', 'warmUp'], text });
  }
  if (window > daySeconds) {
    const text =
      'more than a day: so long a worker must run without a restart, before anything is decided or a change is verified';
    found.push({ path: ['agent', 'window'], text });
  }
  return found;
}
