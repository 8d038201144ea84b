// An explanation as one HTML page that needs nothing else.
import { writeFileSync } from 'node:fs';
import { TrimtabError } from '../../errors/index.js';
import { type Explanation, plainNumber } from '../../explain/index.js';
import { escaped, pageStyle } from '../shared/html.js';
import { fixed, plain } from '../shared/numbers.js';
import { causesFigure, partsFigure } from './figures.js';
import { inputCells } from './input-cells.js';
import { mapFigures } from './map.js';
import { pastLines } from './past-text.js';
import { askedText, whatIfLines } from './what-if-text.js';

const featuresShown = 12;

/** @throws TrimtabError TRIMTAB_E_USAGE where the file cannot be written */
export function writeExplanationPage(file: string, explanation: Explanation): void {
  try {
    writeFileSync(file, explanationPage(explanation));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_USAGE', `--out ${file} cannot be written: ${reason}`, {
      next: 'Name a file in a directory that you may write to.',
      cause,
    });
  }
}

export function explanationPage(explanation: Explanation): string {
  const { id, at, topology, action, paragraph, guards, subject, notSaid, attribution, worth } = explanation;
  const heading = `${topology.cluster}/${topology.name}: ${action}`;
  const answers = guards.map(({ guard, answer, code, margin, text }) => [
    guard,
    answer,
    code,
    margin === null ? '' : fixed(margin, 2),
    text,
  ]);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Trimtab: ${escaped(heading)}</title>
<style>${pageStyle}td, th { text-align: left } td { white-space: normal; vertical-align: top }</style>
<h1>${escaped(heading)}</h1>
<p>Decision ${escaped(id)}, ${escaped(at)}${subject === null ? '' : `; explained is ${escaped(subject.text)}`}</p>
<p>${escaped(paragraph)}</p>
${worth === null ? '' : `<h2>What it is worth</h2>\n<p>Over holding, by the parts of the objective.</p>\n${partsFigure(explanation)}`}
${attribution === null ? '' : causesSection(explanation)}
${featuresSection(explanation)}
${whatIfSection(explanation)}
${pastSection(explanation)}
<h2>Answers</h2>
${tableOf(['who', 'answer', 'code', 'margin', 'says'], answers)}
${notSaid.map(({ part, because }) => `<p><b>Not said:</b> ${escaped(part)}: ${escaped(because)}</p>`).join('\n')}
</html>
`;
}

function causesSection(explanation: Explanation): string {
  const { attribution, counterfactual } = explanation;
  if (attribution === null) return '';
  const { baseline, inputs, worth, worthAtReference } = attribution;
  const rows = inputs.map(({ name, group, actual, atReference, unit, contribution }) => [
    name,
    group,
    ...inputCells({ name, actual, atReference, unit }, plainNumber),
    fixed(contribution, 2),
  ]);
  return `<h2>What that comes of</h2>
<p>Worth ${fixed(worth, 2)} here, ${fixed(worthAtReference, 2)} at ${escaped(baseline)}.</p>
${causesFigure(explanation)}
${tableOf(['input', 'group', 'here', 'reference', 'unit', 'gives'], rows)}
${counterfactual === null ? '' : `<p><b>${escaped(counterfactual.text)}</b></p>`}`;
}

function featuresSection({ features }: Explanation): string {
  if (features === null) return '';
  const rows = features.features
    .slice(0, featuresShown)
    .map(({ name, group, about, actual, atReference, contribution, lost }) => [
      name,
      group,
      plain(actual),
      plain(atReference),
      fixed(contribution, 3),
      fixed(lost, 3),
      about,
    ]);
  return `<h2>What the networks make of it</h2>
<p>They add ${fixed(features.added, 2)} to the twin’s worth here, ${fixed(features.addedAtReference, 2)} at the reference state.</p>
${tableOf(['feature', 'group', 'here', 'reference', 'gives', 'without it', 'what it is'], rows)}`;
}

function whatIfSection({ whatIf }: Explanation): string {
  if (whatIf === null) return '';
  return `<h2>Why not ${escaped(askedText(whatIf))}</h2>\n${preformatted(whatIfLines(whatIf))}`;
}

function pastSection(explanation: Explanation): string {
  const { past } = explanation;
  const lines = pastLines(explanation).filter((line) => line !== '');
  const told = lines.length === 0 ? '' : preformatted(lines);
  if (past === null) return told;
  return `<h2>Beside the other decisions</h2>
${told}
<p>A map of the states that were decided in: grey was held, blue was changed, the large one is this decision; in the two last maps from blue (least) to red (most).</p>
${mapFigures(past)}`;
}

function preformatted(lines: readonly string[]): string {
  return `<pre style="white-space: pre-wrap">${escaped(lines.join('\n'))}</pre>`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}`).join('')}`;
  return `<table>\n${line('th', head)}\n${rows.map((row) => line('td', row)).join('\n')}\n</table>`;
}
