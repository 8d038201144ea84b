// npm test: the static checks, the unit tests, the package and the real clusters, summed up in one last line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const results = mkdtempSync(join(tmpdir(), 'trimtab-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, said again at the end: the output of the clusters is long. */
const failures = [];

function add(passed, failed, skipped = 0) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

function run(command, args) {
  console.log(`\n> ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

function runVitest(name, project = name) {
  count(name, ['npx', '--no-install', 'vitest'], ['--project', project]);
}

/** The learner on another Node: npm has its binaries as packages. */
function runOnNode(version) {
  const vitest = [
    'npm',
    'exec',
    '--yes',
    `--package=node@${version}`,
    '--',
    'node',
    'node_modules/vitest/vitest.mjs',
  ];
  count(`node ${version}`, vitest, ['--project', 'unit', 'test/rl']);
}

function count(project, [command, ...vitest], what) {
  const file = join(results, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = run(command, [...vitest, 'run', ...what, ...reporters]);
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    // A file that cannot even be loaded fails without a failed test in it.
    const failed = Math.max(counts.numFailedTests, succeeded ? 0 : 1);
    failures.push(
      ...failedTests(counts),
      ...(failed > 0 && counts.numFailedTests === 0 ? [`${project}: see above`] : []),
    );
    add(counts.numPassedTests, failed, counts.numPendingTests + counts.numTodoTests);
  } catch {
    failures.push(`${project}: no result was written`);
    add(0, 1);
  }
}

function failedTests({ testResults }) {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) =>
          `${relative('.', name)} > ${fullName}\n${failureMessages.join('\n').slice(0, 2000)}`,
      ),
  );
}

for (const check of ['types', 'lint', 'arrows', 'docs']) {
  const succeeded = run('npm', ['run', '--silent', `check:${check}`]);
  add(succeeded ? 1 : 0, succeeded ? 0 : 1);
  if (!succeeded) failures.push(`check:${check}`);
}
runVitest('unit');
// Elsewhere nothing is downloaded for it.
if (process.env.CI === 'true') for (const version of [22, 24]) runOnNode(version);
runVitest('package');
runVitest('cluster', 'cluster*');
rmSync(results, { recursive: true, force: true });

for (const failure of failures) console.log(`\nfailed: ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
