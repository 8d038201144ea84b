// A lock has one holder on a host, says who that is, and is free again when the holder lets go or is killed.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { acquireLock, type KernelLock, type LockHeld } from '../../src/util/index.js';
import { acquireAt, addressOf } from '../../src/util/kernel-lock.js';

const built = fileURLToPath(new URL('../../dist/util/kernel-lock.js', import.meta.url));
const run = promisify(execFile);
const held: KernelLock[] = [];
afterEach(async () => {
  await Promise.all(held.splice(0).map((lock) => lock.release()));
});

let count = 0;
function newKey(): string {
  count += 1;
  return `test ${process.pid} ${count}`;
}

async function take(key: string, about = 'pid 1, state directory /x'): Promise<KernelLock> {
  const lock = await acquireLock(key, about);
  if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy}`);
  held.push(lock);
  return lock;
}

it('is refused to a second taker, who is told what the holder says about itself', async () => {
  const key = newKey();
  await take(key, 'pid 123, state directory /größe');
  expect(await acquireLock(key, 'another')).toEqual({ heldBy: 'pid 123, state directory /größe' });
});

it('of another key is another lock', async () => {
  await take(newKey());
  await take(newKey());
});

it('is free again after its release, which may be repeated', async () => {
  const key = newKey();
  const lock = await take(key);
  await lock.release();
  await lock.release();
  await take(key);
});

it('goes to one of many that want it at once', async () => {
  const key = newKey();
  const wanted = await Promise.all(Array.from({ length: 20 }, (_, i) => acquireLock(key, `taker ${i}`)));
  const locks = wanted.filter((one): one is KernelLock => 'release' in one);
  held.push(...locks);
  expect(locks).toHaveLength(1);
  const losers = wanted.filter((one): one is LockHeld => 'heldBy' in one);
  expect(new Set(losers.map((one) => one.heldBy)).size).toBe(1);
});

it('is released while somebody keeps a connection to the holder open', async () => {
  const key = newKey();
  const lock = await take(key);
  const curious = connect({ path: addressOf(key, process.platform), allowHalfOpen: true });
  await once(curious, 'connect');
  await lock.release();
  curious.destroy();
  await take(key);
});

it('does not keep its process alive', async () => {
  const script = `import { acquireLock } from ${JSON.stringify(built)}; await acquireLock(${JSON.stringify(newKey())}, 'x'); console.log('taken');`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 });
  expect(stdout).toBe('taken\n');
});

it('is free again as soon as its holder is killed', async () => {
  const key = newKey();
  const script = `import { acquireLock } from ${JSON.stringify(built)}; await acquireLock(${JSON.stringify(key)}, 'the child'); console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  expect(await acquireLock(key, 'me')).toEqual({ heldBy: 'the child' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await take(key);
});

it('held by something that does not answer is held', async () => {
  const key = newKey();
  const silent = createServer(() => {}).listen(addressOf(key, process.platform));
  await once(silent, 'listening');
  expect(await acquireLock(key, 'me')).toEqual({ heldBy: 'a process that does not say who it is' });
  silent.close();
});

it('with a socket file is taken over from a holder that was killed, and refused beside a living one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-lock-'));
  const path = join(folder, 'socket');
  const script = `import { createServer } from 'node:net'; createServer().listen(${JSON.stringify(path)}, () => console.log('listens'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await acquireAt(path, 'the second');
  expect(lock).toHaveProperty('release');
  expect(await acquireAt(path, 'the third')).toEqual({ heldBy: 'the second' });
  if ('release' in lock) await lock.release();
  rmSync(folder, { recursive: true });
});

it('has an address of full length on Linux, the same to every version of Node, and a short path elsewhere', () => {
  expect(addressOf('a', 'linux')).toMatch(/^\0trimtab-[0-9a-f]{64}-{35}$/);
  expect(addressOf('a', 'linux')).not.toBe(addressOf('b', 'linux'));
  expect(addressOf('a', 'darwin')).toMatch(/\/trimtab-[0-9a-f]{24}$/);
});
