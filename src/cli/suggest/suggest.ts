// trimtab suggest: one dry run; prints what it would change, why, what that costs and the exact commands.
import { Command } from 'commander';
import {
  judgedBy,
  lastingName,
  ownUtilitiesOf,
  type Policies,
  placedName,
  suggest,
  toldName,
} from '../../agent/index.js';
import {
  type AgentConfig,
  policyNames,
  shippedModel,
  topologyConfig,
  usualPolicy,
} from '../../config/index.js';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { dqnName } from '../../policy/index.js';
import type { Logger } from '../../util/index.js';
import { choosePolicies } from '../shared/choose-policies.js';
import { openCluster } from '../shared/cluster.js';
import { warnAbout } from '../shared/configuration.js';
import { newDecisionId } from '../shared/decision-id.js';
import { openGraphite } from '../shared/graphite.js';
import { aName, type ClusterOptions, seconds, withClusterOptions } from '../shared/options.js';
import { commandLogger, printJson } from '../shared/output.js';
import { openState } from '../shared/state-directory.js';
import { suggestionText } from './text.js';

interface SuggestCliOptions extends ClusterOptions {
  readonly topology?: string;
  readonly wait: number;
  readonly policy?: string;
}

export function suggestCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('suggest'))
    .description(
      'one dry run: finds the bottleneck of each topology and prints what to change; changes nothing',
    )
    .option('--topology <name>', 'only this topology (default: all)', aName('leave --topology out for all'))
    .option(
      '--wait <seconds>',
      'at most this long for a full window; 0 answers at once from the engine’s ten minutes',
      seconds,
      150,
    )
    .option('--policy <name>', `${policyNames.join(', ')} (default: agent.policy, ${usualPolicy})`)
    .option('--model <dir>', `the trained model of ${dqnName} (default: agent.model, ${shippedModel})`)
    .option('--state-dir <dir>', 'where suggestions are kept (default: stateDir, ./var)')
    .action(async (options: SuggestCliOptions) => run(options, signal));
}

async function run(options: SuggestCliOptions, signal: AbortSignal): Promise<void> {
  const { loaded, cluster, clusterConfig, clock, external } = openCluster(options);
  const log = commandLogger(options.output);
  warnAbout(loaded, log);
  const { agent } = loaded.config;
  const { policy, fallback, training } = await policiesOf(options, agent);
  const own = await ownUtilitiesOf(loaded.config, (text) => log.warn(text));
  // That of the configuration is the agent's, and may be open to its user alone; who names another wants it kept there.
  const state = openState(loaded, log, (named) => named === 'command line');
  const graphite = await openGraphite(clusterConfig, clock);
  const problem = graphite.reporting?.problem ?? null;
  // An agent on the same host may hold the port.
  if (problem?.taken) log.warn(`${problem.error.message}; queues stay unknown`);
  else if (problem !== null) throw problem.error;
  const { suggestion, save } = await suggest({
    cluster,
    clock,
    signal,
    windowSeconds: agent.window,
    maxAgeSeconds: agent.maxAge,
    warmUpSeconds: agent.warmUp,
    waitSeconds: options.wait,
    policy,
    fallback,
    training: training ?? null,
    timeZone: agent.timeZone,
    topologyConfig: (topology) =>
      judgedBy(own, topologyConfig(loaded.config, cluster.name, topology.name, placedName(topology))),
    topology: options.topology,
    state,
    keepDecisions: agent.keepDecisions,
    reporting: graphite.reporting,
    external,
    onExternalProblem: ({ name }, problem) => log.warn(`${name}: ${problem}`),
    onDamaged: (file, why) =>
      log.warn(`${file}: ${why}; set aside as ${file}.damaged, and this window becomes the reference`),
    onJournalUnread: ({ message }) => log.warn(`${message}; what was undone or failed is not known`),
    newId: () => newDecisionId(clock.now()),
    onStart: (topologies) => {
      if (options.wait === 0 || topologies.length === 0) return;
      const lasting = topologies.map(lastingName);
      const names = lasting.map((one) => toldName(one, lasting));
      log.info(`measuring ${names.join(', ')}: up to ${options.wait} s`);
    },
    onProgress: progressLog(log, () => clock.now(), agent.window),
  }).finally(graphite.stop);
  if (options.output === 'json') printJson(suggestion);
  else process.stdout.write(suggestionText(suggestion));
  await save().catch((error: unknown) => {
    log.warn(`${asTrimtabError(error).message}; this suggestion is not kept`);
  });
}

/** @throws TrimtabError TRIMTAB_E_USAGE for a model that nobody would use */
async function policiesOf(options: SuggestCliOptions, agent: AgentConfig): Promise<Policies> {
  const named = { ...agent, policy: options.policy ?? agent.policy };
  if (options.model !== undefined && named.policy !== dqnName && named.fallback !== dqnName) {
    throw new TrimtabError('TRIMTAB_E_USAGE', `--model goes with --policy ${dqnName}`);
  }
  return choosePolicies(named);
}

/** One line about one topology every half minute: enough to see that it lives. */
function progressLog(
  log: Logger,
  now: () => number,
  windowSeconds: number,
): (topology: { readonly name: string }, gotSeconds: number) => void {
  let last = now();
  return (topology, gotSeconds) => {
    if (now() - last < 30_000) return;
    last = now();
    log.info(`${topology.name}: ${Math.round(gotSeconds)} of ${windowSeconds} s measured`);
  };
}
