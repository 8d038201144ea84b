// trimtab render: what the configuration files of a topology would be with its settings, as a diff; --write writes them.
import { promises as files } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import {
  chooseTopology,
  inEnginesNames,
  openStateDir,
  placedName,
  timePrefix,
  turnedKnobs,
  wishesOf,
  wishesOfCurrent,
} from '../../agent/index.js';
import { readJournal } from '../../audit/index.js';
import {
  type ClusterWideAdvice,
  clusterWideAdvice,
  type FilePlan,
  type FilesPlan,
  planClusterFile,
  planFiles,
  systemGit,
  type Wish,
  type Written,
  writeFiles,
} from '../../change/index.js';
import { type ClusterInfo, type Snapshot, stormConfiguration } from '../../clusters/index.js';
import { topologyConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { shellCommand } from '../../util/index.js';
import { type Opened, openCluster } from '../shared/cluster.js';
import { warnAbout } from '../shared/configuration.js';
import { type ClusterOptions, withClusterOptions } from '../shared/options.js';
import { commandLogger, printJson } from '../shared/output.js';
import { existingStateDirectory, hasDecisions, hasJournal } from '../shared/state-directory.js';
import { diffName, type Rendered, renderedDocument, renderedText } from './text.js';

interface Options extends ClusterOptions {
  readonly topology: string;
  readonly settings: 'current' | 'proposed';
  readonly file?: readonly string[];
  readonly clusterFile?: string;
  readonly write?: boolean;
}

export function renderCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('render'))
    .description(
      'shows what the configuration files of a topology would be with its settings, as a diff; writes them only with --write',
    )
    .requiredOption('--topology <name>', 'the topology')
    .addOption(
      new Option(
        '--settings <which>',
        'in force now, or proposed by the newest `trimtab suggest` that proposed a change',
      )
        .choices(['current', 'proposed'])
        .default('current'),
    )
    .option('--file <file...>', 'these files (default: persist.files of the topology)')
    .option(
      '--cluster-file <file>',
      'also a storm.yaml: what could be better in keys that hold for the whole cluster, and what to restart',
    )
    .option('--write', 'writes the files, with a backup in the state directory')
    .option(
      '--state-dir <dir>',
      'journal, suggestions and backups (default: stateDir, ./var; ./var/demo is only read)',
    )
    .action((options: Options) => run(options, signal));
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const opened = openCluster(options);
  const { cluster, loaded, clock } = opened;
  const log = commandLogger(options.output);
  warnAbout(loaded, log);
  // What the next demo empties is only read: a backup goes where those of the agent are.
  const stateDir = existingStateDirectory(
    loaded,
    log,
    options.settings === 'proposed' ? hasDecisions : hasJournal,
  );
  const info = await cluster.info(signal);
  const topology = chooseTopology(await cluster.topologies(signal), options.topology);
  const snapshot = await cluster.snapshot(topology, 'since-start', signal);
  const { persist } = topologyConfig(loaded.config, cluster.name, topology.name, placedName(topology));
  const paths = options.file?.map((path) => resolve(path)) ?? persist.files;
  if (paths.length === 0 && options.clusterFile === undefined) throw noFiles(options.topology);
  const wanted = await wantedOf(options, opened, stateDir, snapshot, info);
  const plan = await planFiles(
    files,
    { ...persist, files: paths },
    inEnginesNames(wanted.wishes, cluster),
    diffName,
  );
  const clusterWide = await clusterWideOf(options, snapshot, info);
  const all: FilesPlan = {
    ...plan,
    files: [...plan.files, ...(clusterWide === null ? [] : [clusterWide.plan])],
  };
  let written: Written | null = null;
  if (options.write === true) {
    const subject = `${topology.name}: ${wanted.source.text}`;
    written = await writeFiles(all, {
      files,
      backups: openStateDir(loaded.config.stateDir).backups,
      stamp: `${timePrefix(clock.now())}-render`,
      git: persist.git ? { run: systemGit, subject, body: 'Written by trimtab render.' } : null,
    });
  }
  const rendered: Rendered = {
    topology: snapshot.topology,
    cluster: { name: cluster.name, engine: info.engine, version: info.version },
    source: wanted.source,
    plan,
    clusterWide,
    written,
  };
  if (options.output === 'json') printJson(renderedDocument(rendered));
  else process.stdout.write(renderedText(rendered));
  const problem = written?.commitProblem ?? null;
  if (problem === null) return;
  // The document says it all; a second one would be in its way.
  if (options.output === 'json') process.exitCode = problem.exitCode;
  else throw problem;
}

function noFiles(topology: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_USAGE', `no configuration file of ${topology} is named`, {
    next: 'Name them with --file FILE, or in the configuration with persist: { files: [FILE] } for that topology.',
  });
}

interface WantedValues {
  readonly wishes: readonly Wish[];
  readonly source: Rendered['source'];
}

/** @throws TrimtabError TRIMTAB_E_RECORD_UNKNOWN where nothing was proposed */
async function wantedOf(
  { settings, topology: name }: Options,
  { cluster }: Opened,
  stateDir: string,
  snapshot: Snapshot,
  { generation }: ClusterInfo,
): Promise<WantedValues> {
  if (settings === 'current') {
    const turned = await turnedKnobs(lines(stateDir), cluster.name, snapshot.topology);
    const wishes = wishesOfCurrent(stormConfiguration(snapshot, generation), turned);
    return { wishes, source: { kind: 'current', id: null, text: 'settings in force' } };
  }
  const newest = await openStateDir(stateDir).newestProposal(cluster.name, snapshot.topology);
  if (newest !== null)
    return {
      wishes: wishesOf(newest.proposed),
      source: { kind: 'proposed', id: newest.id, text: `proposed by suggestion ${newest.id}` },
    };
  throw new TrimtabError(
    'TRIMTAB_E_RECORD_UNKNOWN',
    `no suggestion in ${stateDir} proposes anything for ${name}`,
    {
      next: `Run ${shellCommand(['trimtab', 'suggest', '--topology', name])} first.`,
    },
  );
}

/** Without a journal nothing was turned. */
async function* lines(stateDir: string): ReturnType<typeof readJournal> {
  try {
    yield* readJournal(stateDir, { kinds: ['intended'] });
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || thrown.code !== 'TRIMTAB_E_NO_JOURNAL') throw thrown;
  }
}

async function clusterWideOf(
  { clusterFile }: Options,
  { configuration: settings }: Snapshot,
  { generation, slotsFree }: ClusterInfo,
): Promise<{ readonly advice: readonly ClusterWideAdvice[]; readonly plan: FilePlan } | null> {
  if (clusterFile === undefined) return null;
  if (generation === 'heron') {
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      '--cluster-file takes a storm.yaml, and this cluster is Heron',
      {
        next: 'Leave it out.',
      },
    );
  }
  const advice = clusterWideAdvice({ generation, slotsFree, settings });
  return { advice, plan: await planClusterFile(files, resolve(clusterFile), advice, diffName) };
}
