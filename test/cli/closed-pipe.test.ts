// A reader of the output that goes away: what was begun is ended, and the exit code is the command's own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openJournal, readJournal } from '../../src/audit/index.js';
import { emptyDirectory, main } from './trimtab.js';

function started(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, TRIMTAB_CONFIG: '' } });
}

async function kindsIn(stateDir: string): Promise<string[]> {
  const kinds: string[] = [];
  for await (const { kind } of readJournal(stateDir)) kinds.push(kind);
  return kinds;
}

it('an agent whose log nobody takes goes on, and stops in order', async () => {
  const cwd = emptyDirectory();
  writeFileSync(
    join(cwd, 'trimtab.yaml'),
    "clusters: [{ name: prod, ui: 'http://127.0.0.1:1' }]\nagent: { schedule: '* * * * * *' }\n",
  );
  const agent = started(['agent', '--output', 'json'], cwd);
  const ended = once(agent, 'exit');
  await once(agent.stderr as NodeJS.EventEmitter, 'data');
  agent.stderr?.destroy();
  // Long enough for it to log more, as it does at every tick that fails.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(agent.exitCode).toBeNull();
  agent.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await kindsIn(join(cwd, 'var'))).toContain('stopped');
});

it('a failure stays one where nobody reads the answer', async () => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, 'journal'));
  writeFileSync(join(cwd, 'journal', '2026-11-22.jsonl'), 'no line of a journal\n');
  const verify = started(['audit', 'verify', '--state-dir', cwd], cwd);
  verify.stdout?.destroy();
  verify.stderr?.destroy();
  expect(await once(verify, 'exit')).toEqual([5, null]);
});

it('a list is left off where its reader has seen enough', async () => {
  const cwd = emptyDirectory();
  const { journal } = await openJournal(cwd);
  for (let i = 0; i < 200; i++) {
    const at = new Date().toISOString();
    await journal.append({ at, id: null, kind: 'started', topology: null, body: { text: 'x'.repeat(2000) } });
  }
  await journal.close();
  const list = started(['audit', 'list', '--output', 'json', '--state-dir', cwd], cwd);
  const ended = once(list, 'exit');
  let said = '';
  list.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  await once(list.stdout as NodeJS.EventEmitter, 'data');
  list.stdout?.destroy();
  expect(await ended).toEqual([0, null]);
  expect(said).toBe('');
});
