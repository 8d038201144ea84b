// What doctor says of the storm or the heron command, where changes go, or may go, through it.
import {
  type Cluster,
  type CommandVersion,
  heronCommandVersion,
  stormCommandVersion,
} from '../../clusters/index.js';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import type { Finding } from './finding.js';

export interface StormCommandToExamine {
  /** `storm-cli`: every change goes through the command. */
  readonly via: 'auto' | 'storm-cli';
  readonly stormCommand: string;
  /** Whether the configuration names it, so that somebody counts on it. */
  readonly isNamed: boolean;
  /** Whether the cluster needs it, by what it says of its transport; absent: it has no way to tell. */
  readonly sendsByCommand?: Cluster['sendsByCommand'];
  /** Whether any topology may be changed, by itself or once a person has agreed. */
  readonly mayAct: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds until it is killed; without it a minute. */
  readonly timeoutMs?: number;
}

/** Nothing where no change would go through it. Runs `storm version`, which sends nothing to the cluster. */
export async function stormCommandFindings(options: StormCommandToExamine): Promise<Finding[]> {
  const { via, stormCommand, isNamed, mayAct, signal, timeoutMs } = options;
  const isNeeded = via === 'storm-cli' || (await isNeededBy(options));
  if (!isNeeded && !isNamed) return [];
  const answer = await stormCommandVersion(stormCommand, signal, timeoutMs);
  const finding = findingOf('Storm', 'TRIMTAB_E_STORM_COMMAND', stormCommand, answer);
  const isCountedOn = via === 'storm-cli' || (isNeeded && mayAct);
  if (isCountedOn || finding.status !== 'broken') return [finding];
  const { exit: _, ...told } = finding;
  // With auto most clusters never need it.
  const only = isNeeded ? onlyToAct : onlyWhere;
  return [{ ...told, status: 'warning', next: `${told.next} ${only}` }];
}

const onlyWhere = 'It is used only where Nimbus does not speak plain Thrift.';
const onlyToAct =
  'Nimbus does not speak plain Thrift here: modes auto and approve, and trimtab rollback, need the command.';

/** A cluster that does not answer is a finding of its own. */
async function isNeededBy({ sendsByCommand, signal }: StormCommandToExamine): Promise<boolean> {
  try {
    return (await sendsByCommand?.(signal)) ?? false;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return false;
  }
}

/** Nothing where no update would go through it. Runs `heron version`, which sends nothing to the cluster. */
export async function heronCommandFindings(
  command: string | undefined,
  signal: AbortSignal,
  timeoutMs?: number,
): Promise<Finding[]> {
  if (command === undefined) return [];
  const answer = await heronCommandVersion(command, signal, timeoutMs);
  return [findingOf('Heron', 'TRIMTAB_E_HERON_COMMAND', command, answer)];
}

function findingOf(
  engine: 'Storm' | 'Heron',
  code: ErrorCode,
  command: string,
  answer: CommandVersion,
): Finding {
  const check = `${engine.toLowerCase()} command`;
  if (answer.kind === 'version') {
    return { check, status: 'ok', text: `${command} can be run: ${engine} ${answer.version}` };
  }
  const { exitCode, next } = new TrimtabError(code, '');
  const problem =
    answer.kind === 'another'
      ? `${command} version does not say which ${engine} it is: ${answer.said}`
      : `${command} version: ${answer.why}`;
  return { check, status: 'broken', text: `${code}: ${problem}`, next, code, exit: exitCode };
}
