// What doctor says of the storm command, where changes go, or may go, through it.
import { type StormCommandVersion, stormCommandVersion } from '../clusters/index.js';
import { type ErrorCode, TrimtabError } from '../errors/index.js';
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

const check = 'storm command';
const code: ErrorCode = 'TRIMTAB_E_STORM_COMMAND';

/** Nothing where no change would go through it. Runs `storm version`, which sends nothing to the cluster. */
export async function stormCommandFindings(options: StormCommandToExamine): Promise<Finding[]> {
  const { via, stormCommand, isNamed, signal, timeoutMs } = options;
  if (via !== 'storm-cli' && !isNamed) return [];
  const answer = await stormCommandVersion(stormCommand, signal, timeoutMs);
  if (answer.kind === 'version') {
    return [{ check, status: 'ok', text: `${stormCommand} can be run: Storm ${answer.version}` }];
  }
  const { exitCode, next } = new TrimtabError(code, '');
  const text = `${code}: ${problemText(options, answer)}`;
  // With auto most clusters never need it.
  if (via !== 'storm-cli') return [{ check, status: 'warning', text, next: `${next} ${onlyWhere}`, code }];
  return [{ check, status: 'broken', text, next, code, exit: exitCode }];
}

const onlyWhere = 'It is used only where Nimbus does not speak plain Thrift.';

function problemText(
  { stormCommand }: StormCommandToExamine,
  answer: Exclude<StormCommandVersion, { kind: 'version' }>,
): string {
  return answer.kind === 'another'
    ? `${stormCommand} version does not say which Storm it is: ${answer.said}`
    : `${stormCommand} version: ${answer.why}`;
}
