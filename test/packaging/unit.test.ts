// The systemd unit: what it promises is in it, and where systemd is installed, systemd's own judgement of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const file = fileURLToPath(new URL('../../packaging/trimtab.service', import.meta.url));
const text = readFileSync(file, 'utf8');
const guide = readFileSync(fileURLToPath(new URL('../../docs/guide/service.md', import.meta.url)), 'utf8');
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** All values of a setting, in order. */
function values(name: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
}

it.each([
  ['After', 'network-online.target time-sync.target'],
  ['Type', 'notify'],
  ['NotifyAccess', 'all'],
  ['ExecReload', '/bin/kill -HUP $MAINPID'],
  ['WatchdogSec', '20min'],
  ['TimeoutStartSec', 'infinity'],
  ['TimeoutStopSec', '15s'],
  ['User', 'trimtab'],
  ['StateDirectory', 'trimtab'],
  ['ConfigurationDirectory', 'trimtab'],
  ['LogsDirectory', 'trimtab'],
  ['LoadCredential', 'trimtab.token'],
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['ProtectSystem', 'strict'],
  ['PrivateTmp', 'yes'],
  // Whose request it is the kernel could not tell any more, and no group but its own could be kept.
  ['PrivateUsers', undefined],
  ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'],
])('%s=%s', (name, value) => {
  expect(values(name)).toEqual(value === undefined ? [] : [value]);
});

it('takes no call away that keeps the group of a file', () => {
  // The first list says what is allowed; of the others each adds or takes away, in order.
  expect(values('SystemCallFilter')).toEqual(['@system-service', '~@privileged @resources', '@chown']);
});

it('does not ask for what a JIT compiler cannot do, and says why', () => {
  expect(values('MemoryDenyWriteExecute')).toEqual([]);
  expect(text).toMatch(/^# MemoryDenyWriteExecute= is not possible: .+/m);
});

it('names a state directory, a configuration and a program that the guide names too', () => {
  const [command = ''] = values('ExecStart');
  for (const path of command.match(/\/[\w./-]+/g) ?? []) expect(guide).toContain(path);
});

it.skipIf(!hasSystemd)('systemd finds nothing wrong with it (needs systemd-analyze)', () => {
  // The program itself need not be installed here.
  const copy = join(mkdtempSync(join(tmpdir(), 'trimtab-unit-')), 'trimtab.service');
  writeFileSync(copy, text.replace('/opt/trimtab/bin/trimtab', process.execPath));
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', copy], { encoding: 'utf8' });
  expect({ status: verified.status, said: verified.stderr }).toEqual({ status: 0, said: '' });
});

it.skipIf(!hasSystemd)('its exposure, as systemd counts it, is 1.8 or less (needs systemd-analyze)', () => {
  const words = ['security', '--offline=true', '--threshold=18', '--no-pager', file];
  const judged = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
  expect(judged.stdout).toContain('Overall exposure level');
  expect(judged.status, judged.stdout.trim().split('\n').at(-1)).toBe(0);
});

it.skipIf(!hasSystemd)('the user is made by the command of the guide (needs systemd-sysusers)', () => {
  const [command = ''] = /^systemd-sysusers [^#\n]+/m.exec(guide) ?? [];
  const dry = command.replace('systemd-sysusers', 'systemd-sysusers --dry-run');
  const made = spawnSync('sh', ['-c', dry], { cwd: dirname(file), encoding: 'utf8' });
  expect({ command, status: made.status, said: made.stderr + made.stdout }).toMatchObject({ status: 0 });
});
