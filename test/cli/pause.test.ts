// `trimtab pause` and `resume` as an operator types them: names that may be slips, and a pause that cannot be read.
import { spawnSync } from 'node:child_process';
import { chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { DriftStore } from '../../src/agent/index.js';
import { program } from '../../src/cli/program.js';
import { newDetector } from '../../src/drift/index.js';
import { emptyDirectory, main, type Ran, trimtab } from './trimtab.js';

let stateDir: string;
beforeEach(() => {
  stateDir = emptyDirectory();
});

const run = (...words: string[]): Promise<Ran> => trimtab([...words, '--state-dir', stateDir]);

async function watched(cluster: string, ...names: string[]): Promise<void> {
  const store = new DriftStore(stateDir);
  const behaviour = { detector: newDetector(), drifts: [], standing: null };
  for (const name of names) await store.save(cluster, { name, id: `${name}-1-1795338733` }, behaviour);
}

it('a name that nobody has watched is told, with the nearest, and paused all the same', async () => {
  await watched('prod', 'top-words', 'clicks');
  const ran = await run('pause', '--topology', 'top-wrods');
  expect(ran.stderr).toContain(
    'no topology named "top-wrods" was watched here yet; did you mean top-words? (watched: clicks, top-words)',
  );
  expect(ran.stdout).toMatch(/^topology top-wrods is paused \(/);
  expect(ran.code).toBe(0);
});

it('so is a cluster, without a configuration as well', async () => {
  await watched('prod', 'top-words');
  const ran = await run('pause', '--cluster', 'prdo');
  expect(ran.stderr).toContain('did you mean prod?');
});

it.each([
  ['names that are known', ['--cluster', 'prod', '--topology', 'top-words']],
  ['everything', []],
])('%s: nothing to be told', async (_, words) => {
  await watched('prod', 'top-words');
  expect((await run('pause', ...words)).stderr).not.toContain('was watched here');
});

it('what is not paused is said to be so, with what still is', async () => {
  await run('pause', '--topology', 'clicks');
  await run('pause', '--cluster', 'prod', '--topology', 'a b');
  const { stdout } = await run('resume');
  const [, list = ''] = /^nothing was paused as a whole; still paused: (.*)\n$/.exec(stdout) ?? [];
  expect(list.split(', ').sort()).toEqual([
    "topology a b of cluster prod (trimtab resume --cluster prod --topology 'a b')",
    'topology clicks (trimtab resume --topology clicks)',
  ]);
});

it('a pause that cannot be read is named, with the way out', async () => {
  await run('pause', '--topology', 'clicks');
  const [file = ''] = readdirSync(join(stateDir, 'paused'));
  writeFileSync(join(stateDir, 'paused', file), '');
  const ran = await run('resume');
  expect(ran.code).not.toBe(0);
  expect(ran.stderr).toContain(
    `everything stays paused: a pause cannot be read (${join(stateDir, 'paused', file)})`,
  );
  const { stdout, code } = await run('resume', '--topology', 'clicks');
  expect({ stdout, code }).toEqual({ stdout: 'topology clicks is no longer paused\n', code: 0 });
});

it.each([
  ['cannot be read', 'clusters: [\n', /not YAML/],
  ['has an option that is wrong', 'agnet: {}\n', /did you mean agent\?/],
])(
  'a configuration that %s keeps nobody from it where the state directory is named',
  async (_, text, why) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, 'trimtab.yaml'), text);
    const ran = await trimtab(['pause', '--state-dir', 'state', '--cluster', 'prod'], { cwd });
    expect(ran.stderr).toMatch(why);
    const state = join(cwd, 'state');
    expect(ran.stderr).toContain(`the configuration is passed over, and the state directory is ${state}`);
    expect(ran).toMatchObject({
      code: 0,
      stdout: `cluster prod is paused (${state}); trimtab resume --cluster prod ends it\n`,
    });
    const resumed = await trimtab(['resume', '--state-dir', 'state', '--cluster', 'prod'], { cwd });
    expect(resumed).toMatchObject({ code: 0, stdout: 'cluster prod is no longer paused\n' });
    for (const words of [[], ['--state-dir', '']]) {
      const refused = await trimtab(['pause', ...words], { cwd });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(why);
    }
  },
);

it.skipIf(process.getuid?.() !== 0)('a user without an entry in passwd can pause, by number', async () => {
  chownSync(stateDir, 54321, 54321);
  const words = [main, 'pause', '--state-dir', stateDir];
  const ran = spawnSync(process.execPath, words, { uid: 54321, gid: 54321, cwd: '/', encoding: 'utf8' });
  expect({ status: ran.status, stderr: ran.stderr }).toMatchObject({ status: 0 });
  const [file = ''] = readdirSync(join(stateDir, 'paused'));
  expect(readFileSync(join(stateDir, 'paused', file), 'utf8')).toContain('"uid 54321"');
});

it('a name that would break its line, or move the cursor, is printed without that', async () => {
  const name = 'a\nb\u001b[31m';
  for (const command of ['pause', 'resume']) {
    const { stdout } = await run(command, '--topology', name);
    expect(stdout).toMatch(/^topology a\ufffdb\ufffd\[31m is [^\n]+\n$/);
  }
});

it.each([
  ['pause', '--topology', 'everything'],
  ['pause', '--cluster', 'all of them'],
  ['resume', '--topology', 'everything'],
])('%s with an empty %s, as of a variable that is not set, is refused', async (command, option, what) => {
  const ran = await run(command, `${option}=`);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(`An empty name; leave ${option} out to ${command} ${what}.`);
  expect(readdirSync(stateDir)).toEqual([]);
});

it('so is it by every command for which no name means all', async () => {
  // They find nothing of that name, and say so.
  const others = new Set(['render --topology', 'rollback --topology', 'train --topology']);
  const all = (await program()).commands;
  for (const command of [...all, ...all.flatMap(({ commands }) => commands)])
    for (const { long, parseArg } of command.options) {
      if (!/^--(cluster|topology)$/.test(long ?? '')) continue;
      const taken = (): unknown => parseArg?.('', undefined);
      if (others.has(`${command.name()} ${long}`)) continue;
      expect(taken, `${command.name()} ${long}`).toThrow(/^An empty name; leave --(cluster|topology) out/);
    }
});
