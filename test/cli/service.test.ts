// The agent as a service: what it tells systemd, by a program in systemd-notify's place, and that it ends in time whatever that does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { emptyDirectory } from './trimtab.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const speed = 60;
let storm: SimulatedStorm;
beforeAll(async () => {
  storm = await startSimulatedStorm({ speed });
});
afterAll(() => storm.stop());

/** @param notifier the script in systemd-notify's place; null: there is none */
function start(notifier: string | null) {
  const cwd = emptyDirectory();
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  if (notifier !== null) {
    writeFileSync(join(bin, 'systemd-notify'), notifier);
    chmodSync(join(bin, 'systemd-notify'), 0o755);
  }
  const cluster = `clusters: [{ name: prod, ui: '${storm.uiUrl}', timeScale: ${speed} }]`;
  writeFileSync(join(cwd, 'trimtab.yaml'), `${cluster}\n`);
  const env = { PATH: bin, NOTIFY_SOCKET: '@test', TOLD: join(cwd, 'told') };
  const child = spawn(process.execPath, [main, 'agent', '--output', 'json'], { cwd, env });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const told = (): string[] =>
    existsSync(env.TOLD) ? readFileSync(env.TOLD, 'utf8').trimEnd().split('\n') : [];
  const end = async (): Promise<{ code: unknown; seconds: number }> => {
    const from = performance.now();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as unknown[];
    return { code, seconds: (performance.now() - from) / 1000 };
  };
  return { child, told, end, log: () => log };
}

const waiting = { timeout: 20_000, interval: 50 };

it('READY once it watches, WATCHDOG by each look, STATUS by each decision, RELOADING and READY, STOPPING', async () => {
  // sh has no arrays; one line for each call.
  const agent = start('#!/bin/sh\necho "$*" >> "$TOLD"\n');
  await vi.waitFor(() => expect(agent.told().join('\n')).toMatch(/^STATUS=.* decided /m), waiting);
  agent.child.kill('SIGHUP');
  await vi.waitFor(
    () => expect(agent.told().filter((l) => l.startsWith('READY=1'))).toHaveLength(2),
    waiting,
  );
  expect((await agent.end()).code).toBe(0);
  const told = agent.told();
  expect(told[0]).toBe('READY=1 STATUS=watching; nothing decided yet');
  expect(told).toContain('WATCHDOG=1');
  expect(told.filter((l) => l.startsWith('STATUS='))[0]).toMatch(/ prod\/top-words decided [A-Z_]+: /);
  const reloading = told.findIndex((l) => /^RELOADING=1 MONOTONIC_USEC=\d+$/.test(l));
  expect(reloading).toBeGreaterThan(0);
  expect(told.slice(reloading).some((l) => l.startsWith('READY=1 STATUS='))).toBe(true);
  expect(told.at(-1)).toBe('STOPPING=1 STATUS=ending');
});

it('where systemd-notify is missing it says so once, with the next step, and works', async () => {
  const agent = start(null);
  await vi.waitFor(() => expect(agent.log()).toMatch(/"message":"decision"/), waiting);
  expect((await agent.end()).code).toBe(0);
  const said = agent
    .log()
    .split('\n')
    .filter((l) => l.includes('service-not-told'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('there is no systemd-notify in PATH');
  expect(said[0]).toContain('Type=exec');
});

it('one that hangs is given up, and does not hold up the end', async () => {
  const agent = start('#!/bin/sh\nexec /bin/sleep 600\n');
  await vi.waitFor(() => expect(agent.log()).toMatch(/systemd-notify did not end within 2 s/), waiting);
  const { code, seconds } = await agent.end();
  expect(code).toBe(0);
  // TimeoutStopSec of the unit: beyond it systemd kills.
  expect(seconds).toBeLessThan(15);
});
