// Sends a rebalance through the `storm` command, argument by argument, where Nimbus wants a handshake that Trimtab does not speak.
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import { lastLines, type Ran, runCommand } from '../command/run-command.js';
import { whyNotStarted } from '../command/why-not-started.js';
import type { Operation, TopologyRef } from '../types.js';
import { stormWords } from './storm-words.js';

/** How changes are sent: `auto` speaks Thrift wherever Nimbus does, as far as its configuration tells. */
export type Via = 'auto' | 'storm-cli';

/** It starts two to four Java machines, on a busy master for a minute. */
const limitMs = 180_000;

/** What the exception is that ended Java, in this order: the first that fits. With each of them nothing was done. */
const causes: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/NotAliveException/, 'TRIMTAB_E_TOPOLOGY_GONE', 'the topology is not on the cluster'],
  [/AuthorizationException|not authorized/i, 'TRIMTAB_E_AUTH', 'this user may not change it'],
  [/InvalidTopologyException/, 'TRIMTAB_E_VALUE_REFUSED', 'Nimbus refused a value'],
  [/NimbusLeaderNotFoundException|Could not find leader nimbus/, 'TRIMTAB_E_NO_LEADER', 'no Nimbus leads'],
  [/Internal error processing rebalance/, 'TRIMTAB_E_REBALANCING', 'most often a rebalance is under way'],
  [/GSSException|LoginException|SaslException|SASL/, 'TRIMTAB_E_AUTH', 'the handshake with Nimbus failed'],
  [/Connection refused|UnknownHostException/, 'TRIMTAB_E_UNREACHABLE', 'it does not reach Nimbus'],
];

const nextSteps: Partial<Record<ErrorCode, string>> = {
  TRIMTAB_E_AUTH:
    'Try the command by hand as the user of Trimtab: its ticket (kinit), its JAAS file and storm.yaml decide what it may do.',
  TRIMTAB_E_UNREACHABLE: 'Check nimbus.seeds in the storm.yaml of the storm command.',
};

/**
 * @param command path or name of the program; never read by a shell
 * @param signal ends the command and all that it has started; whether it had sent anything is then unknown
 * @throws TrimtabError TRIMTAB_E_STORM_COMMAND when it cannot be started; TRIMTAB_E_UNCERTAIN when it ended in a way that does not tell
 *   whether Nimbus got it; else the code of what Nimbus answered
 */
export async function rebalanceByCommand(
  command: string,
  { name }: TopologyRef,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const words = stormWords(name, operation);
  const { error, output } = await runCommand(command, words, { signal, timeout: limitMs });
  if (error === null) return;
  throw asTrimtab(command, error, output);
}

function asTrimtab(command: string, error: NonNullable<Ran['error']>, output: string): TrimtabError {
  const { code } = error;
  const why = whyNotStarted(command, error);
  if (why !== null) {
    return new TrimtabError('TRIMTAB_E_STORM_COMMAND', `${command}: ${why}; nothing was sent`, {
      cause: error,
    });
  }
  const final = finalException(output);
  const said = lastLines(final ?? output);
  // Only a command that ended by itself tells by its words; one that was cut off may have sent it all the same.
  const tells = typeof code === 'number' && final !== null;
  const found = tells ? causes.find(([pattern]) => pattern.test(final)) : undefined;
  if (found === undefined) {
    const how = typeof code === 'number' ? `ended with exit code ${code}` : 'was cut off';
    return new TrimtabError('TRIMTAB_E_UNCERTAIN', `${command} rebalance ${how}: ${said}`, { cause: error });
  }
  const [, known, text] = found;
  const next = nextSteps[known];
  return new TrimtabError(known, `${command} rebalance: ${text}: ${said}`, {
    ...(next === undefined ? {} : { next }),
    cause: error,
  });
}

/**
 * The exception that ended Java, and its causes; null where it did not end by one. What is logged before it does not count: with several
 * `nimbus.seeds` Storm's client logs of each that refuses it, and then sends to the leader that it found.
 */
function finalException(output: string): string | null {
  const start = output.lastIndexOf('Exception in thread "main"');
  if (start < 0) return null;
  const [first = '', ...rest] = output.slice(start).split('\n');
  // Behind the trace others may have logged.
  const end = rest.findIndex((line) => !/^\s*(at |\.\.\. \d|Caused by: |Suppressed: )/.test(line));
  const reasons = rest.slice(0, end < 0 ? undefined : end).filter((line) => /^\s*Caused by: /.test(line));
  return [first, ...reasons].join('\n');
}

/** Whether Nimbus takes what Trimtab can speak, by the cluster's own configuration. */
export function speaksPlainThrift(configuration: Readonly<Record<string, unknown>>): boolean {
  const transport = configuration['storm.thrift.transport'];
  return typeof transport !== 'string' || /(^|\.)SimpleTransportPlugin$/.test(transport);
}
