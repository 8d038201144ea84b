// Trains the learner with one part left out or changed at a time, and compares each with the whole on the same episodes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { objectivePresets } from '../../dist/config/index.js';
import { paired } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    /** What every training has in common, as JSON over the defaults of a spec: a third of the steps unless said otherwise. */
    spec: { type: 'string', default: '{"rounds":33,"validation":{"episodes":64,"everyRounds":33}}' },
    episodes: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '240' },
    suite: { type: 'string', default: 'seen' },
    /** With commas; all unless said. */
    variants: { type: 'string' },
    /** For the second table; `none` leaves it out. */
    objective: { type: 'string', default: 'cost' },
    /** Where models go, and are taken from if they are there: a run that was cut off goes on. */
    out: { type: 'string', default: 'ablations' },
    jobs: { type: 'string', default: '2' },
  },
});
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const shared = JSON.parse(values.spec);

/** What a training differs in from the whole, by name. */
const variants = {
  whole: {},
  'no prior': { without: ['prior'] },
  'no prediction': { without: ['prediction'] },
  'one step': { branchMinutes: 3 },
  'one network': { seeds: [1] },
  'no guards in training': { guards: 'safety' },
};

function trimtab(args) {
  const options = { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, encoding: 'utf8' };
  const { status, stdout } = spawnSync(process.execPath, [main, ...args], options);
  if (status !== 0) throw new Error(`trimtab ${args.join(' ')} ended with ${status}: ${stdout}`);
  return stdout;
}

/** The folder of the model. */
function trained(name, own) {
  const folder = join(values.out, name.replaceAll(' ', '-'));
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  mkdirSync(values.out, { recursive: true });
  const spec = `${folder}.json`;
  writeFileSync(spec, JSON.stringify({ ...shared, ...own }));
  const resume = existsSync(join(folder, '.training')) ? ['--resume'] : [];
  trimtab(['train', '--spec', spec, '--out', folder, '--jobs', values.jobs, ...resume]);
  return folder;
}

/** Utility of each episode by policy. */
function played(model, ...own) {
  const args = ['--jobs', values.jobs, ...own];
  for (const name of ['suite', 'episodes', 'minutes']) args.push(`--${name}`, values[name]);
  const policies = ['--policies', 'dqn,twin-greedy', '--model', model];
  const { rows, policies: results } = JSON.parse(
    trimtab(['evaluate', ...args, ...policies, '--output', 'json']),
  );
  const utilities = (name) => rows.map(({ utility }) => utility[name]);
  return { dqn: utilities('dqn'), twin: utilities('twin-greedy'), changes: results.dqn.changes };
}

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
function difference(one, other) {
  const { difference: by, ci95 } = paired([one], [other], 1);
  return `${by.toFixed(3)} (${ci95[0].toFixed(3)} … ${ci95[1].toFixed(3)})`;
}

const chosen = values.variants?.split(',') ?? Object.keys(variants);
const runs = chosen.map((name) => {
  if (!(name in variants)) throw new Error(`${name}: expected ${Object.keys(variants).join(', ')}`);
  return { name, ...played(trained(name, variants[name])) };
});
const whole = runs.find(({ name }) => name === 'whole');

console.log(
  `${values.episodes} episodes of ${values.suite}, ${values.minutes} minutes each, all guards; each training with ${values.spec}\n`,
);
console.log('| training | utility | minus twin-greedy | minus the whole | changes |\n|---|---|---|---|---|');
for (const { name, dqn, twin, changes } of runs) {
  const over = whole === undefined || name === 'whole' ? '–' : difference(dqn, whole.dqn);
  const cells = [name, mean(dqn).toFixed(3), difference(dqn, twin), over, changes.toFixed(2)];
  console.log(`| ${cells.join(' | ')} |`);
}

if (values.objective !== 'none') {
  const weights = objectivePresets[values.objective];
  if (weights === undefined) throw new Error(`--objective: expected ${Object.keys(objectivePresets)}`);
  const objective = ['--objective', values.objective];
  const own = played(trained(`for ${values.objective}`, { weights }), ...objective);
  const usual = played(trained('whole', {}), ...objective);
  console.log(`\nAll episodes for ${values.objective}:\n`);
  console.log(
    '| trained | utility | minus twin-greedy | minus the one trained for it alone |\n|---|---|---|---|',
  );
  for (const [name, { dqn, twin }] of [
    ['for many objectives', usual],
    [`for ${values.objective} alone`, own],
  ]) {
    const over = dqn === own.dqn ? '–' : difference(dqn, own.dqn);
    console.log(`| ${name} | ${mean(dqn).toFixed(3)} | ${difference(dqn, twin)} | ${over} |`);
  }
}
