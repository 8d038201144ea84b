// An explanation as an operator reads it: the paragraph, then the numbers that it is made of.
import { type Explanation, plainNumber, type WhatIf } from '../../explain/index.js';
import { shown } from '../../util/index.js';
import { fixed, signed } from '../shared/numbers.js';
import { shortNames } from '../shared/short-names.js';
import { table } from '../shared/table.js';
import { inputCells } from './input-cells.js';
import { pastLines } from './past-text.js';
import { askedText, whatIfLines } from './what-if-text.js';

const lineLength = 110;
const inputsShown = 8;

export function explanationText(explanation: Explanation): string {
  const { id, topology, action, subject, paragraph, notSaid } = explanation;
  const head = `${id}  ${topology.cluster}/${topology.name}  ${action}${subject?.kind === 'applied' ? `  ${subject.text}` : ''}`;
  const lines = [
    head,
    ...wrapped(paragraph, lineLength).map((line) => `  ${line}`),
    ...attributionLines(explanation),
    ...(explanation.whatIf === null ? [] : whatIfSection(explanation.whatIf)),
    ...pastLines(explanation),
    ...notSaid.flatMap(({ part, because }) => ['', `not said: ${part}: ${because}`]),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function attributionLines({ attribution, masking }: Explanation): string[] {
  if (attribution === null) return [];
  const { inputs, worth, worthAtReference, groups, completenessError } = attribution;
  const told = inputs.filter(({ contribution }) => Math.abs(contribution) >= 0.005).slice(0, inputsShown);
  const names = shortNames(told.map(({ name }) => name));
  const rows = told.map(({ name, actual, atReference, unit, contribution }, i) => {
    const masked = masking?.inputs.find(({ input }) => input === name);
    return [
      names[i] ?? '',
      ...inputCells({ name, actual, atReference, unit }, plainNumber),
      signed(contribution, 2),
      masked === undefined ? '-' : signed(masked.lost, 2),
    ];
  });
  const grouped = Object.entries(groups)
    .filter(([, sum]) => Math.abs(sum) >= 0.005)
    .map(([group, sum]) => `${group} ${signed(sum, 2)}`);
  const agreement = masking?.agreement ?? null;
  return [
    '',
    `worth ${signed(worth, 2)} here, ${signed(worthAtReference, 2)} at the reference state; what the difference comes of:`,
    ...table(
      [['INPUT', 'HERE', 'REFERENCE', 'UNIT', 'GIVES', 'WITHOUT IT'], ...rows],
      new Set([1, 2, 4, 5]),
    ).map((line) => `  ${line}`),
    ...(grouped.length === 0 ? [] : [`  by group: ${grouped.join(', ')}`]),
    `  sums to the difference within ${(100 * completenessError).toFixed(2)} %${agreement === null ? '' : `; the orders of the components by GIVES and by WITHOUT IT agree by ${fixed(agreement, 2)} (1: the same, −1: reversed)`}`,
  ];
}

function whatIfSection(whatIf: WhatIf): string[] {
  return ['', `what if ${askedText(whatIf)}`, ...whatIfLines(whatIf).map((line) => `  ${line}`)];
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
