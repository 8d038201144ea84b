// Files as people name them: whole, also from a pipe; what has no end is refused.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../src/util/index.js';

const folder = mkdtempSync(join(tmpdir(), 'trimtab-read-'));
const fileOf = (bytes: number): string => {
  const file = join(folder, `${bytes}`);
  writeFileSync(file, Buffer.alloc(bytes, 'x'));
  return file;
};

it.each([0, 1, 65_536, 200_001])('has all %i bytes', (bytes) => {
  expect(readWhole(fileOf(bytes))).toHaveLength(bytes);
});

it('has what the system makes up while it is read, whose size is told as 0', () => {
  expect(readWhole('/proc/self/status').toString()).toContain('VmRSS');
});

describe('a pipe', () => {
  const pipe = (): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'trimtab-pipe-')), 'pipe');
    execFileSync('mkfifo', [file]);
    return file;
  };

  it('has what its writer gives, also where it takes a while', () => {
    const file = pipe();
    // It waits in opening the pipe, before anybody reads.
    spawn('sh', ['-c', `exec 3>"${file}"; sleep 0.3; printf one >&3; sleep 0.3; printf two >&3`]);
    execFileSync('sleep', ['0.3']);
    expect(readWhole(file).toString()).toBe('onetwo');
  });

  it('of a shell is read', () => {
    const script = `import { readWhole } from '${new URL('../../dist/util/index.js', import.meta.url).href}'; process.stdout.write(readWhole(process.argv[1]));`;
    const command = `"${process.execPath}" --input-type=module -e "$SCRIPT" <(sleep 0.2; printf given)`;
    const env = { ...process.env, SCRIPT: script };
    expect(execFileSync('bash', ['-c', command], { encoding: 'utf8', env })).toBe('given');
  });

  it('without a writer is refused, and not waited for', () => {
    expect(() => readWhole(pipe())).toThrow('it is a pipe, and nothing came through it: nobody writes to it');
  });
});

it('refuses what is longer than it may be, and a device', () => {
  expect(readWhole(fileOf(1000), 1000)).toHaveLength(1000);
  expect(() => readWhole(fileOf(2 * 1024 ** 2), 1024 ** 2)).toThrow('it is longer than 1 MiB');
  expect(() => readWhole('/dev/zero')).toThrow('it is a device, not a file');
  expect(() => readWhole(folder)).toThrow('EISDIR');
  expect(() => readWhole(join(folder, 'none'))).toThrow('ENOENT');
});
