// `render` as an operator types it: a dry run with a diff, writing, what was proposed, cluster-wide keys, and what is wrong.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { emptyDirectory, errorOf, type Ran, trimtab } from './trimtab.js';

const flux = `# Top words
name: top-words
config:
  topology.max.spout.pending: 100 # per task of the spout
bolts:
  - { id: split, className: org.example.Split, parallelism: 4 }
`;

let storm: SimulatedStorm;
let cwd: string;
beforeEach(async () => {
  storm = await startSimulatedStorm({ speed: 0 });
  storm.world.advance(200);
  cwd = emptyDirectory();
  writeFileSync(join(cwd, 'words.yaml'), flux);
  writeFileSync(join(cwd, 'storm.yaml'), 'ui.port: 8080\n');
});
afterEach(() => storm.stop());

const content = (): string => readFileSync(join(cwd, 'words.yaml'), 'utf8');
const render = (...more: string[]): Promise<Ran> =>
  trimtab(['render', '--ui', storm.uiUrl, '--topology', 'top-words', ...more], { cwd });
const host = (): string => new URL(storm.uiUrl).host;

/** As `trimtab suggest` keeps it. */
async function suggested(): Promise<void> {
  const ran = await trimtab(['suggest', '--ui', storm.uiUrl, '--wait', '0', '--output', 'json'], { cwd });
  expect(ran.code).toBe(0);
}

describe('render', () => {
  it('shows what differs from the settings in force, and writes nothing', async () => {
    const ran = await render('--file', 'words.yaml');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.replaceAll(host(), 'HOST')).toMatchInlineSnapshot(`
      "top-words  settings in force on HOST (Storm 2.8.3)
      --- a/words.yaml
      +++ b/words.yaml
      @@ -3,4 +3,4 @@
       config:
         topology.max.spout.pending: 100 # per task of the spout
       bolts:
      -  - { id: split, className: org.example.Split, parallelism: 4 }
      +  - { id: split, className: org.example.Split, parallelism: 2 }
        no file has a place for executors.count
        1 file differs; nothing was written; --write does it
      "
    `);
    expect(content()).toBe(flux);
    expect(existsSync(join(cwd, 'var'))).toBe(false);
  });

  it('writes with --write, keeps a backup, and finds nothing more to write', async () => {
    const ran = await render('--file', 'words.yaml', '--write');
    expect(ran.code).toBe(0);
    expect(content()).toBe(flux.replace('parallelism: 4', 'parallelism: 2'));
    const backup = /before: (\S+)\)/.exec(ran.stdout)?.[1] ?? '';
    expect(readFileSync(backup, 'utf8')).toBe(flux);
    expect((await render('--file', 'words.yaml', '--write')).stdout).toContain('  as it is  words.yaml\n');
  });

  it('prints a diff that git apply takes, also of a file with carriage returns, tabs and a byte order mark', async () => {
    const windows = `\uFEFF${flux.replace(': 100 #', ': 100\t#').replaceAll('\n', '\r\n')} \r\n`;
    writeFileSync(join(cwd, 'words.yaml'), windows);
    writeFileSync(join(cwd, 'words.patch'), (await render('--file', 'words.yaml')).stdout);
    execFileSync('git', ['apply', 'words.patch'], { cwd });
    expect(content()).toBe(windows.replace('parallelism: 4', 'parallelism: 2'));
  });

  it('takes the files from the configuration, and what was proposed from the newest suggestion', async () => {
    const topologies = '{ defaults: { persist: { files: [words.yaml] } } }';
    writeFileSync(
      join(cwd, 'trimtab.yaml'),
      `clusters: [{ name: sim, ui: "${storm.uiUrl}" }]\ntopologies: ${topologies}\n`,
    );
    const nothing = await trimtab(
      ['render', '--topology', 'top-words', '--settings', 'proposed', '--output', 'json'],
      { cwd },
    );
    expect(nothing.code).toBe(2);
    expect(errorOf(nothing)).toMatchObject({
      code: 'TRIMTAB_E_RECORD_UNKNOWN',
      next: expect.stringContaining('trimtab suggest'),
    });
    await trimtab(['suggest', '--wait', '0'], { cwd });
    const ran = await trimtab(
      ['render', '--topology', 'top-words', '--settings', 'proposed', '--output', 'json'],
      { cwd },
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'trimtab/render/v1',
      settings: { kind: 'proposed' },
      files: [
        {
          file: join(cwd, 'words.yaml'),
          edits: expect.arrayContaining([
            expect.objectContaining({ knob: 'executors.split', from: 4, to: 8 }),
          ]),
        },
      ],
      written: null,
    });
  });

  it('shows cluster-wide keys of a storm.yaml only when it is named, and writes them only with --write', async () => {
    await suggested();
    const dry = await render('--cluster-file', 'storm.yaml');
    expect(dry.stdout).toContain('+executor.metrics.frequency.secs: 10\n');
    expect(dry.stdout).toContain('restart the supervisors');
    expect(readFileSync(join(cwd, 'storm.yaml'), 'utf8')).toBe('ui.port: 8080\n');
    await render('--file', 'words.yaml', '--cluster-file', 'storm.yaml', '--write');
    expect(readFileSync(join(cwd, 'storm.yaml'), 'utf8')).toBe(
      'ui.port: 8080\nexecutor.metrics.frequency.secs: 10\nsupervisor.localizer.update.blob.interval.secs: 5\n',
    );
  });

  it('beside a demo takes the suggestion that was made since, and leaves its backup where no demo empties it', async () => {
    mkdirSync(join(cwd, 'var', 'demo', 'journal'), { recursive: true });
    await suggested();
    const proposed = await render('--file', 'words.yaml', '--settings', 'proposed');
    expect(proposed).toMatchObject({ code: 0, stderr: '' });
    expect(proposed.stdout).toContain('+  - { id: split, className: org.example.Split, parallelism: 8 }');
    const written = await render('--file', 'words.yaml', '--write');
    expect(written.stderr).toContain("this is the demo's");
    expect(written.stdout).toContain(`before: ${join(cwd, 'var', 'backups')}`);
    expect(readdirSync(join(cwd, 'var', 'demo'))).not.toContain('backups');
  });

  it.each<[string, readonly string[], string, number]>([
    ['no file', [], 'TRIMTAB_E_USAGE', 2],
    ['a missing file', ['--file', 'no.yaml'], 'TRIMTAB_E_FILE_READ', 2],
    ['a file that is none', ['--file', 'bad.yaml'], 'TRIMTAB_E_FILE_FORM', 2],
    [
      'an unknown topology',
      ['--topology', 'top-word', '--file', 'words.yaml'],
      'TRIMTAB_E_TOPOLOGY_UNKNOWN',
      2,
    ],
  ])('%s is refused', async (_, words, code, exit) => {
    writeFileSync(join(cwd, 'bad.yaml'), '- a list\n');
    const ran = await render(...words, '--output', 'json');
    expect(ran.code).toBe(exit);
    expect(errorOf(ran).code).toBe(code);
  });
});
