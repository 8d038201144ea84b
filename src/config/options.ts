// Every option of the configuration file, in one table: its check, default and meaning. Validation, the TypeScript types,
// the JSON schema and docs/reference/configuration.md all come from here (those of topologies: topology-options.ts).
import { z } from 'zod';
import { graphiteSchema } from './graphite-options.js';
import {
  baseUrl,
  choice,
  clusterName,
  directory,
  duration,
  durationOrForever,
  file,
  headerName,
  hostAndPort,
  model,
  notEmptyText,
  positive,
  program,
  schedule,
  secretFile,
  timeZone,
  whole,
  yesOrNo,
} from './kinds.js';
import { shippedModel, shippedTree } from './model-folder.js';
import { acting, actingOrExamined, deciding, everything, option, reading } from './option.js';
import { policyNames, usualPolicy } from './presets.js';
import { topologiesSchema } from './topology-options.js';

const authSchema = z.strictObject({
  header: option(headerName().exactOptional(), {
    description: 'Name of a header that is sent with every request. Its value is the content of `valueFile`.',
    usedBy: reading,
    example: 'Authorization',
  }),
  valueFile: option(secretFile().exactOptional(), {
    description:
      'File that holds the value of `header` on one line, such as `Bearer …`. `credential:NAME`: the credential of that name that systemd gives the service (docs/guide/service.md).',
    usedBy: reading,
    example: '/etc/trimtab/token',
  }),
  ca: option(file().exactOptional(), {
    description: 'PEM file with the authorities that may have signed the certificate of the UI.',
    usedBy: reading,
    example: '/etc/trimtab/ca.pem',
  }),
  cert: option(file().exactOptional(), {
    description: 'PEM file with the certificate that Trimtab presents. Needs `key`.',
    usedBy: reading,
    example: '/etc/trimtab/client.pem',
  }),
  key: option(secretFile().exactOptional(), {
    description: 'PEM file with the private key of `cert`, without passphrase, or `credential:NAME`.',
    usedBy: reading,
    example: '/etc/trimtab/client-key.pem',
  }),
});

export const clusterSchema = z.strictObject({
  name: option(clusterName(), {
    description:
      'Name of the cluster in commands, messages and the journal. Exact, and different for each cluster.',
    usedBy: reading,
    example: 'prod',
  }),
  engine: option(choice(['storm', 'heron']).default('storm'), {
    description: 'Kind of cluster.',
    usedBy: reading,
  }),
  ui: option(baseUrl('http://master-1:8080').exactOptional(), {
    description:
      'Base URL of the Storm UI, with its path prefix where it is behind a proxy. Storm needs it or `nimbus`.',
    usedBy: reading,
    example: 'http://master-1:8080',
  }),
  nimbus: option(z.array(hostAndPort()).min(1).exactOptional(), {
    description:
      'Thrift addresses of the Nimbus hosts; one that answers is enough. Without `ui` the cluster is read through them: anonymously, neither TLS nor SASL.',
    usedBy: reading,
    example: ['master-1:6627'],
    words: 'a list of at least one host and port',
  }),
  via: option(choice(['auto', 'storm-cli']).default('auto'), {
    description:
      '`auto`: changes are sent to Nimbus itself; where `storm.thrift.transport`, as the UI tells it, is not the simple one, through the `storm` command. `storm-cli`: always through it.',
    usedBy: actingOrExamined,
  }),
  stormCommand: option(program().default('storm'), {
    description:
      'The `storm` command of this machine; a name without `/` is looked up in PATH. It is started without a shell.',
    usedBy: actingOrExamined,
    example: '/opt/storm/bin/storm',
  }),
  tracker: option(baseUrl('http://master-1:8888').exactOptional(), {
    description:
      'Base URL of the Heron Tracker, with its path prefix where it is behind a proxy. Needed for Heron.',
    usedBy: reading,
    example: 'http://master-1:8888',
  }),
  api: option(baseUrl('http://master-1:9000').exactOptional(), {
    description:
      'Base URL of the Heron API server. The agent sends its updates through it, and commands that are suggested name it (`--service-url`). Without it and without `heronCommand` Trimtab only suggests on Heron.',
    usedBy: reading,
    example: 'http://master-1:9000',
  }),
  heronCommand: option(program().exactOptional(), {
    description:
      'The `heron` command of this machine (a name without `/` is looked up in PATH), in direct mode, for clusters without API server: the agent sends its updates through it. It is started without a shell. Not together with `api`.',
    usedBy: reading,
    example: '/opt/heron/bin/heron',
  }),
  environ: option(notEmptyText().exactOptional(), {
    description: 'Only topologies of this Heron environment.',
    usedBy: reading,
    example: 'prod',
  }),
  role: option(notEmptyText().exactOptional(), {
    description: 'Only topologies of this Heron role.',
    usedBy: reading,
    example: 'analytics',
  }),
  auth: option(authSchema.prefault({}), {
    description: 'How Trimtab identifies itself. Secrets are named by file only.',
    usedBy: reading,
  }),
  graphite: option(graphiteSchema.exactOptional(), {
    description:
      'Listens for the Graphite reporter of Storm 2.x workers: fill of queues, backpressure, CPU. Off without this section; {} takes the defaults.',
    usedBy: reading,
    example: { host: 'master-1' },
  }),
  lag: option(yesOrNo().default(false), {
    description:
      'Asks the Storm UI for the lag of the spouts behind Kafka. Needs `ui`, and `ui.disable.spout.lag.monitoring: false` there; the UI starts a process for each spout it is asked about.',
    usedBy: reading,
  }),
  prometheus: option(baseUrl('http://prometheus:9090').exactOptional(), {
    description:
      'Base URL of a Prometheus that answers the queries of `external`. On Heron it is also asked for the queue sizes that the Tracker does not show, as its prometheus-sink exports them.',
    usedBy: reading,
    example: 'http://prometheus:9090',
  }),
  timeout: option(duration().prefault('5s'), {
    description: 'How long one request may take. Wall time, whatever `timeScale` is.',
    usedBy: reading,
    example: '10s',
  }),
  concurrency: option(whole(1, 64).default(4), {
    description:
      'Most requests that are under way at the same time. Each is a call to Nimbus, directly or by the UI, or to the Tracker.',
    usedBy: reading,
  }),
  timeScale: option(positive().default(1), {
    description:
      'How many times faster the clock of the cluster runs than the wall. Other than 1 for simulated clusters only.',
    usedBy: reading,
  }),
});

export const agentSchema = z.strictObject({
  schedule: option(schedule().default('*/1 * * * *'), {
    description:
      'When the agent looks at the clusters, as a cron expression. Not used where `timeScale` is other than 1: then every 60 s of the cluster.',
    usedBy: acting,
    example: '*/5 * * * *',
  }),
  policy: option(choice(policyNames).default(usualPolicy), {
    description: 'Policy that proposes configurations; docs/guide/policies.md says which to choose.',
    usedBy: reading,
  }),
  fallback: option(choice(['auto', ...policyNames]).default('auto'), {
    description:
      'Policy that takes over where `policy` is out of its depth. `auto`: `twin-greedy` for a learned policy (`dqn`, `tree`), which begins from it; `ds2` for the others. The same as `policy`: nobody takes over.',
    usedBy: reading,
  }),
  model: option(model(shippedModel).default(shippedModel), {
    description:
      'Trained model of the policy `dqn`: `models/default`, the one of the package, or a directory; relative to that of the configuration file.',
    usedBy: reading,
    example: '/var/lib/trimtab/model',
  }),
  tree: option(model(shippedTree).default(shippedTree), {
    description:
      'Rules of the policy `tree`: `models/tree`, those of the package, or a directory that `trimtab distil` wrote; relative to that of the configuration file.',
    usedBy: reading,
    example: '/var/lib/trimtab/tree',
  }),
  window: option(duration().prefault('120s'), {
    description: 'Least time between the two samples of an executor that rates are computed from.',
    usedBy: deciding,
    example: '5m',
  }),
  maxAge: option(duration().prefault('180s'), {
    description: 'Statistics older than this are not used: the executor is taken as not reporting.',
    usedBy: deciding,
  }),
  warmUp: option(duration().prefault('60s'), {
    description: 'Statistics of a process younger than this are not used: it is still warming up.',
    usedBy: deciding,
  }),
  coolDown: option(duration().prefault('10m'), {
    description:
      'Least time between two changes of one topology, however much `budgets` would allow. A change that turned out worse is undone within it all the same. After a change by somebody else, or one that failed, the agent waits three times as long.',
    usedBy: acting,
  }),
  beside: option(choice(['auto', 'any']).default('auto'), {
    description:
      "`auto`: act only where the leader's host is one of this machine's names or addresses. `any`: always act.",
    usedBy: acting,
  }),
  keepDecisions: option(whole(0).default(10_000), {
    description:
      'How many decisions are kept with everything they were made from, for `trimtab audit replay`; the oldest go first. 0: none.',
    usedBy: deciding,
  }),
  keepJournal: option(durationOrForever(7).prefault('forever'), {
    description:
      'How long the journal is kept, by the clock of the machine: once a day whole files whose last line is older are removed, after a line `trimmed` that says so (docs/guide/audit.md).',
    usedBy: acting,
    example: '365d',
  }),
  timeZone: option(timeZone().default('UTC'), {
    description: 'Time zone of `schedule`, of blackouts and of planned peaks.',
    usedBy: deciding,
    example: 'Europe/Zurich',
  }),
});

export const configSchema = z
  .strictObject({
    stateDir: option(directory().default('./var'), {
      description:
        'Directory for the journal, the state, suggestions and models learned on site. Relative: to the directory of the configuration file; the default, and `--state-dir`, to the working directory.',
      usedBy: reading,
      example: '/var/lib/trimtab',
    }),
    clusters: option(z.array(clusterSchema).prefault([]), {
      description: 'The clusters that Trimtab knows.',
      usedBy: reading,
    }),
    agent: option(agentSchema.prefault({}), {
      description: 'How clusters are watched and who proposes.',
      usedBy: reading,
    }),
    topologies: option(topologiesSchema.prefault({}), {
      description: 'What is wanted of the topologies.',
      usedBy: everything,
    }),
  })
  .meta({ title: 'Trimtab configuration', description: 'The configuration file of Trimtab (trimtab.yaml).' });
