// The journal in words: a line for each record, a record in full, and the result of a verification.
import { stringify } from 'yaml';
import { placedName } from '../../agent/index.js';
import type { JournalLine, JournalProblem, Verification } from '../../audit/index.js';
import { counted } from '../../util/index.js';

const longestSummary = 140;

/** One line: number, time, kind, cluster/topology, decision, and the beginning of what it says. */
export function listedLine(line: JournalLine): string {
  const cells = [
    String(line.seq).padStart(6),
    line.at,
    line.kind.padEnd('revert-intended'.length),
    topologyText(line),
    line.id === null ? '-' : printable(line.id),
    summary(line),
  ];
  return `${cells.join('  ').trimEnd()}\n`;
}

/** Records in full, in their order. */
export function recordsText(lines: readonly JournalLine[]): string {
  return lines.map(shownLine).join('\n');
}

function shownLine(line: JournalLine): string {
  const head = `${line.seq}  ${line.at}  ${line.kind}  ${topologyText(line)}`;
  const body = bodyOf(line);
  const fields = [
    ...(line.id === null ? [] : [`decision: ${printable(line.id)}`]),
    ...(line.topology === null ? [] : [`topology: ${printable(line.topology.id)}`]),
    ...(Object.keys(body).length === 0 ? [] : stringify(body, { lineWidth: 110 }).trimEnd().split('\n')),
    `hash: ${line.hash}`,
  ];
  return `${head}\n${fields.map((field) => `    ${printable(field)}\n`).join('')}`;
}

export function verificationText(folder: string, verification: Verification): string {
  const { valid, lines, files, last, notes, problems, problemCount, givenHeadSeq } = verification;
  const unnamed = problemCount - problems.length;
  const given =
    givenHeadSeq === null
      ? []
      : [`the given hash is that of line ${givenHeadSeq}, as it was when it was kept`];
  return [
    `${folder}: ${valid ? 'valid' : `damaged in ${counted(problemCount, 'place')}`}`,
    `  ${counted(lines, 'line')} in ${counted(files, 'file')}`,
    ...(last === null
      ? []
      : [`  last line ${last.seq}, hash ${last.hash === '' ? 'unreadable' : last.hash}`]),
    ...[...given, ...notes].map((note) => `  ${note}`),
    ...problems.map((problem) => `  ${problemText(problem)}`),
    ...(unnamed > 0 ? [`  and ${unnamed} more`] : []),
    ...(valid
      ? []
      : ['  next: keep the folder as it is, as evidence; move it away and Trimtab starts a new journal']),
    '',
  ].join('\n');
}

function problemText({ file, line, seq, what }: JournalProblem): string {
  const place = line === null ? '' : ` line ${line}`;
  const record = seq === null ? '' : ` (seq ${seq})`;
  return `${printable(file)}${place}${record}: ${what}`;
}

/** On Heron with role and environ: a line stands alone, and whether others have the same name is not known from it. */
function topologyText({ topology }: JournalLine): string {
  return topology === null ? '-' : printable(`${topology.cluster}/${placedName(topology)}`);
}

function bodyOf({ seq, at, kind, id, topology, prev, hash, ...body }: JournalLine): Record<string, unknown> {
  return body;
}

/** Its own sentence, where it has one; else its fields. */
function summary(line: JournalLine): string {
  const body = bodyOf(line);
  const { code, text: said } = body;
  const sentence = typeof said === 'string' ? said : fieldsText(body);
  const text = [
    ...printable(typeof code === 'string' && typeof said === 'string' ? `${code}: ${sentence}` : sentence),
  ];
  return text.length <= longestSummary ? text.join('') : `${text.slice(0, longestSummary - 1).join('')}…`;
}

function fieldsText(body: Readonly<Record<string, unknown>>): string {
  return Object.entries(body)
    .map(([name, value]) => `${name}=${brief(value)}`)
    .join(' ');
}

function brief(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

/** Names come from the cluster: what would move the cursor, hide or turn text on a terminal is shown as its number. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
