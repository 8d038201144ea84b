// What doctor says of the storm or the heron command, where changes go, or may go, through it.
import { type CommandVersion, heronCommandVersion, stormCommandVersion } from '../../clusters/index.js';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import type { Finding } from './finding.js';

export interface StormCommandToExamine {
  /** `storm-cli`: every change goes through the command. */
  readonly via: 'auto' | 'storm-cli';
  readonly stormCommand: string;
  /** Whether the configuration names it, so that somebody counts on it. */
  readonly isNamed: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds until it is killed; without it a minute. */
  readonly timeoutMs?: number;
}

/** Nothing where no change would go through it. Runs `storm version`, which sends nothing to the cluster. */
export async function stormCommandFindings(options: StormCommandToExamine): Promise<Finding[]> {
  const { via, stormCommand, isNamed, signal, timeoutMs } = options;
  if (via !== 'storm-cli' && !isNamed) return [];
  const answer = await stormCommandVersion(stormCommand, signal, timeoutMs);
  const finding = findingOf('Storm', 'TRIMTAB_E_STORM_COMMAND', stormCommand, answer);
  // With auto most clusters never need it.
  if (via === 'storm-cli' || finding.status !== 'broken') return [finding];
  const { exit: _, ...told } = finding;
  return [{ ...told, status: 'warning', next: `${told.next} ${onlyWhere}` }];
}

const onlyWhere = 'It is used only where Nimbus does not speak plain Thrift.';

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
