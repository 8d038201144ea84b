// Plays the shipped model and its rivals on every suite, and prints the tables of docs/experiments/policies.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '300' },
    from: { type: 'string', default: '0' },
    model: { type: 'string', default: 'models/default' },
    /** Each episode by one of several models, in turn. */
    deal: { type: 'boolean', default: false },
    /** Which suites, by commas. */
    suites: {
      type: 'string',
      default: 'seen,unseen-workloads,unseen-applications,unseen-objectives,unseen-clusters',
    },
    policies: {
      type: 'string',
      default: 'dqn,twin-greedy,ds2-hysteresis,ds2,drs,threshold,hill-climb,bayesian,random,keep',
    },
    guards: { type: 'string', default: 'full' },
    fallback: { type: 'string' },
    out: { type: 'string' },
  },
});
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

for (const suite of values.suites.split(',')) {
  const result = evaluationOf(suite);
  console.log(`\n## ${suite}\n`);
  console.log(
    `${result.episodes} episodes, guards ${result.guards}${result.fallback === null ? '' : `, fallback ${result.fallback}`}${result.dealt === null ? '' : `, dealt to ${result.dealt} trainings`}; without any change ${result.keep.utility.toFixed(3)}, the oracle ${result.oracle.utility.toFixed(3)}.\n`,
  );
  console.log(
    '| policy | utility | regret | of oracle | SLO minutes | executor hours | changes | most | undone | restarts |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const [name, p] of Object.entries(result.policies)) {
    const cells = [
      name,
      p.utility.mean.toFixed(3),
      p.regret.toFixed(3),
      p.shareOfOracle === null ? '–' : `${(100 * p.shareOfOracle).toFixed(0)} %`,
      p.sloMinutes.toFixed(1),
      p.executorHours.toFixed(1),
      p.changes.toFixed(2),
      p.mostChanges,
      p.undone.toFixed(2),
      p.restarts.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log(
    '\n| difference | utility | 95 % interval | 5th percentile | SLO minutes | 95 % interval | changes | 95 % interval |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, { utility, sloMinutes, changes }] of Object.entries(result.paired)) {
    const cells = [
      name,
      ...differenceCells(utility, 3),
      utility.p5.toFixed(3),
      ...differenceCells(sloMinutes, 1),
      ...differenceCells(changes, 2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function differenceCells({ difference, ci95: [low, high] }, digits) {
  return [difference.toFixed(digits), `${low.toFixed(digits)} … ${high.toFixed(digits)}`];
}

function evaluationOf(suite) {
  const args = ['evaluate', '--suite', suite, '--output', 'json'];
  for (const name of ['episodes', 'from', 'policies', 'guards']) args.push(`--${name}`, values[name]);
  if (values.policies.split(',').includes('dqn')) args.push('--model', values.model);
  if (values.fallback !== undefined) args.push('--fallback', values.fallback);
  if (values.deal) args.push('--deal');
  if (values.out !== undefined) args.push('--out', `${values.out}/${suite}`);
  const { status, stdout } = spawnSync(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`trimtab evaluate --suite ${suite} ended with ${status}: ${stdout}`);
  return JSON.parse(stdout);
}
