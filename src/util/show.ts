// A value as a message shows it: short, on one line, and without what may be secret in a URL.
import { cut } from './well-formed.js';

export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value !== 'string') return String(value);
  const text = withoutPassword(value).replace(/^(https?:[^?]*\?).+/, '$1…');
  return JSON.stringify(text.length > 60 ? `${cut(text, 57)}…` : text);
}

/** One may have @, / and blanks in it, and what is wrong may be the scheme: all up to the last @ counts as one. That may stand in a query. */
function withoutPassword(text: string): string {
  const at = text.lastIndexOf('@');
  if (!/:|\/\//.test(text.slice(0, Math.max(0, at)))) return text;
  const [scheme = ''] = /^[a-z][a-z+]*:\/+/i.exec(text) ?? [];
  return `${scheme}…${text.slice(at).replace(/[?&#].*$/s, '?…')}`;
}
