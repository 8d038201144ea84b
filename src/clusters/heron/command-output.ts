// What the `heron` command says of its failure, found among its log.
import { cut } from '../../util/index.js';
import { lastLines } from '../command/run-command.js';

/** "[2026-01-01 00:00:00 +0000] [ERROR]: " */
const logPrefix = /^(?:\[[^\]]*\]\s*)*\[(?:ERROR|SEVERE)\]:?\s*/;

/** The first error that says more than that the update failed, in one line. */
export function errorLine(output: string): string {
  const errors = output.split('\n').filter((line) => logPrefix.test(line));
  const reasons = errors.map((line) => line.replace(logPrefix, '').trim());
  const telling = reasons.find(
    (reason) => reason !== '' && !/^Failed to update topology(?: in dry-run mode)?: /.test(reason),
  );
  return telling === undefined ? lastLines(output) : cut(telling.replace(/\p{C}/gu, ' '), 300);
}
