// trimtab rollback: returns a topology to its configuration before a change; without --yes it only says what it would do.
import { Command } from 'commander';
import {
  type AgentContext,
  carryOutRollback,
  emptyMemory,
  isThisMachine,
  KillSwitch,
  lockForActing,
  openStateDir,
  planRollback,
  planToKeep,
  type RollbackOutcome,
  type RollbackPlan,
  restored,
  settingsOf,
  vetoOf,
} from '../../agent/index.js';
import { type Journal, journalHolder, openJournal } from '../../audit/index.js';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { keep } from '../../policy/index.js';
import { shown } from '../../util/index.js';
import { askAgent } from '../approval/ask-agent.js';
import { diffName, fileDocument, fileLines } from '../render/text.js';
import { type Opened, openCluster } from '../shared/cluster.js';
import { warnAbout } from '../shared/configuration.js';
import { newDecisionId } from '../shared/decision-id.js';
import { operator } from '../shared/operator.js';
import { type ClusterOptions, seconds, withClusterOptions } from '../shared/options.js';
import { commandLogger, failureOf, printJson } from '../shared/output.js';
import { changeToGoBackFrom } from './change.js';
import { inEnginesWords } from './heron-words.js';
import { outcomeText, rollbackText } from './text.js';

interface Options extends ClusterOptions {
  readonly topology?: string;
  readonly yes?: boolean;
  readonly wait: number;
}

export function rollbackCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('rollback'))
    .description('returns a topology to its configuration before a change; a dry run unless --yes is given')
    .argument(
      '[id]',
      'of the change; its last letters may be left out (default: the newest that is in force)',
    )
    .option('--topology <name>', 'only changes of this topology')
    .option('--yes', 'does it, and waits until the topology is steady')
    .option('--wait <seconds>', 'how long to wait for an agent that runs; 0 leaves the request', seconds, 600)
    .option('--state-dir <dir>', 'state directory of the agent, with its journal (default: stateDir, ./var)')
    .action(async (id: string | undefined, options: Options) => run(id, options, signal));
}

async function run(id: string | undefined, options: Options, signal: AbortSignal): Promise<void> {
  const opened = openCluster(options);
  const { cluster, loaded } = opened;
  warnAbout(loaded, commandLogger(options.output));
  const { stateDir } = loaded.config;
  const change = await changeToGoBackFrom({
    stateDir,
    cluster: cluster.name,
    topology: options.topology,
    id,
    running: async () => (await cluster.topologies(signal)).filter(({ status }) => status !== 'killed'),
  });
  const dry = contextOf(opened, options, noJournal, signal);
  const plan = await planRollback(dry, change);
  const inFiles = await filesOf(plan, dry);
  if (options.output === 'text')
    process.stdout.write(rollbackText(inEnginesWords(plan), options.yes === true) + inFiles.text);
  const outcome =
    options.yes === true && plan.plan.length > 0 && vetoOf(plan) === undefined
      ? await act(plan, opened, options, signal)
      : null;
  const error = errorOf(plan, outcome);
  if (options.output === 'json') {
    const document = documentOf(inEnginesWords(plan), cluster.name, outcome, inFiles.document);
    printJson({ ...document, ...failureOf(error) });
  } else if (outcome !== null) process.stdout.write(outcomeText(outcome));
  if (error === null) return;
  // The document says it all; a second one would be in its way.
  if (options.output === 'json') process.exitCode = error.exitCode;
  else throw error;
}

function errorOf(plan: RollbackPlan, outcome: Outcome | null): TrimtabError | null {
  const veto = vetoOf(plan);
  if (veto !== undefined)
    return new TrimtabError('TRIMTAB_E_VETOED', `${veto.guard}: ${veto.code}: ${veto.text}`);
  if (outcome?.kind === 'refused') {
    const { code, text, next } = outcome;
    return new TrimtabError('TRIMTAB_E_VETOED', `refused by the agent, ${code}: ${text}`, { next });
  }
  if (outcome?.kind === 'failed') {
    const { code, text, next } = outcome;
    return new TrimtabError('TRIMTAB_E_ROLLBACK', `${code}: ${text}`, next === null ? {} : { next });
  }
  return null;
}

type Outcome =
  | RollbackOutcome
  /** By the agent. */
  | { readonly kind: 'done'; readonly id: string; readonly text: string }
  | {
      readonly kind: 'refused' | 'failed';
      readonly code: string;
      readonly text: string;
      readonly next: string;
    }
  /** Nobody waits for the answer of the agent. */
  | { readonly kind: 'asked' };

/** What a rollback would write into the files of the topology; one that cannot be written does not keep it from the cluster. */
async function filesOf(
  { change, knobs, plan }: RollbackPlan,
  agent: AgentContext,
): Promise<{ readonly text: string; readonly document: unknown }> {
  const { persist } = agent.settings().topology(change.topology);
  if (persist.files.length === 0 || plan.length === 0) return { text: '', document: null };
  try {
    const { files: plans } = await planToKeep(agent, change.topology, restored(knobs), diffName);
    return {
      text: plans
        .flatMap(fileLines)
        .map((line) => `${line}\n`)
        .join(''),
      document: plans.map(fileDocument),
    };
  } catch (thrown) {
    const { code, message, next } = asTrimtabError(thrown);
    return { text: `  files    ${shown(`${code}: ${message}`)}\n`, document: { code, message, next } };
  }
}

/** As the only one that acts on the cluster and writes the journal. */
async function act(
  plan: RollbackPlan,
  opened: Opened,
  options: Options,
  signal: AbortSignal,
): Promise<Outcome> {
  const { stateDir } = opened.loaded.config;
  if ((await journalHolder(stateDir)) !== null) return await askTheAgent(plan, opened, options, signal);
  const { journal } = await openJournal(stateDir);
  try {
    const lock = await lockForActing(
      opened.cluster,
      `trimtab rollback, process ${process.pid}`,
      signal,
    ).catch(besideAnAgent);
    try {
      return await carryOutRollback(contextOf(opened, options, journal, signal), plan, operator());
    } finally {
      await lock.release();
    }
  } finally {
    await journal.close();
  }
}

/** An agent that runs on the same state directory does it itself, at its next look. */
async function askTheAgent(
  { change }: RollbackPlan,
  { loaded, cluster }: Opened,
  { output, wait }: Options,
  signal: AbortSignal,
): Promise<Outcome> {
  const { stateDir } = loaded.config;
  const answer = await askAgent({
    stateDir,
    requests: openStateDir(stateDir).requests,
    asked: {
      action: 'rollback',
      cluster: cluster.name,
      id: change.id,
      by: operator(),
      at: new Date().toISOString(),
      seconds: null,
    },
    waitSeconds: wait,
    log: commandLogger(output),
    signal,
  });
  if (answer === null) return { kind: 'asked' };
  const { outcome, code, text, next } = answer;
  if (outcome === 'refused') return { kind: 'refused', code, text, next };
  return outcome === 'done'
    ? { kind: 'done', id: answer.as ?? answer.id, text }
    : { kind: 'failed', code, text, next };
}

function besideAnAgent(thrown: unknown): never {
  if (!(thrown instanceof TrimtabError) || thrown.code !== 'TRIMTAB_E_LOCKED') throw thrown;
  throw new TrimtabError('TRIMTAB_E_LOCKED', `nothing was sent: ${thrown.message}`, {
    next: 'It has another state directory: name that with --state-dir. Or run the commands above by hand: the agent then keeps out of the way for a while.',
  });
}

/** In any mode: it is the operator who acts. */
function contextOf(
  { loaded, cluster, clock, external }: Opened,
  { output }: Options,
  journal: Journal,
  signal: AbortSignal,
): AgentContext {
  const { stateDir } = loaded.config;
  // Nobody is asked what to do.
  const settings = settingsOf(loaded.config, cluster.name, { policy: keep, fallback: keep });
  return {
    cluster,
    clock,
    signal,
    log: commandLogger(output),
    journal,
    pastChanges: () => Promise.reject(new Error('the change is known')),
    state: openStateDir(stateDir),
    killSwitch: new KillSwitch(stateDir),
    reporting: null,
    external,
    settings: () => ({ ...settings, topology: (named) => ({ ...settings.topology(named), mode: 'auto' }) }),
    isHere: isThisMachine,
    newId: () => newDecisionId(clock.now()),
    memory: emptyMemory(),
  };
}

const noJournal: Journal = {
  append: () => Promise.reject(new Error('a dry run writes no journal')),
  close: () => Promise.resolve(),
};

function documentOf(
  { change, knobs, commands, reasons }: RollbackPlan,
  cluster: string,
  outcome: Outcome | null,
  inFiles: unknown,
): Readonly<Record<string, unknown>> {
  const { id, at, topology } = change;
  return {
    schema: 'trimtab/rollback/v1',
    cluster,
    topology: { name: topology.name, id: topology.id },
    change: { id, at },
    knobs,
    commands,
    reasons,
    files: inFiles,
    outcome,
  };
}
