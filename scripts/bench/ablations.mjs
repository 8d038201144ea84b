// Trains the learner several times with one part left out or changed at a time, and compares each with the whole on the same episodes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { paired } from '../../dist/training/index.js';

const { values } = parseArgs({
  options: {
    /** What every training has in common, as JSON over the defaults of a spec: a third of the steps unless said otherwise. */
    spec: { type: 'string', default: '{"rounds":33,"validation":{"episodes":64,"everyRounds":33}}' },
    /** Of each kind, with other seeds; the episodes are dealt to them. */
    trainings: { type: 'string', default: '3' },
    episodes: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '240' },
    suite: { type: 'string', default: 'seen' },
    /** With commas; all unless said. */
    variants: { type: 'string' },
    /** Where models go, and are taken from if they are there: a run that was cut off goes on. */
    out: { type: 'string', default: 'ablations' },
    jobs: { type: 'string', default: '2' },
  },
});
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const shared = JSON.parse(values.spec);
const trainings = Number(values.trainings);
/** Networks of an ensemble, each with a seed of its own. */
const networks = 3;

/** What a training differs in from the whole, by name. */
const variants = {
  whole: {},
  'no prior': { without: ['prior'] },
  'no prediction': { without: ['prediction'] },
  'single edits': { without: ['configurations'] },
  'one step': { branchMinutes: 3 },
  'one network': { networks: 1 },
  'no guards in training': { guards: 'safety' },
};

function trimtab(args) {
  const options = { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, encoding: 'utf8' };
  const { status, stdout } = spawnSync(process.execPath, [main, ...args], options);
  if (status !== 0) throw new Error(`trimtab ${args.join(' ')} ended with ${status}: ${stdout}`);
  return stdout;
}

/** The folders of the models, with commas. */
function trained(name, own) {
  return Array.from({ length: trainings }, (_, k) => trainedOnce(name, own, k)).join(',');
}

function trainedOnce(name, { networks: size = networks, ...own }, k) {
  const folder = join(values.out, `${name.replaceAll(' ', '-')}-${k + 1}`);
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  mkdirSync(values.out, { recursive: true });
  const spec = `${folder}.json`;
  const seeds = Array.from({ length: size }, (_, i) => networks * k + i + 1);
  writeFileSync(spec, JSON.stringify({ ...shared, ...own, seeds }));
  const resume = existsSync(join(folder, '.training')) ? ['--resume'] : [];
  trimtab(['train', '--spec', spec, '--out', folder, '--jobs', values.jobs, ...resume]);
  return folder;
}

/** Utility of each episode, and changes in the mean. */
function played(policy, ...own) {
  const args = ['--jobs', values.jobs, '--policies', policy, ...own];
  for (const name of ['suite', 'episodes', 'minutes']) args.push(`--${name}`, values[name]);
  const { rows, policies } = JSON.parse(trimtab(['evaluate', ...args, '--output', 'json']));
  return { utilities: rows.map(({ utility }) => utility[policy]), changes: policies[policy].changes };
}

function playedBy(models, ...own) {
  return played('dqn', '--model', models, ...(trainings > 1 ? ['--deal'] : []), ...own);
}

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
/** Each episode was played by one training of either. */
const dealt = Array.from({ length: Number(values.episodes) }, (_, i) => i % trainings);
function difference(one, other) {
  const { difference: by, ci95 } = paired([one], [other], 1, trainings > 1 ? dealt : null);
  return `${by.toFixed(3)} (${ci95[0].toFixed(3)} … ${ci95[1].toFixed(3)})`;
}

const chosen = values.variants?.split(',') ?? Object.keys(variants);
for (const name of chosen) {
  if (!(name in variants)) throw new Error(`${name}: expected ${Object.keys(variants).join(', ')}`);
}
const twin = played('twin-greedy');
const runs = chosen.map((name) => ({ name, ...playedBy(trained(name, variants[name])) }));
const whole = runs.find(({ name }) => name === 'whole');

console.log(
  `${values.episodes} episodes of ${values.suite}, ${values.minutes} minutes each, all guards, dealt to ${trainings} trainings of each kind, with ${values.spec}\n`,
);
console.log('| training | utility | minus twin-greedy | minus the whole | changes |\n|---|---|---|---|---|');
for (const { name, utilities, changes } of runs) {
  const over = whole === undefined || name === 'whole' ? '–' : difference(utilities, whole.utilities);
  const cells = [
    name,
    mean(utilities).toFixed(3),
    difference(utilities, twin.utilities),
    over,
    changes.toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
