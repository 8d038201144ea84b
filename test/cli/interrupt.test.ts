// The end of a process that is asked to end while something else listens for the same signal.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyDirectory, trimtab } from './trimtab.js';

/** Ends the process by the signal where nobody else listens for it, as write-file-atomic does while it writes. */
const listener = `
const begin = setInterval(() => {
  if (process.listenerCount('SIGINT') === 0) return;
  clearInterval(begin);
  const own = () => {
    if (process.listenerCount('SIGINT') > 1) return;
    process.off('SIGINT', own);
    process.kill(process.pid, 'SIGINT');
  };
  process.on('SIGINT', own);
}, 10);`;

it('in the middle of writing a file the agent ends in order', async () => {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'listener.mjs'), listener);
  writeFileSync(join(cwd, 'trimtab.yaml'), "clusters: [{ name: prod, ui: 'http://127.0.0.1:1' }]\n");
  const ran = await trimtab(['agent', '--output', 'json'], {
    cwd,
    env: { NODE_OPTIONS: `--import=${join(cwd, 'listener.mjs')}` },
    endWhen: { stderr: /"message":"tick-failed"/, signal: 'SIGINT' },
  });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('"message":"stopped"');
});
