// A command that is run outlives neither its limit nor, unless it may, the agent; and what it started holds nobody up.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCommand } from '../../../src/clusters/command/run-command.js';
import { whyNotStarted } from '../../../src/clusters/command/why-not-started.js';

const { signal } = new AbortController();
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-run-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function program(lines: string): string {
  const path = join(directory, 'program');
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}
const temporary = (): string[] =>
  readdirSync(directory).filter((name) => name.startsWith('trimtab-command-'));

it('has ended when it has ended, whoever still holds its output', async () => {
  const path = program(`sleep 60 & echo $! > ${directory}/pid; echo done`);
  const { error, output } = await runCommand(path, [], { signal, timeout: 50_000 });
  expect([error, output.trim()]).toEqual([null, 'done']);
  // Throws where there is none any more.
  process.kill(Number(readFileSync(join(directory, 'pid'), 'utf8')), 'SIGKILL');
});

it('that is left to itself can go on talking when nobody reads it any more', async () => {
  const [began, ended] = [join(directory, 'began'), join(directory, 'ended')];
  const path = program(
    `[ -p /dev/stdout ] && exit 3; echo begins; echo > ${began}; while [ ! -e ${directory}/go ]; do sleep 0.1; done; echo goes on && echo > ${ended}`,
  );
  const leaving = new AbortController();
  const running = runCommand(path, [], { signal: leaving.signal, timeout: 60_000, onAbort: 'leave' });
  await expect.poll(() => existsSync(began), { timeout: 10_000 }).toBe(true);
  leaving.abort();
  expect(await running).toMatchObject({ error: { code: 'ABORT_ERR' }, output: 'begins\n' });
  expect(temporary()).toEqual([]);
  writeFileSync(join(directory, 'go'), '');
  await expect.poll(() => existsSync(ended), { timeout: 10_000 }).toBe(true);
});

it('that may be left to itself is read to its end where it is not', async () => {
  const path = program('echo one; echo two >&2; exit 4');
  const ran = await runCommand(path, [], { signal, timeout: 10_000, onAbort: 'leave' });
  expect(ran).toMatchObject({ error: { code: 4 }, output: 'one\ntwo\n' });
  expect(temporary()).toEqual([]);
});

it('is not started where its output has no place', async () => {
  vi.stubEnv('TMPDIR', join(directory, 'nowhere'));
  const path = program(`echo > ${directory}/ran`);
  const { error } = await runCommand(path, [], { signal, timeout: 10_000, onAbort: 'leave' });
  expect(error && whyNotStarted(path, error)).toContain('temporary files cannot be written');
  expect(existsSync(join(directory, 'ran'))).toBe(false);
});

it('whose interpreter is missing is told from one that is missing itself, by path and by name', async () => {
  const why = async (command: string): Promise<string | null> => {
    const { error } = await runCommand(command, [], { signal, timeout: 10_000 });
    return error && whyNotStarted(command, error);
  };
  const path = program('');
  vi.stubEnv('PATH', `/nowhere:${directory}`);
  expect(await why(join(directory, 'other'))).toBe('there is no such program');
  writeFileSync(path, '#! /nowhere/python -u\n');
  const missing = `${path} is there, and its interpreter "/nowhere/python" is not`;
  expect([await why(path), await why('program')]).toEqual([missing, missing]);
  writeFileSync(path, '#!/bin/sh\r\nexit 0\r\n');
  expect(await why(path)).toBe(`${path} is there, and its interpreter "/bin/sh\\r" is not`);
});
