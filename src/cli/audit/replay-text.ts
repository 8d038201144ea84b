// A decision that was made again, in words: by which code and policy, and each place where it comes out otherwise.

import type { Difference, Replayed, Who } from '../../agent/index.js';
import type { JournalLine } from '../../audit/index.js';
import { counted, cut, shown } from '../../util/index.js';

/** More would not be read. */
const mostShown = 20;

export function replayText({ topology, at, ...line }: JournalLine, replayed: Replayed): string {
  const { id, action, policy, fallback, code, windows, answers, differences, identical } = replayed;
  const place = topology === null ? '' : `  ${topology.cluster}/${topology.name}`;
  const { then, now } = code;
  const lines = [
    `${id}${place}  ${action}: ${String(line['text'] ?? '')}`,
    `  decided    ${at}, from ${counted(windows + 1, 'window')}`,
    `  policy     ${policy === null ? 'nobody was asked' : whoText(policy)}${policy === null || fallback === null || fallback.name === policy.name ? '' : ` (fallback ${whoText(fallback)}, ${isFallbackAsked(line) ? 'which was asked' : 'not asked'})`}`,
    code.same
      ? `  code       ${codeText(then)}, the same now`
      : `  code       ANOTHER: ${codeText(then)} then, ${codeText(now)} now`,
    identical
      ? `  replayed   identical, to the last bit: ${answers} answers, changes, prediction and price`
      : `  replayed   DIFFERENT in ${counted(differences.length, 'place')}`,
    ...differences.slice(0, mostShown).map(differenceText),
    ...(differences.length > mostShown ? [`    and ${differences.length - mostShown} more`] : []),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

/** `confidence` is the answer of a policy that was out of its depth. */
function isFallbackAsked({ reasons }: Readonly<Record<string, unknown>>): boolean {
  return (
    Array.isArray(reasons) && reasons.some((one: { guard?: unknown } | null) => one?.guard === 'confidence')
  );
}

function whoText({ name, model }: Who): string {
  return model === null ? name : `${name} with the model ${model.sha256.slice(0, 12)}…`;
}

function codeText({ version, sha256, node }: Replayed['code']['then']): string {
  return `${version} (${sha256.slice(0, 12)}…, Node ${node.replace(/^v/, '')})`;
}

function differenceText({ path, recorded, replayed }: Difference): string {
  return `    ${path === '' ? 'the whole' : path}: recorded ${brief(recorded)}, replayed ${brief(replayed)}`;
}

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${cut(text, 79)}…` : text;
}
