// The processes that npm run bench:survive starts: the simulated cluster and the agent, and the agent's journal as it grows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A cluster of its own, with every rebalance that its Nimbus took so far. */
export async function startCluster(speed, seed) {
  const child = spawn(process.execPath, [here('survive-cluster.mjs'), String(speed), String(seed)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const calls = [];
  let [heard, waiting] = [null, null];
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line);
    if (said.rebalance !== undefined) calls.push(said);
    else if (waiting !== null) waiting(said);
    else heard = said;
  });
  const next = () =>
    new Promise((resolve) => {
      if (heard !== null) resolve(heard);
      else waiting = resolve;
      heard = null;
    });
  const { ui } = await next();
  return {
    ui,
    calls,
    inForce: async () => {
      const answer = next();
      child.stdin.write('?');
      return (await answer).inForce;
    },
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** The agent by that configuration; its log is kept for when it ends by itself. */
export function startAgent(directory) {
  const child = spawn(process.execPath, [here('../../dist/main.js'), 'agent', '--output', 'json'], {
    cwd: directory,
    env: { ...process.env, TRIMTAB_CONFIG: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const end = async (signal) => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill(signal);
    await ended;
  };
  return { end, hasEnded: () => child.exitCode !== null, log: () => log };
}

/** Whole lines that were added to the journal since the last call. */
export class JournalTail {
  constructor(stateDirectory) {
    this.folder = join(stateDirectory, 'journal');
    this.read = new Map();
  }

  added() {
    const names = namesIn(this.folder).filter((name) => /^\d{12}\.jsonl$/.test(name));
    return names.sort().flatMap((name) => {
      const from = this.read.get(name) ?? 0;
      const bytes = bytesFrom(join(this.folder, name), from);
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
      this.read.set(name, from + whole.length);
      return whole.toString('utf8').split('\n').slice(0, -1).map(JSON.parse);
    });
  }
}

/** Of a folder that need not be there yet. */
export function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function bytesFrom(path, offset) {
  const { size } = statSync(path);
  if (size <= offset) return Buffer.alloc(0);
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(size - offset);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}
