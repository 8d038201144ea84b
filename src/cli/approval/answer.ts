// trimtab approve, reject and snooze: answers to what waits in the approval queue.
import { Command, InvalidArgumentError } from 'commander';
import {
  type Answer,
  decline,
  type PendingEntry,
  placedName,
  Queue,
  Requests,
  type Told,
} from '../../agent/index.js';
import { journalHolder, openJournal } from '../../audit/index.js';
import { topologyConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { parseDuration, shown, systemClock } from '../../util/index.js';
import { loadFor } from '../shared/configuration.js';
import { operator } from '../shared/operator.js';
import { configOption, outputOption, seconds } from '../shared/options.js';
import { commandLogger, failureOf, printJson } from '../shared/output.js';
import { askAgent } from './ask-agent.js';
import { findPending } from './find-pending.js';

interface Options {
  readonly config?: string;
  readonly stateDir?: string;
  readonly wait: number;
  readonly for?: number;
  readonly output: 'text' | 'json';
}
type Action = 'approve' | 'reject' | 'snooze';

export function approveCommand(signal: AbortSignal): Command {
  return answering('approve')
    .description(
      'lets the agent measure once more, ask every guard again, and carry a proposal out; 4 when it is refused',
    )
    .action((id: string, options: Options) => run('approve', id, options, signal));
}

export function rejectCommand(signal: AbortSignal): Command {
  return answering('reject')
    .description('turns a proposal or an advice down: it does not come the same way for approval.rejectedFor')
    .action((id: string, options: Options) => run('reject', id, options, signal));
}

export function snoozeCommand(signal: AbortSignal): Command {
  return answering('snooze')
    .description('puts a proposal or an advice off: it waits again after that time')
    .requiredOption('--for <duration>', 'for how long, such as 30m, 2h or 7d', longEnough)
    .action((id: string, options: Options) => run('snooze', id, options, signal));
}

function answering(name: Action): Command {
  return new Command(name)
    .argument('<id>', 'of trimtab pending; its last letters may be left out')
    .addOption(configOption())
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var)')
    .option('--wait <seconds>', 'how long to wait for the agent; 0 leaves the request and ends', seconds, 600)
    .addOption(outputOption());
}

function longEnough(text: string): number {
  const value = parseDuration(text);
  if (value !== undefined && value > 0 && value <= 366 * 86_400) return value;
  throw new InvalidArgumentError('Expected a duration such as 30m, 2h or 7d, of at most 366 days.');
}

async function run(action: Action, wanted: string, options: Options, signal: AbortSignal): Promise<void> {
  const { config } = loadFor(options);
  const { stateDir } = config;
  // Whoever may leave a request need not be able to write anything else of the agent's.
  const queue = new Queue(stateDir);
  const entry = await findPending(queue, stateDir, wanted);
  refuseAdvice(action, entry);
  const isAlone = action !== 'approve' && (await journalHolder(stateDir)) === null;
  const { cluster, topology } = entry;
  const { rejectedFor } = topologyConfig(config, cluster, topology.name, placedName(topology)).approval;
  const answer = isAlone
    ? await declineHere(queue, stateDir, entry, action, options.for ?? rejectedFor)
    : await askAgent({
        stateDir,
        requests: new Requests(stateDir),
        asked: {
          action,
          cluster: entry.cluster,
          id: entry.id,
          by: operator(),
          at: new Date().toISOString(),
          seconds: options.for ?? null,
        },
        waitSeconds: options.wait,
        log: commandLogger(options.output),
        signal,
      });
  say(action, entry, answer, options);
}

function refuseAdvice(action: Action, { kind, commands }: PendingEntry): void {
  if (action !== 'approve' || kind !== 'advice') return;
  const hand =
    commands.length === 0 ? 'Follow it by hand' : `Run its commands by hand: ${commands.join(' ; then: ')}`;
  throw new TrimtabError('TRIMTAB_E_USAGE', 'an advice cannot be approved: no agent can follow it', {
    next: `${hand}; or reject it, or snooze it.`,
  });
}

/** Where no agent runs nobody else writes the journal, and nothing has to be measured. */
async function declineHere(
  queue: Queue,
  stateDir: string,
  entry: PendingEntry,
  action: Action,
  forSeconds: number,
): Promise<Told> {
  const { journal } = await openJournal(stateDir);
  try {
    return await decline(queue, journal, entry, {
      how: action === 'snooze' ? 'snoozed' : 'rejected',
      by: operator(),
      uid: process.getuid?.() ?? null,
      nowMs: systemClock().now(),
      seconds: forSeconds,
    });
  } finally {
    await journal.close();
  }
}

function say(action: Action, entry: PendingEntry, answer: Told | Answer | null, options: Options): void {
  const told = answer && { outcome: answer.outcome, code: answer.code, text: answer.text, next: answer.next };
  const error = told === null ? null : errorOf(told);
  if (options.output === 'json') {
    const { id, cluster, topology } = entry;
    const document = { schema: 'trimtab/answer/v1', action, id, cluster, topology, answer: told };
    printJson({ ...document, ...failureOf(error) });
    if (error !== null) process.exitCode = error.exitCode;
    return;
  }
  if (error !== null) throw error;
  const text = told?.text ?? 'left for the agent; trimtab pending, and its journal, say what becomes of it';
  process.stdout.write(
    `${entry.id}  ${shown(text)}\n${told === null ? '' : `  next: ${shown(told.next)}\n`}`,
  );
}

function errorOf({ outcome, code, text, next }: Told): TrimtabError | null {
  switch (outcome) {
    case 'done':
      return null;
    case 'refused':
      return new TrimtabError('TRIMTAB_E_VETOED', `refused, ${code}: ${text}`, { next });
    case 'failed':
      return new TrimtabError('TRIMTAB_E_NOT_CARRIED_OUT', `${code}: ${text}`, { next });
  }
}
