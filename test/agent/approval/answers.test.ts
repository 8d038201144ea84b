// The files of requests and answers: each agent takes those of its cluster, and answers that nobody reads do not fill the disk.
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Asked, Requests } from '../../../src/agent/approval/requests.js';

let directory: string;
let requests: Requests;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-requests-'));
  requests = new Requests(directory);
  await requests.open();
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const refuseDamage = (file: string, why: string): never => {
  throw new Error(`${file}: ${why}`);
};
const ask = (cluster: string, action: Asked['action'] = 'approve'): Asked => ({
  action,
  cluster,
  id: 'd1',
  by: 'anna',
  at: '2026-11-22T10:00:00.000Z',
  seconds: null,
});

it('an agent takes what is asked of its cluster, and of what it is about to do alone', async () => {
  const mine = await requests.leave(ask('prod'));
  await requests.leave(ask('test'));
  await requests.leave(ask('prod', 'reject'));
  const taken = await requests.take('prod', ['approve', 'rollback'], refuseDamage);
  expect(taken.map(({ request }) => request)).toEqual([mine]);
  expect(await requests.take('prod', ['approve'], refuseDamage), 'once').toEqual([]);
  expect(await requests.isAny('test')).toBe(true);
});

it('of answers that nobody has read the newest hundred stay', async () => {
  const told = { outcome: 'refused', code: 'PAUSED', text: 'paused', next: 'Wait.' } as const;
  const answers = join(directory, 'queue', 'answers');
  const names = Array.from({ length: 101 }, (_, i) => (0xa00 + i).toString(16));
  for (const [i, request] of names.entries()) {
    await requests.answer({ request, id: 'd1' }, told);
    if (i < 100) utimesSync(join(answers, `${request}.json`), 1000 + i, 1000 + i);
  }
  const left = readdirSync(answers).map((name) => name.replace('.json', ''));
  expect(left.toSorted()).toEqual(names.slice(1));
});
