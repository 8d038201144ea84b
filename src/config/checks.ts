// Checks that look at several options together. They take the raw data, so that one mistake does not hide another.
import { boundsProblem, mergedProblems } from './contradictions.js';
import { mergeTopology } from './merge.js';
import { isMapping, type Mapping, type Path } from './path.js';
import type { Problem } from './problems.js';
import { topologiesSchema } from './topology-options.js';

/** Every problem between options that are fine one by one. */
export function crossProblems(data: Mapping): readonly Problem[] {
  return [
    ...items(data['clusters']).flatMap((cluster, index) => clusterProblems(cluster, ['clusters', index])),
    ...nameProblems(items(data['clusters'])),
    ...portProblems(items(data['clusters'])),
    ...topologyProblems(data['topologies']),
  ];
}

function clusterProblems(cluster: Mapping, path: Path): Problem[] {
  // An empty one lacks its name; that says enough.
  if (Object.keys(cluster).length === 0) return [];
  const heron = cluster['engine'] === 'heron';
  const [needed, example] = heron
    ? [['tracker'], 'tracker: http://master-1:8888']
    : [['ui', 'nimbus'], 'ui: http://master-1:8080'];
  const foreign = heron
    ? ['ui', 'nimbus', 'graphite', 'via', 'stormCommand', 'lag']
    : ['tracker', 'api', 'heronCommand', 'environ', 'role'];
  const engine = heron ? 'heron' : 'storm';
  return [
    ...(needed.some((name) => name in cluster)
      ? []
      : [{ path, text: `engine ${engine} needs ${needed.join(' or ')}, such as ${example}` }]),
    ...foreign
      .filter((name) => name in cluster)
      .map((name) => ({ path: [...path, name], text: `only for engine ${heron ? 'storm' : 'heron'}` })),
    ...(heron && 'api' in cluster && 'heronCommand' in cluster
      ? [
          {
            path: [...path, 'heronCommand'],
            text: 'api is there too: updates go one way, so give one of them',
          },
        ]
      : []),
    ...pairProblems(cluster['auth'], ['header', 'valueFile'], [...path, 'auth']),
    ...pairProblems(cluster['auth'], ['cert', 'key'], [...path, 'auth']),
  ];
}

function pairProblems(auth: unknown, [one, other]: readonly [string, string], path: Path): Problem[] {
  if (!isMapping(auth) || one in auth === other in auth) return [];
  const [given, missing] = one in auth ? [one, other] : [other, one];
  return [{ path: [...path, given], text: `${one} and ${other} go together: ${missing} is missing` }];
}

function nameProblems(clusters: readonly Mapping[]): Problem[] {
  return clusters.flatMap((cluster, index) => {
    const first = clusters.findIndex((other) => other['name'] === cluster['name']);
    return first === index || cluster['name'] === undefined
      ? []
      : [
          {
            path: ['clusters', index, 'name'],
            text: `clusters[${first}] has the same name, ${String(cluster['name'])}`,
          },
        ];
  });
}

/** One port can be listened on once. Without `listen` it is the default one. */
function portProblems(clusters: readonly Mapping[]): Problem[] {
  const ports = clusters.map(({ graphite }) =>
    isMapping(graphite) ? portOf(graphite['listen']) : undefined,
  );
  return ports.flatMap((port, index) => {
    const first = ports.indexOf(port);
    return port === undefined || first === index
      ? []
      : [
          {
            path: ['clusters', index, 'graphite'],
            text: `clusters[${first}].graphite listens on port ${port} too: give one of them another in listen`,
          },
        ];
  });
}

function portOf(listen: unknown): string {
  return typeof listen === 'string' ? listen.slice(listen.lastIndexOf(':') + 1) : '2003';
}

function topologyProblems(topologies: unknown): Problem[] {
  if (!isMapping(topologies)) return [];
  const overrides = items(topologies['overrides']);
  return [
    ...settingsProblems(topologies['defaults'], ['topologies', 'defaults']),
    ...overrides.flatMap((override, index) => {
      const path = ['topologies', 'overrides', index];
      return [...settingsProblems(override, path), ...matchProblems(override['match'], [...path, 'match'])];
    }),
    ...layerProblems(topologies),
  ];
}

function settingsProblems(settings: unknown, path: Path): Problem[] {
  return [...boundsProblems(settings, path), ...budgetProblems(settings, path)];
}

/** Only side by side: a budget for the day alone is stricter than the built-in one for the hour, and says so. */
function budgetProblems(settings: unknown, path: Path): Problem[] {
  const budgets = isMapping(settings) ? settings['budgets'] : undefined;
  if (!isMapping(budgets)) return [];
  const { changesPerHour: hour, changesPerDay: day } = budgets;
  return typeof hour === 'number' && typeof day === 'number' && hour > day
    ? [
        {
          path: [...path, 'budgets', 'changesPerHour'],
          text: `${hour} in an hour are more than ${day} in a day`,
        },
      ]
    : [];
}

function boundsProblems(settings: unknown, path: Path): Problem[] {
  const knobs = isMapping(settings) ? settings['knobs'] : undefined;
  const bounds = isMapping(knobs) ? knobs['bounds'] : undefined;
  if (!isMapping(bounds)) return [];
  return Object.entries(bounds).flatMap(([knob, limits]) => {
    const text = isMapping(limits) ? boundsProblem(knob, limits) : undefined;
    return text === undefined ? [] : [{ path: [...path, 'knobs', 'bounds', knob], text }];
  });
}

function matchProblems(match: unknown, path: Path): Problem[] {
  return isMapping(match) && Object.keys(match).length === 0
    ? [{ path, text: 'found an empty mapping, expected cluster, name or both' }]
    : [];
}

/** The defaults, and each override laid over them alone, must make a whole. */
function layerProblems(topologies: Mapping): Problem[] {
  const parsed = topologiesSchema.safeParse(topologies);
  if (!parsed.success) return [];
  const defaults = mergeTopology([parsed.data.defaults]);
  const ofDefaults = mergedProblems(defaults, ['topologies', 'defaults']);
  // What is wrong in the defaults would only be repeated for every override.
  if (ofDefaults.length > 0) return ofDefaults;
  return parsed.data.overrides.flatMap((override, index) =>
    mergedProblems(mergeTopology([parsed.data.defaults, override]), ['topologies', 'overrides', index]),
  );
}

/** A list's mappings by their index; what is no mapping counts as an empty one and is reported by the schema. */
function items(list: unknown): readonly Mapping[] {
  return Array.isArray(list) ? list.map((item: unknown) => (isMapping(item) ? item : {})) : [];
}
