// What several commands share: options, the cluster they speak to, output and state directory.

import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { openStateDir, type StateStore, timePrefix } from '../../agent/index.js';
import { type Cluster, heronCluster, nimbusCluster, stormCluster } from '../../clusters/index.js';
import {
  type ClusterConfig,
  type LoadedConfig,
  loadConfig,
  noticesOf,
  type Origin,
  secretVariables,
  usualFiles,
} from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { ExternalReader, type Prometheus, prometheus } from '../../external/index.js';
import { type Clock, createLogger, type Logger, nearest, shownJson, systemClock } from '../../util/index.js';
import { knownKnobs } from './known-knobs.js';

export interface ClusterOptions {
  readonly config?: string;
  readonly ui?: string;
  readonly nimbus?: string;
  readonly tracker?: string;
  readonly cluster?: string;
  readonly timeScale?: number;
  readonly stateDir?: string;
  readonly model?: string;
  readonly output: 'text' | 'json';
}

/** Adds --config, --ui, --nimbus, --tracker, --cluster, --time-scale and --output. */
export function withClusterOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--ui <url>', 'base URL of the Storm UI; enough without a configuration file')
    .option(
      '--nimbus <addresses>',
      'HOST:PORT of Nimbus, several with commas; instead of --ui where there is no Storm UI',
    )
    .option('--tracker <url>', 'base URL of the Heron Tracker; enough without a configuration file')
    .option(
      '--cluster <name>',
      'the cluster of the configuration, where it has several',
      aName('leave --cluster out'),
    )
    .option('--time-scale <n>', 'the cluster’s clock runs n times faster (simulated clusters)', timeScale)
    .addOption(outputOption());
}

export function configOption(): Option {
  const usual = usualFiles.map((name) => (name.startsWith('/') ? name : `./${name}`));
  return new Option(
    '--config <file>',
    `configuration file (default: ${['$TRIMTAB_CONFIG', ...usual].join(', ')})`,
  ).argParser(aName('leave --config out for the default'));
}

export function outputOption(): Option {
  return new Option('--output <format>', 'text for people, json for scripts')
    .choices(['text', 'json'])
    .default('text');
}

export function timeScale(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0.001 && value <= 10_000) return value;
  throw new InvalidArgumentError('Expected a number from 0.001 to 10000.');
}

/** Seconds as a bare number: the option says the unit. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number of seconds such as 150, without unit.');
}

/**
 * For commander: a name, and not the empty one of a script's variable that is not set, which would stand for nothing.
 * @param otherwise what to do where none is meant
 */
export function aName(otherwise: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new InvalidArgumentError(`An empty name; ${otherwise}.`);
  };
}

export interface Opened extends OpenedConfigured {
  readonly loaded: LoadedConfig;
  readonly clusterConfig: ClusterConfig;
}

/** The configuration that the options of a command lead to. */
export function loadFor(options: Partial<ClusterOptions>): LoadedConfig {
  if (options.tracker !== undefined && (options.ui ?? options.nimbus) !== undefined) {
    const other = options.ui === undefined ? '--nimbus' : '--ui';
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      `--tracker is for Heron and ${other} for Storm: give one of them`,
    );
  }
  if (options.ui !== undefined && options.nimbus !== undefined) {
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      '--nimbus stands in place of --ui, where there is no Storm UI: give one of them',
      { next: 'For both, name them in the configuration: clusters[].ui and clusters[].nimbus.' },
    );
  }
  return loadConfig({
    file: options.config,
    ui: options.ui,
    nimbus: options.nimbus,
    tracker: options.tracker,
    env: process.env,
    cwd: process.cwd(),
    overrides: {
      stateDir: options.stateDir,
      'clusters[].timeScale': options.timeScale,
      'agent.model': options.model,
    },
  });
}

/** The one cluster a command speaks to, from its options and the configuration. */
export function openCluster(options: ClusterOptions): Opened {
  const loaded = loadFor(options);
  const address = options.ui ?? options.nimbus ?? options.tracker;
  const clusterConfig = chooseCluster(loaded.config.clusters, options.cluster, address !== undefined);
  return { loaded, clusterConfig, ...openConfigured(clusterConfig) };
}

/** A cluster and its clock; nothing is asked of it yet. */
export function openConfigured(config: ClusterConfig): OpenedConfigured {
  const clock = systemClock(config.timeScale);
  const cluster = clusterOf(config, clock);
  const { timeout: timeoutSeconds, concurrency } = config;
  const asked =
    config.prometheus === undefined
      ? null
      : prometheus({
          url: config.prometheus,
          timeoutSeconds,
          concurrency,
          elapsedMs: () => clock.elapsedMs(),
        });
  const external = new ExternalReader({ cluster, clock, prometheus: asked });
  return { cluster, clock, external, prometheus: asked };
}

interface OpenedConfigured {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly external: ExternalReader;
  /** null where none is configured. */
  readonly prometheus: Prometheus | null;
}

/** Read through the UI where one is given: it knows a little more, such as the heap of a worker. */
function clusterOf(config: ClusterConfig, clock: Clock): Cluster {
  const common = {
    name: config.name,
    timeoutSeconds: config.timeout,
    concurrency: config.concurrency,
    now: () => clock.now(),
  };
  if (config.engine === 'heron' && config.tracker !== undefined) {
    const { tracker, api, heronCommand, role, environ, auth } = config;
    return heronCluster({ ...common, url: tracker, api, heronCommand, role, environ, auth });
  }
  if (config.engine === 'storm') {
    const { ui, auth, nimbus, lag, via, stormCommand } = config;
    const sending = { via, stormCommand };
    if (ui !== undefined) return stormCluster({ ...common, ...sending, url: ui, auth, nimbus, lag });
    if (nimbus !== undefined) return nimbusCluster({ ...common, ...sending, seeds: nimbus });
  }
  // The checks of the configuration ask for one of these addresses.
  throw new TrimtabError('TRIMTAB_E_INTERNAL', `cluster ${config.name} has no address`);
}

/** @param isAddressed the command line has the address of the only cluster */
function chooseCluster(
  clusters: readonly ClusterConfig[],
  name: string | undefined,
  isAddressed: boolean,
): ClusterConfig {
  const names = clusters.map((c) => c.name);
  if (name !== undefined) {
    const chosen = clusters.find((c) => c.name === name);
    if (chosen !== undefined) return chosen;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const list = names.length === 0 ? 'there is none' : `there are: ${names.join(', ')}`;
    throw new TrimtabError(
      'TRIMTAB_E_CLUSTER_UNKNOWN',
      `no cluster is named ${JSON.stringify(name)}${hint} (${list})`,
      isAddressed ? { next: 'Leave --cluster out: the address on the command line is of the only one.' } : {},
    );
  }
  const [only, ...others] = clusters;
  if (only === undefined) throw new TrimtabError('TRIMTAB_E_NO_CLUSTER', 'no cluster is given');
  if (others.length === 0) return only;
  throw new TrimtabError(
    'TRIMTAB_E_CLUSTER_AMBIGUOUS',
    `the configuration has ${clusters.length} clusters: ${names.join(', ')}`,
  );
}

/**
 * The state directory; null, with a warning, where it cannot be written and the command does without: it then keeps nothing.
 * @param isNeeded told where the directory is named
 * @throws TrimtabError TRIMTAB_E_STATE_DIR where it is needed
 */
export function openState(
  { config, origins }: LoadedConfig,
  log: Logger,
  isNeeded: (named: Origin['kind']) => boolean,
): StateStore | null {
  try {
    return openStateDir(config.stateDir);
  } catch (error) {
    const named = origins.get('stateDir')?.kind ?? 'default';
    if (isNeeded(named) || !(error instanceof TrimtabError)) throw error;
    log.warn(`${error.message}; nothing is kept`);
    return null;
  }
}

/** Says what in the configuration will not have the effect that its author may expect. */
export function warnAbout(loaded: LoadedConfig, log: Logger): void {
  for (const { place, path, text } of noticesOf(loaded, knownKnobs)) log.warn(`${place}: ${path}: ${text}`);
  for (const name of secretVariables(process.env)) {
    log.warn(
      `environment: ${name}: not read, since other processes can see it: put the secret into a file, name that in clusters[].auth.valueFile, and unset the variable`,
    );
  }
}

/** Text for a person at a terminal, JSON lines for anything that reads the logs. */
export function commandLogger(output: 'text' | 'json'): Logger {
  return createLogger('info', output === 'text' ? 'text' : 'json');
}

/** An id that sorts by time: 20261122T101500Z-1f09ac. */
export function newDecisionId(now: number): string {
  return `${timePrefix(now)}-${randomBytes(3).toString('hex')}`;
}

/** Writes a JSON document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${shownJson(document)}\n`);
}
