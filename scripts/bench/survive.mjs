// npm run bench:survive [-- SECTION [SEED [COUNT]]]: what survives. rewriting: generated edits of configuration files; kill: an agent that is killed at any moment.
import { rewritingCase } from './rewriting-cases.mjs';
import { wrongWith } from './rewriting-judge.mjs';
import { emulated } from './survive-emulated.mjs';
import { kill } from './survive-kill.mjs';

const { setValue } = await import('../../dist/change/index.js');
const { createRandom } = await import('../../dist/util/index.js');

const [only, seedText = '1', countText] = process.argv.slice(2);
const seed = Number(seedText);
const counts = { rewriting: 10_000, kill: 200 };

/** @returns the number of wrong ones */
function rewriting(edits) {
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

let wrong = 0;
for (const [name, section] of Object.entries({ rewriting, kill: (kills) => kill(kills, seed, emulated) }))
  if (only === undefined || only === name) wrong += await section(Number(countText ?? counts[name]));
if (only !== undefined && !(only in counts)) {
  console.error(`no section ${only}; there are: ${Object.keys(counts).join(', ')}`);
  wrong += 1;
}
process.exitCode = wrong === 0 ? 0 : 1;
