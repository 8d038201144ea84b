// How systemd is told, by a program in systemd-notify's place: what waits goes together, in order, and a slow moment loses nothing.
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serviceManager } from '../../src/util/service-manager.js';

/** @param script of sh; what it was told is in the file $TOLD */
function manager(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-notify-'));
  const [file, program] = [join(folder, 'told'), join(folder, 'systemd-notify')];
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const problems: string[] = [];
  const env = { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '@test', TOLD: file };
  const { tell } = serviceManager(env, (reason) => problems.push(reason));
  const told = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);
  return { tell, told, problems };
}

it('a watchdog message does not wait for the status of each of sixty topologies: what waits is one message', async () => {
  const { tell, told } = manager('echo "$*" >> "$TOLD"; sleep 0.1');
  for (let n = 1; n <= 60; n++) {
    void tell({ STATUS: `decided ${n}` });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await tell({ WATCHDOG: '1' });
  expect(told()[0]).toBe('STATUS=decided 1');
  expect(told().at(-1)).toBe('STATUS=decided 60 WATCHDOG=1');
  expect(told().length).toBeLessThan(5);
  await tell({ STATUS: 'later' });
  expect(told().at(-1)).toBe('STATUS=later');
});

it('turns of the service stay apart and in order, with the newest status', async () => {
  const { tell, told } = manager('echo "$*" >> "$TOLD"; sleep 0.1');
  await tell({ READY: '1', STATUS: 'a' });
  void tell({ STATUS: 'b' });
  void tell({ STATUS: 'c' });
  void tell({ RELOADING: '1', MONOTONIC_USEC: '5' });
  void tell({ STATUS: 'd' });
  void tell({ READY: '1', STATUS: 'e' });
  void tell({ WATCHDOG: '1' });
  await tell({ STOPPING: '1', STATUS: 'ending' });
  expect(told()).toEqual([
    'READY=1 STATUS=a',
    'STATUS=c',
    'RELOADING=1 MONOTONIC_USEC=5',
    'STATUS=d',
    'READY=1 STATUS=e',
    'WATCHDOG=1',
    'STOPPING=1 STATUS=ending',
  ]);
});

it('one that hung once is asked again, with what it did not send', async () => {
  const { tell, told, problems } = manager(
    'if [ ! -e "$TOLD.hung" ]; then : > "$TOLD.hung"; exec sleep 60; fi; echo "$*" >> "$TOLD"',
  );
  await tell({ READY: '1', STATUS: 'a' });
  expect(problems).toEqual(['systemd-notify did not end within 2 s']);
  await tell({ WATCHDOG: '1' });
  expect(told()).toEqual(['READY=1 STATUS=a WATCHDOG=1']);
  await tell({ WATCHDOG: '1' });
  expect(told().at(-1)).toBe('WATCHDOG=1');
});

it('one that is missing is asked once', async () => {
  const problems: string[] = [];
  const env = { PATH: mkdtempSync(join(tmpdir(), 'trimtab-none-')), NOTIFY_SOCKET: '@test' };
  const { tell } = serviceManager(env, (reason) => problems.push(reason));
  await tell({ READY: '1' });
  await tell({ WATCHDOG: '1' });
  expect(problems).toEqual(['there is no systemd-notify in PATH']);
});
