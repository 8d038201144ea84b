// The command of a person's own rebalance that sets something Trimtab does not turn.
import { shellCommand } from '../../util/index.js';

export function settingCommand(
  topology: string,
  settings: Readonly<Record<string, unknown>>,
  waitSeconds: number,
): string {
  const words = ['-w', String(waitSeconds), '-t', JSON.stringify(settings)];
  const named = topology.startsWith('-') ? [...words, '--', topology] : [topology, ...words];
  return shellCommand(['storm', 'rebalance', ...named]);
}
