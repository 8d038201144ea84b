// The tarball of npm run package, installed into an empty prefix without cache, registry or network, and used from there.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSimulatedStorm } from '../../src/emulator/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'trimtab-package-'));
const prefix = join(directory, 'opt');
const program = join(prefix, 'bin', 'trimtab');

beforeAll(() => {
  execFileSync('node', ['scripts/pack.mjs', directory], { cwd: root });
  const [tarball = ''] = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  const env = {
    ...process.env,
    // Nothing listens there, and nothing is kept from earlier.
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_cache: join(directory, 'cache'),
  };
  const words = ['install', '--offline', '--global', '--prefix', prefix, join(directory, tarball)];
  execFileSync('npm', words, { cwd: directory, env, stdio: 'pipe' });
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** As an operator would, in a directory of his own; HOME has nothing of npm. */
function run(...words: string[]): string {
  const env = { PATH: process.env['PATH'], HOME: directory };
  return execFileSync(program, words, { cwd: directory, env, encoding: 'utf8' });
}

it('says its version', () => {
  expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('has what the unit names: the program, the guide, the unit itself and its user', () => {
  const folder = join(prefix, 'lib', 'node_modules', 'trimtab');
  for (const name of ['docs/guide/service.md', 'packaging/trimtab.service', 'packaging/trimtab.sysusers'])
    expect(existsSync(join(folder, name)), name).toBe(true);
});

it('suggests on a simulated cluster', async () => {
  const storm = await startSimulatedStorm({ speed: 60 });
  try {
    // The cluster answers in this process, which therefore must not wait in the call.
    const words = ['suggest', '--ui', storm.uiUrl, '--time-scale', '60', '--output', 'json'];
    const { stdout } = await promisify(execFile)(program, words, { cwd: directory });
    const suggestion = JSON.parse(stdout) as {
      schema: string;
      topologies: { name: string; bottleneck: string }[];
    };
    expect(suggestion.schema).toBe('trimtab/suggestion/v1');
    expect(suggestion.topologies).toMatchObject([{ name: 'top-words', bottleneck: 'split' }]);
  } finally {
    await storm.stop();
  }
});
