// trimtab doctor: checks everything a suggestion rests on; each finding says what to do.
import { Command } from 'commander';
import {
  examine,
  type Finding,
  heronCommandFindings,
  mayAct,
  objectiveFindings,
  placedName,
  type StateStore,
  stateFinding,
  stormCommandFindings,
  trustFindings,
} from '../agent/index.js';
import { type LoadedConfig, namedKnobs, topologyConfig } from '../config/index.js';
import { asTrimtabError } from '../errors/index.js';
import { formatSeconds, shown } from '../util/index.js';
import { openCluster } from './shared/cluster.js';
import { warnAbout } from './shared/configuration.js';
import { openGraphite } from './shared/graphite.js';
import { type ClusterOptions, seconds, withClusterOptions } from './shared/options.js';
import { commandLogger, printJson } from './shared/output.js';
import { openState } from './shared/state-directory.js';
import { table } from './shared/table.js';

interface DoctorOptions extends ClusterOptions {
  readonly wait: number;
}

export function doctorCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('doctor'))
    .description('checks reachability, versions, leader, statistics, head-room and clock; says what to do')
    .option(
      '--wait <seconds>',
      'how long the statistics may take to move; 0 does not check that',
      seconds,
      150,
    )
    .option('--state-dir <dir>', 'the state directory to check (default: stateDir, ./var)')
    .action(async (options: DoctorOptions) => run(options, signal));
}

async function run(options: DoctorOptions, signal: AbortSignal): Promise<void> {
  const { loaded, cluster, clusterConfig, clock, prometheus, external } = openCluster(options);
  const log = commandLogger(options.output);
  warnAbout(loaded, log);
  if (options.wait > 0) log.info(`watching the statistics: up to ${formatSeconds(options.wait)}`);
  const graphite = await openGraphite(clusterConfig, clock);
  const findings = [
    await stateOf(() => openState(loaded, log, (named) => named !== 'default')),
    ...(await examine({
      cluster,
      url: clusterConfig.ui ?? clusterConfig.tracker ?? `Nimbus ${clusterConfig.nimbus?.join(', ')}`,
      clock,
      simulated: clusterConfig.timeScale !== 1,
      waitSeconds: options.wait,
      nodeVersion: process.versions.node,
      agent: loaded.config.agent,
      reporting: graphite.reporting,
      prometheus,
      external: {
        reader: external,
        queriesOf: (topology) =>
          topologyConfig(loaded.config, cluster.name, topology.name, placedName(topology)).external,
      },
      knobs: namedKnobs(loaded, cluster.name),
      signal,
    }).finally(graphite.stop)),
    ...(await stormCommandFindings({
      via: clusterConfig.via,
      stormCommand: clusterConfig.stormCommand,
      isNamed: isNamed(loaded, clusterConfig.name, 'stormCommand'),
      sendsByCommand: cluster.sendsByCommand,
      mayAct: mayAct(loaded.config),
      signal,
    })),
    ...(await objectiveFindings(loaded.config)),
    ...(await heronCommandFindings(clusterConfig.heronCommand, signal)),
    ...(await trustFindings(loaded.config.stateDir, cluster.name, (name, placed) =>
      topologyConfig(loaded.config, cluster.name, name, placed),
    )),
  ];
  const broken = findings.filter((f) => f.status === 'broken');
  if (options.output === 'json') {
    printJson({ schema: 'trimtab/doctor/v1', cluster: cluster.name, healthy: broken.length === 0, findings });
  } else {
    process.stdout.write(text(findings));
  }
  process.exitCode = Math.max(0, ...broken.map((f) => f.exit ?? 1));
}

/** Whether the option of the cluster is given, and not the default. */
function isNamed({ config, origins }: LoadedConfig, cluster: string, option: string): boolean {
  const index = config.clusters.findIndex(({ name }) => name === cluster);
  const origin = origins.get(`clusters[${index}].${option}`);
  return origin !== undefined && origin.kind !== 'default';
}

async function stateOf(open: () => StateStore | null): Promise<Finding> {
  try {
    const state = open();
    if (state !== null) return await stateFinding(state.directory);
    return {
      check: 'state',
      status: 'warning',
      text: 'nothing is kept: ./var cannot be written',
      next: 'Give --state-dir DIR.',
    };
  } catch (thrown) {
    const error = asTrimtabError(thrown);
    return {
      check: 'state',
      status: 'broken',
      text: error.message,
      next: error.next,
      code: error.code,
      exit: 1,
    };
  }
}

function text(findings: readonly Finding[]): string {
  const lines = findings.flatMap((f) => [
    [f.status, f.check, f.text],
    ...(f.next ? [['', '', `next: ${f.next}`]] : []),
    ...(f.paste ?? []).map(({ where, text: line }) => ['', '', `${where}: ${line}`]),
  ]);
  const count = (status: Finding['status']): number => findings.filter((f) => f.status === status).length;
  const verdict = `${count('ok')} ok, ${count('warning')} to look at, ${count('broken')} broken`;
  // Not indented: what is copied from here can be given to patch.
  const diffs = findings.flatMap((f) => (f.diff === undefined ? [] : ['', f.diff]));
  // What it has found comes from the cluster; a diff is of the operator's own files, and its tabs stay.
  return `${[...table(lines, new Set()).map(shown), ...diffs, verdict].join('\n')}\n`;
}
