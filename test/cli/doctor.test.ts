// trimtab doctor on a cluster whose changes go through the storm command: text, JSON and exit code.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { emptyDirectory, trimtab } from './trimtab.js';

let storm: SimulatedStorm;
beforeAll(async () => {
  storm = await startSimulatedStorm({ speed: 60 });
});
afterAll(() => storm.stop());

/** What doctor says in a directory with a storm command of that script, and those further options of the cluster. */
async function doctor(script: string, options: string) {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'storm'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(cwd, 'storm'), 0o755);
  const cluster = `{ name: prod, ui: '${storm.uiUrl}', timeScale: 60${options.replace('DIR', cwd)} }`;
  writeFileSync(join(cwd, 'trimtab.yaml'), `clusters: [${cluster}]\n`);
  const ran = await trimtab(['doctor', '--wait', '0', '--output', 'json'], { cwd });
  const document = JSON.parse(ran.stdout) as { healthy: boolean; findings: { check: string }[] };
  const finding = document.findings.find(({ check }) => check === 'storm command');
  return { code: ran.code, healthy: document.healthy, finding };
}

it('says which Storm the command is, or what is wrong with it, and only where it is used', async () => {
  const through = ', via: storm-cli, stormCommand: DIR/storm';
  expect(await doctor("echo 'Storm 1.2.4'", through)).toMatchObject({
    code: 0,
    healthy: true,
    finding: { status: 'ok', text: expect.stringMatching(/\/storm can be run: Storm 1\.2\.4$/) as unknown },
  });
  expect(await doctor('exit 1', through)).toMatchObject({
    code: 2,
    healthy: false,
    finding: { status: 'broken', code: 'TRIMTAB_E_STORM_COMMAND' },
  });
  expect(await doctor('exit 1', ', stormCommand: DIR/storm')).toMatchObject({
    code: 0,
    healthy: true,
    finding: { status: 'warning' },
  });
  expect((await doctor('exit 1', '')).finding).toBeUndefined();
});

it('prints a name without what would move the cursor', async () => {
  const cwd = emptyDirectory();
  const outcomes = join(cwd, 'var', 'outcomes');
  mkdirSync(outcomes, { recursive: true });
  writeFileSync(
    join(outcomes, 'prod.json'),
    JSON.stringify({ 'a\u001b[31mb': [{ id: 'c', kind: 'verified' }] }),
  );
  const config = `clusters: [{ name: prod, ui: '${storm.uiUrl}', timeScale: 60 }]\n`;
  writeFileSync(join(cwd, 'trimtab.yaml'), config);
  const { stdout } = await trimtab(['doctor', '--wait', '0'], { cwd });
  expect(stdout).toContain('trust a\ufffd[31mb');
  expect(stdout).not.toContain('\u001b');
});
