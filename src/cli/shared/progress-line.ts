// The line of progress that is written over on a terminal: never longer than it is wide, as what wraps is not taken away again.
import { cut } from '../../util/index.js';

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const usualColumns = 80;

/** @param text of characters that are one column wide */
export function lineOver({ columns }: ProgressStream, text: string): string {
  // Some terminals say 0 where they do not know; in the last column some wrap at once.
  return `\r${cut(text, Math.max(0, (columns || usualColumns) - 1))}\u001b[K`;
}
