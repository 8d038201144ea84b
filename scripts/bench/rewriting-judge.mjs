// Whether an edit of a configuration file did what was asked and nothing else, judged by other means than the rewriting itself.
import { parseAllDocuments } from 'yaml';

/** @param edit the new text; null where nothing was done; throws where it was refused */
export function wrongWith(one, edit) {
  let result;
  try {
    result = edit(one);
  } catch (thrown) {
    if (one.refused && thrown.code === 'TRIMTAB_E_FILE_PLACE') return null;
    return `refused: ${thrown.code ?? ''} ${thrown.message}`;
  }
  if (one.refused) return 'a shared value was changed';
  if (result === null) return 'nothing was done';
  const expected = one.insert ? null : one.before + one.becomes + one.after;
  if (expected !== null && result !== expected)
    return `bytes outside the edit differ, or the value is written otherwise`;
  if (one.insert && !isOnePieceMore(one.text, result)) return 'more than one piece was put in';
  const found = valueAt(read(one.name, result), one.path);
  if (Number(found) !== one.value) return `read again it is ${JSON.stringify(found)}, not ${one.value}`;
  return null;
}

/** Bytes, not characters: what is compared is what would be on the disk. */
function isOnePieceMore(before, after) {
  const [a, b] = [Buffer.from(before), Buffer.from(after)];
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return start + end === a.length && b.length > a.length;
}

/** By other means than the rewriting itself: the plain values of the library, of JSON, or of a line. */
function read(name, text) {
  if (name.endsWith('.json')) return JSON.parse(text.replace(/^\uFEFF/, ''));
  if (name.endsWith('.properties')) {
    const lines = text
      .split(/\r?\n/)
      .map((line) => /^\s*(topology\.max\.spout\.pending)[=:\s]\s*[=:]?\s*(\S*)/.exec(line));
    return Object.fromEntries(lines.filter((m) => m !== null).map(([, key, value]) => [key, value]));
  }
  return parseAllDocuments(text, { version: '1.1' }).map((d) => d.toJS());
}

function valueAt(value, path) {
  return path.reduce((at, key) => at?.[key], value);
}
