// A file is replaced as a whole or stays as it was, also where the system takes only a part of what is written.
import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  promises,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/util/index.js';
import type { ReplacingFunctions } from '../../src/util/write-whole.js';

const built = fileURLToPath(new URL('../../dist/util/write-whole.js', import.meta.url));
const former = 'the former content\n';
const content = 'x'.repeat(20_008);

function place(): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-whole-'));
  const file = join(folder, 'state.json');
  writeFileSync(file, former);
  return { folder, file };
}

/** The real calls, but for what a handle does when it is written to. */
function writing(write: (handle: FileHandle, bytes: Buffer) => Promise<void>): ReplacingFunctions {
  return {
    ...promises,
    open: async (path, flags, mode) => {
      const handle = await promises.open(path, flags, mode);
      handle.writeFile = (data) => write(handle, Buffer.from(data as Uint8Array));
      return handle;
    },
  };
}

const half = async (handle: FileHandle, bytes: Buffer): Promise<void> => {
  await handle.write(bytes, 0, bytes.length / 2);
};

describe('the former content stays, and nothing lies beside it, where', () => {
  it('the disk is full half-way', async () => {
    const { folder, file } = place();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const files = writing(async (handle, bytes) => {
      await half(handle, bytes);
      throw full;
    });
    await expect(writeWhole(file, content, { files })).rejects.toBe(full);
    expect(readFileSync(file, 'utf8')).toBe(former);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('half of it was kept without a word', async () => {
    const { folder, file } = place();
    await expect(writeWhole(file, content, { files: writing(half) })).rejects.toThrow(
      /^of 20008 bytes the file system kept 10004 \(/,
    );
    expect(readFileSync(file, 'utf8')).toBe(former);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('a directory has the name', async () => {
    const { folder } = place();
    await expect(writeWhole(folder, content)).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  // The limit of a process on the size of its files makes the kernel itself write a part, as a full disk does; that needs no superuser.
  it('the kernel writes 4096 bytes of 20008 and says so', async () => {
    const { folder, file } = place();
    const script = `
      import { writeWhole } from ${JSON.stringify(built)};
      await writeWhole(${JSON.stringify(file)}, 'x'.repeat(20008)).catch((e) => console.log(e.code));`;
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -f 8 && exec "$0" --input-type=module -e "$1"',
      process.execPath,
      script,
    ]);
    expect(stdout).toBe('EFBIG\n');
    expect(readFileSync(file, 'utf8')).toBe(former);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });
});

it('content takes the place of the former one, with its mode, and behind a link', async () => {
  const { folder, file } = place();
  chmodSync(file, 0o604);
  symlinkSync('state.json', join(folder, 'link'));
  await writeWhole(join(folder, 'link'), Buffer.from(content));
  expect(readFileSync(file, 'utf8')).toBe(content);
  expect(statSync(file).mode & 0o777).toBe(0o604);
  expect(readdirSync(folder)).toEqual(['link', 'state.json']);
});

it('a mode that is asked for holds whatever the umask is, for a new file and for a former one', async () => {
  const { folder, file } = place();
  const umask = process.umask(0o077);
  try {
    await writeWhole(file, content, { mode: 0o640 });
    await writeWhole(join(folder, 'new'), content, { mode: 0o640 });
    await writeWhole(join(folder, 'plain'), content);
  } finally {
    process.umask(umask);
  }
  const modes = [file, join(folder, 'new'), join(folder, 'plain')].map((name) => statSync(name).mode & 0o777);
  expect(modes).toEqual([0o640, 0o640, 0o600]);
});
