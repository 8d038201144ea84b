// Ctrl-C: npm and timeout send it to the process and to its group, which is one wish to end in order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyDirectory, main } from './trimtab.js';

/** @returns how the agent ended that got a second SIGINT so long after the first, and what it had logged */
async function interruptedTwice(milliseconds: number): Promise<{ code: number | null; log: string }> {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'trimtab.yaml'), "clusters: [{ name: prod, ui: 'http://127.0.0.1:1' }]\n");
  const child = spawn(process.execPath, [main, 'agent', '--output', 'json'], { cwd });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    const before = log;
    log += String(chunk);
    if (/"message":"tick-failed"/.test(before) || !/"message":"tick-failed"/.test(log)) return;
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), milliseconds);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, log };
}

// The later ones meet the process at its very end.
it.each([3, 9, 15, 21])('that comes twice within %i ms lets the agent end in order', async (milliseconds) => {
  const { code, log } = await interruptedTwice(milliseconds);
  expect(log).toContain('"message":"stopped"');
  expect(code).toBe(0);
});
