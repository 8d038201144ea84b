// The arrows of docs/design: which folder of src/ may import which. Any other arrow, and any cycle, fails the build.
const allowed = {
  errors: [],
  util: ['errors'],
  audit: ['errors', 'util'],
  config: ['errors', 'util'],
  knobs: ['errors', 'util', 'metrics'],
  objective: ['errors', 'util', 'metrics'],
  model: [],
  thrift: [],
  clusters: ['errors', 'util', 'knobs', 'thrift'],
  metrics: ['errors', 'util', 'clusters'],
  external: ['errors', 'util', 'clusters', 'metrics'],
  twin: ['errors', 'util', 'model', 'metrics'],
  tuning: ['errors', 'util', 'twin', 'model', 'knobs', 'objective', 'metrics'],
  simulator: ['errors', 'util', 'model', 'knobs', 'objective', 'metrics'],
  policy: ['errors', 'util', 'twin', 'knobs', 'objective', 'metrics'],
  guard: ['errors', 'util', 'policy', 'twin', 'knobs', 'objective', 'metrics'],
  change: ['errors', 'util', 'audit', 'clusters', 'knobs'],
  emulator: ['errors', 'util', 'simulator', 'thrift'],
  agent: [
    'errors',
    'util',
    'audit',
    'config',
    'clusters',
    'external',
    'knobs',
    'metrics',
    'objective',
    'twin',
    'policy',
    'guard',
    'change',
    'audit',
  ],
};

const arrows = Object.entries(allowed).map(([folder, targets]) => ({
  name: `${folder}-imports-only-what-it-may`,
  comment: `src/${folder} may import ${targets.length ? targets.join(', ') : 'nothing of the project'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...targets.map((t) => `^src/${t}/`)] },
}));

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'public-face-only',
      comment: "other folders import a folder's index.ts (or, for its data types, types.ts)",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/.+',
        pathNot: ['^src/$1/', '^src/[^/]+/(index|types)\\.ts$', '^src/clusters/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'metrics-and-knobs-see-types-only',
      comment: 'metrics read the types of clusters; knobs and objective read the types of metrics',
      severity: 'error',
      from: { path: '^src/(metrics|knobs|objective)/' },
      to: {
        path: '^src/(clusters|metrics)/',
        pathNot: ['^src/$1/', '^src/(clusters|metrics)/types\\.ts$', '^src/metrics/index\\.ts$'],
      },
    },
    { name: 'not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
