// A value as a message shows it: short, on one line, and without what may be secret in a URL.
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (typeof value !== 'string') return String(value);
  const text = value.replace(/\/\/[^/@\s]*@/, '//…@').replace(/^(https?:[^?]*\?).+/, '$1…');
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
