// A lock that the kernel itself releases when its holder dies: a listening Unix socket, whose holder says who it is.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KernelLock {
  /** Lets others have the lock. */
  release(): Promise<void>;
}

/** What the holder of the lock says about itself. */
export interface LockHeld {
  readonly heldBy: string;
}

/** How long a holder may take to say who it is. */
const answerMs = 1000;
/** How often a holder may end between "taken" and the question who it is. */
const attempts = 20;
/** The longest answer that is read: whoever listens there need not be Trimtab. */
const longestAnswer = 1000;
const silentHolder = 'a process that does not say who it is';

/**
 * Takes the lock of that key on this host, or says who has it. It never waits for the holder to end.
 * An abstract Unix socket belongs to a network namespace: containers with networks of their own do not see each other's.
 * The lock does not keep the process alive.
 * @param key what is locked; for a directory its real path, so that symbolic links lead to the same lock
 * @param about what others are told, such as "pid 123, state directory /x"
 */
export async function acquireLock(key: string, about: string): Promise<KernelLock | LockHeld> {
  return acquireAt(addressOf(key, process.platform), about);
}

/** Who has the lock of that key, as he says himself; null where nobody has. The lock is left alone. */
export async function holderOf(key: string): Promise<string | null> {
  return (await askHolder(addressOf(key, process.platform))) ?? null;
}

/** As acquireLock, at the address of a socket. */
export async function acquireAt(address: string, about: string): Promise<KernelLock | LockHeld> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const lock = await listen(address, about);
    if (lock !== undefined) return lock;
    const heldBy = await askHolder(address);
    if (heldBy !== undefined) return { heldBy };
    // Two that find the same file left behind may both remove it: the abstract address of Linux has no such gap.
    if (!isAbstract(address)) await unlink(address).catch(() => {});
  }
  return { heldBy: silentHolder };
}

/**
 * On Linux an abstract address, of which nothing is left when the holder dies; elsewhere a socket file.
 * Node 20 fills an abstract address up with zeros and later versions do not: only one of full length is the same to both.
 */
export function addressOf(key: string, platform: NodeJS.Platform): string {
  const name = `trimtab-${createHash('sha256').update(key).digest('hex')}`;
  const addressBytes = 108;
  // A socket file's path has 104 bytes at most.
  return platform === 'linux'
    ? `\0${name.padEnd(addressBytes - 1, '-')}`
    : join(tmpdir(), name.slice(0, 'trimtab-'.length + 24));
}

function isAbstract(address: string): boolean {
  return address.startsWith('\0');
}

/** undefined: someone else listens there, or has left a socket file. */
async function listen(address: string, about: string): Promise<KernelLock | undefined> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    // A questioner that went away is no concern of the holder.
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.unref().end(about);
  });
  server.listen(address);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return { release: () => close(server, open) };
}

async function close(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  for (const socket of open) socket.destroy();
  await closed;
}

/** undefined: nobody listens there any more. */
function askHolder(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let answer = '';
    const done = (heldBy: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      // Shown on terminals.
      resolve(heldBy?.replace(/\p{C}/gu, '?'));
    };
    const timer = setTimeout(() => {
      done(silentHolder);
    }, answerMs);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.length > longestAnswer) done(answer.slice(0, longestAnswer));
    });
    socket.on('end', () => {
      done(answer === '' ? silentHolder : answer);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      done(gone ? undefined : silentHolder);
    });
  });
}
