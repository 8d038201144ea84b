// Files as people name them: whole, also from a pipe; what has no end is refused.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('refuses what is longer than it may be, and a device', () => {
  expect(readWhole(fileOf(1000), 1000)).toHaveLength(1000);
  expect(() => readWhole(fileOf(2 * 1024 ** 2), 1024 ** 2)).toThrow('it is longer than 1 MiB');
  expect(() => readWhole('/dev/zero')).toThrow('it is a device, not a file');
  expect(() => readWhole(folder)).toThrow('EISDIR');
  expect(() => readWhole(join(folder, 'none'))).toThrow('ENOENT');
});
