// npm run bench:survive: what survives. Section rewriting: generated edits of configuration files, and how many leave the rest as it was.
import { rewritingCase } from './rewriting-cases.mjs';
import { wrongWith } from './rewriting-judge.mjs';

const { setValue } = await import('../dist/change/index.js');
const { createRandom } = await import('../dist/util/index.js');

const seed = Number(process.argv[2] ?? 1);
const edits = Number(process.argv[3] ?? 10_000);

/** @returns the number of wrong ones */
function rewriting() {
  const random = createRandom(seed);
  const kinds = new Map();
  const start = performance.now();
  for (let i = 0; i < edits; i += 1) {
    const one = rewritingCase(() => random.uniform());
    const wrong = wrongWith(one, edited);
    const kind = `${one.name.replace(/^words.*/, 'Flux')}, ${one.refused ? 'shared: refused' : one.insert ? 'key put in' : 'value replaced'}`;
    const row = kinds.get(kind) ?? { count: 0, right: 0 };
    kinds.set(kind, { count: row.count + 1, right: row.right + (wrong === null ? 1 : 0) });
    if (wrong !== null) console.error(`edit ${i} of seed ${seed}: ${wrong}\n${JSON.stringify(one.text)}`);
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `## rewriting\n\n${edits} edits, seed ${seed}, ${((1000 * seconds) / edits).toFixed(2)} ms each\n`,
  );
  console.log('| file, edit | edits | rest as it was, and value right |\n|---|---|---|');
  for (const [kind, { count, right }] of [...kinds].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`| ${kind} | ${count} | ${percent(right, count)} |`);
  const right = [...kinds.values()].reduce((sum, row) => sum + row.right, 0);
  console.log(`| all | ${edits} | ${percent(right, edits)} |`);
  return edits - right;
}

function edited({ name, text, target, value }) {
  return setValue(name, text, target, value)?.text ?? null;
}

/** Rounded down: only all of them are 100 %. */
function percent(part, whole) {
  return `${Math.floor((10_000 * part) / whole) / 100} %`;
}

process.exitCode = rewriting() === 0 ? 0 : 1;
