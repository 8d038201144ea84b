// `pending`, `approve`, `reject` and `snooze` as an operator types them: beside an agent, without one, and with wrong ids.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { PendingEntry } from '../../src/agent/index.js';
import { Queue } from '../../src/agent/index.js';
import { openJournal, readJournal } from '../../src/audit/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { pendingChange } from './pending-change.js';
import { emptyDirectory, errorOf, type Ran, trimtab } from './trimtab.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const change = pendingChange;
const { id } = change;

const advice = {
  schema: 'trimtab/pending/v1',
  kind: 'advice',
  id: '20261122T101600Z-0a0a0a',
  cluster: 'prod',
  topology: change.topology,
  at: change.at,
  expiresAt: null,
  answer: null,
  text: 'split has 2 tasks, fixed at submission.',
  commands: ['storm kill words -w 3'],
  knob: 'tasks.split',
  needs: 'resubmit',
} as const satisfies PendingEntry;

/** A state directory as an agent leaves it. */
async function queued(...entries: PendingEntry[]): Promise<string> {
  const stateDir = join(emptyDirectory(), 'var');
  const { journal } = await openJournal(stateDir);
  await journal.close();
  for (const entry of entries) await new Queue(stateDir).save(entry);
  return stateDir;
}
const kinds = async (stateDir: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of readJournal(stateDir)) found.push(line.kind);
  return found;
};

describe('pending', () => {
  it('says what waits, why, what it promises and costs, and how to answer', async () => {
    const stateDir = await queued(change, advice);
    mkdirSync(join(stateDir, 'outcomes'));
    const outcomes = {
      words: [
        { id: 'a', kind: 'verified' },
        { id: 'b', kind: 'undone' },
      ],
    };
    writeFileSync(join(stateDir, 'outcomes', 'prod.json'), JSON.stringify(outcomes));
    const ran = await trimtab(['pending', '--state-dir', stateDir]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.replaceAll(stateDir, 'STATE')).toMatchInlineSnapshot(`
      "20261122T101500Z-1f09ac  prod/words  waits for approval until 2126-11-23T10:15:00.000Z
        change     executors.split 2 → 8 (decided 2026-11-22T10:15:00.000Z)
        why        twin-greedy: best of what the twin knows
        predicted  564 tuples/s (480 … 644), complete latency 342 ms, utility 0.38
        price      1 restart of all workers, about 16 s without throughput, pays for itself after 41 s
        command    storm rebalance words -w 3 -e split=8
        to answer  trimtab approve 20261122T101500Z-1f09ac, or reject, or snooze --for 2h
      20261122T101600Z-0a0a0a  prod/words  advice
        advice     split has 2 tasks, fixed at submission.
        command    storm kill words -w 3
        to answer  trimtab reject 20261122T101600Z-0a0a0a, or snooze 20261122T101600Z-0a0a0a --for 2h
      trust  prod/words: 1 verified, 1 undone, 0 failed of the last 2 changes; --config FILE of the agent would tell its mode
      no agent runs on the state directory STATE: trimtab approve needs one
      "
    `);
  });

  it('as JSON has the state of each, and what became of the last changes', async () => {
    const answer = { kind: 'snoozed', by: 'anna', at: change.at, until: '2126-01-01T00:00:00.000Z' } as const;
    const ran = await trimtab([
      'pending',
      '--state-dir',
      await queued({ ...change, answer }),
      '--output',
      'json',
    ]);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'trimtab/pending-list/v1',
      agent: null,
      entries: [{ id, status: 'snoozed', proposed: { 'executors.split': 8 } }],
      trust: [],
      damaged: [],
    });
  });

  it('names a damaged file and goes on', async () => {
    const stateDir = await queued(advice);
    writeFileSync(join(stateDir, 'queue', `${id}.json`), '{"kind":"change"');
    const ran = await trimtab(['pending', '--state-dir', stateDir]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`damaged  ${join(stateDir, 'queue', `${id}.json`)}: `);
    expect(ran.stdout).toContain('advice     split has 2 tasks');
  });

  it('names a damaged file of what became of changes, and one of no cluster, and tells of the others', async () => {
    const stateDir = await queued();
    const outcomes = join(stateDir, 'outcomes');
    mkdirSync(outcomes);
    writeFileSync(join(outcomes, 'prod.json'), '[]');
    writeFileSync(join(outcomes, '%.json'), '{}');
    writeFileSync(join(outcomes, 'test.json'), '{"words":[{"id":"a","kind":"verified"}]}');
    const ran = await trimtab(['pending', '--state-dir', stateDir, '--output', 'json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      trust: [{ cluster: 'test', topology: 'words', verified: 1 }],
      damaged: [
        { file: join(outcomes, '%.json'), why: 'its name is not that of a cluster' },
        { file: join(outcomes, 'prod.json'), why: expect.stringContaining('expected record') as string },
      ],
    });
  });

  it('of an empty queue says so, and that nobody listens there', async () => {
    const stateDir = await queued();
    const ran = await trimtab(['pending', '--state-dir', stateDir]);
    const nobody = `no agent runs on the state directory ${stateDir}: trimtab approve needs one`;
    expect(ran).toMatchObject({ code: 0, stdout: `nothing waits for an answer\n${nobody}\n`, stderr: '' });
  });

  it('of a name that fits nothing does not look like an empty queue', async () => {
    const stateDir = await queued(change, advice);
    const ask = (...more: string[]): Promise<Ran> => trimtab(['pending', '--state-dir', stateDir, ...more]);
    const { stdout } = await ask('--topology', 'wrods');
    expect(stdout).toContain('nothing of what was asked for waits for an answer; of other topologies: 2\n');
    const config = join(emptyDirectory(), 'trimtab.yaml');
    writeFileSync(config, 'clusters: [{ name: test, ui: "http://127.0.0.1:1" }]\n');
    const ran = await ask('--config', config, '--cluster', 'prd', '--output', 'json');
    expect([ran.code, errorOf(ran)]).toMatchObject([
      2,
      { code: 'TRIMTAB_E_CLUSTER_UNKNOWN', next: 'Known: prod, test.' },
    ]);
    expect((await ask('--config', config, '--cluster', 'test')).code).toBe(0);
  });
});

describe('without an agent', () => {
  it('approve says so with the next step, and leaves nothing behind', async () => {
    const stateDir = await queued(change);
    const ran = await trimtab(['approve', id, '--state-dir', stateDir, '--output', 'json']);
    expect(ran.code).toBe(1);
    expect(errorOf(ran)).toMatchObject({
      code: 'TRIMTAB_E_NO_AGENT',
      next: expect.stringContaining('Start trimtab agent with the same state directory') as string,
    });
    expect((await new Queue(stateDir).list()).entries).toEqual([change]);
  });

  it('reject and snooze are done at once, and journaled with who did it', async () => {
    const stateDir = await queued(change, advice);
    const rejected = await trimtab(['reject', id.slice(0, -1), '--state-dir', stateDir]);
    expect(rejected).toMatchObject({ code: 0, stderr: '' });
    expect(rejected.stdout).toMatch(
      /^20261122T101500Z-1f09ac {2}rejected by \S+: not proposed the same way for 24 h/,
    );
    const snoozed = await trimtab([
      'snooze',
      advice.id,
      '--for',
      '2h',
      '--state-dir',
      stateDir,
      '--output',
      'json',
    ]);
    expect(JSON.parse(snoozed.stdout)).toMatchObject({
      schema: 'trimtab/answer/v1',
      action: 'snooze',
      id: advice.id,
      answer: { outcome: 'done', code: 'SNOOZED' },
    });
    expect(await kinds(stateDir)).toEqual(['rejected', 'snoozed']);
    const ran = await trimtab(['pending', '--state-dir', stateDir]);
    expect(ran.stdout).toMatch(/prod\/words {2}rejected by \S+ until /);
    expect(ran.stdout).toMatch(/prod\/words {2}snoozed by \S+ until /);
  });
});

it.each([
  [['approve'], 2, /missing required argument 'id'/],
  [['snooze', id], 2, /required option '--for <duration>' not specified/],
  [['snooze', id, '--for', 'soon'], 2, /Expected a duration such as 30m, 2h or 7d/],
  [['snooze', id, '--for', '2h30'], 2, /Expected a duration/],
  [
    ['approve', '20261122T101500Z-1f09ad'],
    2,
    /TRIMTAB_E_PENDING_UNKNOWN: .*; did you mean 20261122T101500Z-1f09ac\?/,
  ],
  [['reject', '2026'], 2, /TRIMTAB_E_PENDING_UNKNOWN: "2026" is too little of an id/],
  [['approve', '20261122T101500Z-'], 2, /too little of an id/],
  // Such as "$ID" of a script, unset.
  [['approve', ''], 2, /TRIMTAB_E_PENDING_UNKNOWN: the id is empty/],
  [['approve', ' '], 2, /TRIMTAB_E_PENDING_UNKNOWN: the id is empty/],
  [
    ['approve', advice.id],
    2,
    /TRIMTAB_E_USAGE: an advice cannot be approved.*\n {2}next: Run its commands by hand: storm kill/,
  ],
] as const)('%j is refused with the next step', async (args, code, stderr) => {
  const ran = await trimtab([...args, '--state-dir', await queued(change, advice)]);
  expect(ran.stderr).toMatch(stderr);
  expect(ran.stderr).toContain('\n  next: ');
  expect(ran.code).toBe(code);
});

it('an id that was answered already is told what became of it', async () => {
  const stateDir = await queued();
  const { journal } = await openJournal(stateDir);
  await journal.append({
    kind: 'expired',
    at: change.at,
    id,
    topology: null,
    body: { text: 'nobody answered' },
  });
  await journal.close();
  const ran = await trimtab(['approve', id, '--state-dir', stateDir]);
  expect(ran.stderr).toContain(`${id} does not wait any more: expired at ${change.at}: nobody answered`);
});

describe('beside an agent', () => {
  const speed = 60;
  let storm: SimulatedStorm;
  let agent: ChildProcess | undefined;
  afterEach(async () => {
    if (agent !== undefined && agent.exitCode === null) {
      agent.kill('SIGTERM');
      await once(agent, 'exit');
    }
    await storm.stop();
  });

  async function running(): Promise<string> {
    storm = await startSimulatedStorm({ speed });
    const cwd = emptyDirectory();
    const file = join(cwd, 'trimtab.yaml');
    const lines = [
      `clusters: [{ name: prod, ui: "${storm.uiUrl}", timeScale: ${speed} }]`,
      'agent: { policy: ds2 }',
      // Whatever is measured, the bound is what is proposed.
      'topologies: { defaults: { mode: approve, knobs: { bounds: { executors.split: { max: 4 } } } } }',
    ];
    writeFileSync(file, `stateDir: ${join(cwd, 'var')}\n${lines.join('\n')}\n`);
    agent = spawn(process.execPath, [main, 'agent', '--config', file], { stdio: 'ignore' });
    return file;
  }
  const pending = async (file: string): Promise<string> => {
    const ran = await trimtab(['pending', '--config', file, '--output', 'json']);
    const { entries } = JSON.parse(ran.stdout) as { entries: readonly { id: string; status: string }[] };
    return entries.find(({ status }) => status === 'pending')?.id ?? '';
  };
  const executors = (): number =>
    storm.world.topologies()[0]?.components.find((c) => c.name === 'split')?.executors ?? 0;

  it('an approval is carried out and answered; a pause refuses it with 4; a rollback goes through the agent, too', async () => {
    const file = await running();
    await expect.poll(() => pending(file), { timeout: 30_000, interval: 500 }).not.toBe('');
    await trimtab(['pause', '--config', file]);
    const refused: Ran = await trimtab(['approve', await pending(file), '--config', file]);
    expect(refused.stderr).toMatch(
      /TRIMTAB_E_VETOED: refused, PAUSED: kill-switch: PAUSED: everything is paused/,
    );
    expect(refused.code).toBe(4);
    const again = await trimtab(['approve', await pending(file), '--config', file, '--output', 'json']);
    expect(again.code).toBe(4);
    expect(JSON.parse(again.stdout)).toMatchObject({
      answer: { outcome: 'refused', code: 'PAUSED' },
      error: { code: 'TRIMTAB_E_VETOED', message: expect.stringMatching(/^refused, PAUSED: /) as string },
    });
    await trimtab(['resume', '--config', file]);
    const approved = await trimtab(['approve', await pending(file), '--config', file]);
    expect(approved.stderr).toMatch(/^info: asked the agent \(pid \d+/);
    expect(approved.stdout).toMatch(/ {2}in force: executors\.split 2 → 4/);
    expect(approved.code).toBe(0);
    expect(executors()).toBeGreaterThan(2);
    const back = await trimtab(['rollback', '--yes', '--config', file]);
    expect(back.stdout).toContain('  done     by the agent: rolled back as ');
    expect(back.code).toBe(0);
    expect(executors()).toBe(2);
  });
});
