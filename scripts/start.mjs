// npm start: a simulated Storm cluster and a suggestion for it, over the wire, with nothing but Node installed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Cluster seconds per second of the wall: a window of two minutes takes about four seconds. */
const speed = 30;
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-start-'));
const children = [];
let stopping = false;

function trimtab(args, stdio) {
  console.log(`\n$ trimtab ${args.join(' ')}`);
  const child = spawn(process.execPath, [main, ...args], { stdio });
  children.push(child);
  return child;
}

function stop() {
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

const cluster = trimtab(
  ['simulate', '--engine', 'storm', '--speed', String(speed)],
  ['ignore', 'pipe', 'inherit'],
);
const ended = once(cluster, 'exit');
const [line] = await Promise.race([once(createInterface(cluster.stdout), 'line'), ended.then(() => [null])]);
if (line !== null && !stopping) {
  console.log(line);
  const { ui } = JSON.parse(line);
  const args = ['--ui', ui, '--time-scale', String(speed)];
  await once(trimtab(['suggest', ...args, '--state-dir', stateDir], 'inherit'), 'exit');
  if (!stopping) {
    console.log(
      `\nThe simulated Storm UI answers at ${ui}/api/v1/topology/summary until you press Ctrl-C. Try also:`,
    );
    console.log(`  npx trimtab suggest ${args.join(' ')} --output json`);
    console.log(`  npx trimtab doctor ${args.join(' ')}`);
  }
}
const [code] = await ended;
rmSync(stateDir, { recursive: true, force: true });
process.exitCode = stopping ? 0 : (code ?? 1);
