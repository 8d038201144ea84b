// An agent none of whose clusters could be started by a reload: it is there for the next SIGHUP, and ends when it is asked to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { type Running, tcpServer } from './broken-servers.js';
import { emptyDirectory, errorOf, main, trimtab } from './trimtab.js';

const waiting = { timeout: 20_000, interval: 50 };
let ended: (() => Promise<unknown>) | undefined;
let taken: Running | undefined;
afterEach(async () => {
  await Promise.all([ended?.(), taken?.stop()]);
  [ended, taken] = [undefined, undefined];
});

/** Loaded before Trimtab: the process sends itself a SIGHUP just after it has put that many handlers of that signal in place. */
const hangingUpAfter = (many: number, signal: string): string =>
  `data:text/javascript,const on = process.on.bind(process); let many = 0; process.on = (name, ...rest) => {
    if (name === '${signal}' && ++many === ${many}) setImmediate(() => process.kill(process.pid, 'SIGHUP'));
    return on(name, ...rest);
  };`.replaceAll(/\s+/g, '%20');

async function start(cluster: string, nodeOptions: readonly string[] = []) {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'token'), 'Bearer s3cret\n', { mode: 0o600 });
  const configure = (text: string): void =>
    writeFileSync(join(cwd, 'trimtab.yaml'), `clusters: [{ name: prod, ui: "http://127.0.0.1:1"${text} }]\n`);
  configure(cluster);
  const env = { PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [...nodeOptions, main, 'agent', '--output', 'json'], { cwd, env });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exit = once(child, 'exit');
  const end = async (): Promise<unknown> => {
    child.kill('SIGTERM');
    return (await exit)[0];
  };
  ended = end;
  const logged = (message: string) => log.split('\n').filter((l) => l.includes(`"message":"${message}"`));
  await vi.waitFor(() => expect(logged('tick-failed')).toHaveLength(1), waiting);
  return { cwd, configure, child, end, logged };
}

it('a SIGHUP while the program is still being loaded does not end it', async () => {
  const { end, logged } = await start('', ['--import', hangingUpAfter(1, 'SIGINT')]);
  expect(await end()).toBe(0);
  expect(logged('stopped')).toHaveLength(1);
});

it('a SIGHUP after the configuration was read, and before there is an agent, reads it anew once there is one', async () => {
  const { end, logged } = await start('', ['--import', hangingUpAfter(2, 'SIGHUP')]);
  await vi.waitFor(() => expect(logged('config-reloaded')).toHaveLength(1), waiting);
  expect(await end()).toBe(0);
});

const auth = ', auth: { header: Authorization, valueFile: token }';

it('a secret that cannot be read any more is refused, and the former configuration goes on', async () => {
  const { cwd, configure, child, end, logged } = await start(auth);
  unlinkSync(join(cwd, 'token'));
  configure(`${auth}, timeout: 7s`);
  child.kill('SIGHUP');
  await vi.waitFor(() => expect(logged('config-refused')).toHaveLength(1), waiting);
  expect(logged('config-refused')[0]).toMatch(
    /TRIMTAB_E_CONFIG_FILE.*clusters\[\]\.auth\.valueFile: .*token: there is no such file; the former configuration holds/,
  );
  expect([...logged('config-reloaded'), ...logged('cluster-not-started')]).toEqual([]);
  expect(await end()).toBe(0);
  expect(logged('stopped')).toHaveLength(1);
  const again = await trimtab(['agent', '--output', 'json'], { cwd });
  expect(again.code).toBe(2);
  expect(errorOf(again)).toMatchObject({ code: 'TRIMTAB_E_CONFIG_FILE' });
});

it('a port that another process has leaves an agent that watches nothing, until a later reload', async () => {
  const { configure, child, end, logged } = await start('');
  taken = await tcpServer(() => {});
  const { port } = new URL(taken.url);
  configure(`, graphite: { listen: "127.0.0.1:${port}" }`);
  child.kill('SIGHUP');
  await vi.waitFor(() => expect(logged('cluster-not-started')).toHaveLength(1), waiting);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(child.exitCode).toBeNull();
  await taken.stop();
  child.kill('SIGHUP');
  await vi.waitFor(() => expect(logged('tick-failed')).toHaveLength(2), waiting);
  expect(await end()).toBe(0);
  expect(logged('stopped')).toHaveLength(1);
});
