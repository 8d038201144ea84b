// A working directory with a journal of a little story, for tests of trimtab audit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journalFolder, openJournal } from '../../src/audit/index.js';
import { entry } from '../audit/journal.js';
import { emptyDirectory } from './trimtab.js';

export const decision = '20261122T100200Z-1f09ac';
export const odd = { cluster: 'prod', name: 'größe,"x"\n\u001b[31m\u202e', id: 'odd-1' };

/** A working directory whose state directory has a journal of a little story. */
export async function withJournal(stateDir = 'var'): Promise<string> {
  const cwd = emptyDirectory();
  const { journal } = await openJournal(join(cwd, stateDir));
  const reasons = [{ guard: 'bounds', answer: 'pass', text: 'within\nits bounds' }];
  for (const one of [
    entry(1, { kind: 'started', id: null, topology: null, body: { version: '0.1.0', policies: ['ds2'] } }),
    entry(2, { id: decision, body: { action: 'apply', policy: 'ds2', reasons } }),
    entry(3, { kind: 'applied', id: decision, body: { commands: ['storm rebalance wordcount -e split=5'] } }),
    entry(4, { id: '20261122T100400Z-000000', topology: odd, body: { action: 'hold', code: 'NO_GAIN' } }),
  ]) {
    await journal.append(one);
  }
  await journal.close();
  return cwd;
}

export function file(cwd: string, stateDir = 'var'): string {
  return join(journalFolder(join(cwd, stateDir)), '000000000001.jsonl');
}

export function lastHash(cwd: string): string {
  return JSON.parse(readFileSync(file(cwd), 'utf8').trimEnd().split('\n').at(-1) ?? '').hash;
}
