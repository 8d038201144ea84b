// Puts whole lines into a text behind another line, with the line end that the file has there.
import type { Splice } from './types.js';

/** @param offset anywhere on the line, or right behind its line end */
export function linesAfter(text: string, offset: number, lines: readonly string[]): Splice {
  const next = text.indexOf('\n', text[offset - 1] === '\n' ? offset - 1 : offset);
  const eol = eolNear(text, next);
  if (next < 0) {
    const isNew = text === '' || text === '\uFEFF' || text.endsWith('\n');
    const piece = isNew ? lines.map((line) => line + eol).join('') : lines.map((line) => eol + line).join('');
    return { start: text.length, end: text.length, text: piece };
  }
  return { start: next + 1, end: next + 1, text: lines.map((line) => line + eol).join('') };
}

function eolNear(text: string, newline: number): string {
  const at = newline < 0 ? text.indexOf('\n') : newline;
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}
