// What to do where a training ended before its end: the command that goes on with all that it demands, where there is a checkpoint.
import { TrimtabError } from '../../errors/index.js';
import { shellCommand } from '../../util/index.js';
import type { Wanted } from './beginning.js';

/** @param isWithoutCheckpoint whether there is none of this very training */
export function endedWithNext(error: unknown, wanted: Wanted, isWithoutCheckpoint: boolean): unknown {
  if (!(error instanceof TrimtabError)) return error;
  const next = nextAfter(error, resuming(wanted), isWithoutCheckpoint);
  return next === null ? error : new TrimtabError(error.code, error.message, { next, cause: error });
}

function nextAfter({ code }: TrimtabError, command: string, isWithoutCheckpoint: boolean): string | null {
  if (code === 'TRIMTAB_E_INTERRUPTED') {
    return isWithoutCheckpoint
      ? 'No round with anything learned was complete: run it again.'
      : `Go on after the last whole round with: ${command}`;
  }
  if (code === 'TRIMTAB_E_MODEL_WRITE' && !isWithoutCheckpoint) {
    return `Make room or correct the permissions; then go on after the last whole round with: ${command}`;
  }
  return null;
}

function resuming({ out, history, topology, from }: Wanted): string {
  return shellCommand([
    ...['trimtab', 'train', '--resume', '--out', out],
    ...(history === undefined ? [] : ['--history', ...history]),
    ...(topology === undefined ? [] : ['--topology', topology]),
    ...(from === undefined ? [] : ['--from', from]),
  ]);
}
