// Verified changes go into the configuration files of their topology; what cannot be written is said and undoes nothing.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOutRollback, planRollback } from '../../../src/agent/act/rollback.js';
import { emptyMemory } from '../../../src/agent/context.js';
import { changesIn, chooseChange } from '../../../src/agent/past/changes.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import type { Cluster } from '../../../src/clusters/index.js';
import type { TopologyConfig } from '../../../src/config/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { topWords } from '../../../src/simulator/index.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { asked, firstPending } from '../asking.js';
import { proposing } from '../policies.js';

const flux = `# ours
name: top-words
config: {topology.workers: 1, topology.max.spout.pending: 100} # kept short
bolts:
  - id: split # CPU
    className: org.example.Split
    parallelism: 2
`;

let acting: Acting;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-keep-'));
  file = join(folder, 'top-words.yaml');
  writeFileSync(file, flux);
});
afterEach(async () => {
  await acting.stop();
  rmSync(folder, { recursive: true, force: true });
});

const content = (): string => readFileSync(file, 'utf8');
const withSplit = (n: number): string => flux.replace('parallelism: 2', `parallelism: ${n}`);

const noAnswer = new TrimtabError('TRIMTAB_E_TIMEOUT', 'no answer within 5 s');
const persist = (): TopologyConfig['persist'] => ({ files: [file], keys: {}, git: false });

async function start(options: ActingOptions = {}, topology: Partial<TopologyConfig> = {}): Promise<void> {
  acting = await Acting.start({
    settings: { policy: proposing({ 'executors.split': 6 }) },
    topology: () => ({ persist: persist(), ...topology }),
    ...options,
  });
}

describe('a change that is verified', () => {
  it('is written into the file, token by token, and journaled under its id', async () => {
    await start();
    await acting.until('intended');
    expect(content()).toBe(flux);
    expect(await acting.until('persisted')).toMatchObject({
      id: 'd1',
      text: `${file}: parallelism of split 2 → 6`,
      files: [{ file, edits: [{ knob: 'executors.split', from: 2, to: 6 }] }],
      unplaced: [],
    });
    expect(content()).toBe(withSplit(6));
    expect(acting.story().indexOf('persisted')).toBeGreaterThan(
      acting.story().findIndex((s) => s.startsWith('verified')),
    );
    const kept = acting.lines('persisted')[0] as unknown as { readonly files: readonly { backup: string }[] };
    expect(kept.files.map(({ backup }) => readFileSync(backup, 'utf8'))).toEqual([flux]);
    await acting.ticks(3);
    expect(acting.lines('persisted')).toHaveLength(1);
  });

  it('says so where no file has a place for it', async () => {
    writeFileSync(file, 'topology.workers: 1\n');
    await start();
    expect(await acting.until('persisted')).toMatchObject({
      text: 'no file has a place for executors.split',
      files: [],
    });
  });

  it('stays in force, and is a failed line with code and next step, where the file cannot be written', async () => {
    await start();
    chmodSync(file, 0o444);
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      stage: 'persist',
      code: 'TRIMTAB_E_FILE_WRITE',
      next: expect.stringContaining('chmod'),
    });
    expect(content()).toBe(flux);
    expect(acting.logs.filter(({ message }) => message === 'not-persisted')).toHaveLength(1);
    await acting.ticks(5);
    expect(acting.executors('split')).toBe(6);
    expect(acting.lines('failed')).toHaveLength(1);
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.backOff).toBeNull();
    // For the next run it is a change that went well.
    const { outcomes, toKeep } = await remember(journalLines(acting), 'prod');
    expect(outcomes.get(acting.topologyId)).toMatchObject({
      failed: [],
      lastChange: { directions: { 'executors.split': 'up' } },
    });
    expect(toKeep).toEqual([]);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'verified' }]);
  });

  describe('while everything is paused', () => {
    const all = { cluster: null, topology: null };
    const pausedAtVerification = async (): Promise<void> => {
      await start();
      acting.on('applied', () => void acting.killSwitch.pause(all, 'ops', '10:00'));
      await acting.until('verified');
      await acting.ticks(3);
      expect(content()).toBe(flux);
    };

    it('waits, and is written afterwards', async () => {
      await pausedAtVerification();
      await acting.killSwitch.resume(all);
      expect(await acting.until('persisted')).toMatchObject({ id: 'd1' });
      expect(content()).toBe(withSplit(6));
    });

    it.each([
      ['in the same run', false],
      ['before the next one', true],
    ])('is dropped where somebody took it back, %s', async (_, isAnother) => {
      await pausedAtVerification();
      acting.world.rebalance(acting.topologyId, 0, { executors: { split: 3 } });
      await acting.until('override-seen');
      if (isAnother) acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
      await acting.killSwitch.resume(all);
      expect(await acting.until('failed')).toMatchObject({
        id: 'd1',
        stage: 'persist',
        code: 'NOT_IN_FORCE',
        text: 'executors.split is 3, not 6: the files stay as they are',
      });
      expect(content()).toBe(flux);
      expect((await remember(journalLines(acting), 'prod')).toKeep).toEqual([]);
    });

    it.each([
      ['is not on the first lists of', (): Partial<Cluster> => ({ topologies: () => Promise.resolve([]) })],
      ['cannot be seen whole by', (): Partial<Cluster> => ({ snapshot: () => Promise.reject(noAnswer) })],
    ])('waits on where the topology %s the next run, and is written once it is', async (_, lacking) => {
      await pausedAtVerification();
      let isLacking = true;
      acting.options = {
        ...acting.options,
        between: (cluster) => ({
          ...cluster,
          topologies: (...asked) => ({ ...cluster, ...(isLacking ? lacking() : {}) }).topologies(...asked),
          snapshot: (...asked) => ({ ...cluster, ...(isLacking ? lacking() : {}) }).snapshot(...asked),
        }),
      };
      acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
      await acting.killSwitch.resume(all);
      await acting.ticks(1);
      expect(acting.agent.memory.toKeep).toMatchObject([{ id: 'd1' }]);
      expect(acting.lines('persisted', 'failed')).toEqual([]);
      isLacking = false;
      expect(await acting.until('persisted')).toMatchObject({ id: 'd1' });
      expect(content()).toBe(withSplit(6));
    });

    it('is dropped where the topology is gone since', async () => {
      await pausedAtVerification();
      acting.world.clear();
      await acting.ticks(4);
      await acting.killSwitch.resume(all);
      expect(await acting.until('failed')).toMatchObject({ id: 'd1', stage: 'persist', code: 'GONE' });
      expect(content()).toBe(flux);
    });
  });

  it('is not written in a dry mode', async () => {
    await start();
    acting.on('verified', () => {
      acting.options = {
        ...acting.options,
        topology: () => ({ mode: 'suggest', persist: persist() }),
      };
    });
    await acting.until('verified');
    await acting.ticks(3);
    expect(acting.lines('persisted')).toEqual([]);
    expect(content()).toBe(flux);
  });

  it('is written by the next run where the agent ended in between', async () => {
    await start();
    acting.on('verified', () => acting.end());
    // The end comes between the line and the file.
    const blocked = new Error('gone');
    acting.diskFault = ({ kind }) => (kind === 'persisted' ? blocked : undefined);
    await expect(acting.until('persisted')).rejects.toThrow();
    acting.diskFault = () => undefined;
    writeFileSync(file, flux);
    const memory = memoryOf(await remember(journalLines(acting), 'prod'), acting.clock);
    expect(memory.toKeep).toMatchObject([{ id: 'd1', changes: { 'executors.split': { from: 2, to: 6 } } }]);
    acting.restart(memory);
    expect(await acting.until('persisted')).toMatchObject({ id: 'd1' });
    expect(content()).toBe(withSplit(6));
  });
});

describe('in mode approve', () => {
  it('a change is written once it is approved and verified, not before', async () => {
    await start({}, { mode: 'approve' });
    await firstPending(acting);
    await acting.ticks(3);
    await asked(acting, 'approve', 'd1');
    expect(acting.executors('split')).toBe(6);
    expect(content()).toBe(flux);
    await acting.until('verified');
    expect(acting.lines('persisted')).toMatchObject([
      { id: 'd1', text: `${file}: parallelism of split 2 → 6` },
    ]);
    expect(content()).toBe(withSplit(6));
  });

  it('one that is verified by the look that answers a request is written by that look, before anything is sent', async () => {
    await start({}, { mode: 'approve' });
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
    acting.on('verified', () => {
      const at = new Date(acting.clock.now()).toISOString();
      const about = { action: 'rollback', cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null };
      const request = { schema: 'trimtab/request/v1', request: 'ab12', ...about };
      writeFileSync(join(acting.directory, 'queue', 'requests', 'ab12.json'), JSON.stringify(request));
    });
    await acting.until('verified');
    const since = acting.journal.slice(acting.journal.findIndex(({ kind }) => kind === 'verified'));
    const kinds = since.map(({ kind }) => kind);
    expect(kinds).toEqual(['verified', 'persisted', 'intended', 'applied', 'reverted', 'persisted']);
    expect(since.map(({ text }) => text).filter((text) => String(text).startsWith(file))).toEqual([
      `${file}: parallelism of split 2 → 6`,
      `${file}: parallelism of split 6 → 2`,
    ]);
    expect(content()).toBe(flux);
  });

  it('one that was carried out in auto before is not written, and that is said; it stays in force', async () => {
    await start();
    await acting.until('applied');
    acting.options = { ...acting.options, topology: () => ({ mode: 'approve', persist: persist() }) };
    await acting.until('verified');
    expect(acting.lines('failed')).toMatchObject([{ id: 'd1', stage: 'persist', code: 'NOT_APPROVED' }]);
    expect(content()).toBe(flux);
    expect(acting.executors('split')).toBe(6);
    expect(acting.agent.memory.toKeep).toEqual([]);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'verified' }]);
  });
});

describe('going back', () => {
  it('through the agent that runs writes the files, says so, and forgets what still waited for them', async () => {
    await start({}, { mode: 'approve' });
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
    acting.on('verified', () => {
      acting.options = { ...acting.options, topology: () => ({ mode: 'suggest', persist: persist() }) };
    });
    await acting.until('verified');
    expect(acting.agent.memory.toKeep).toMatchObject([{ id: 'd1' }]);
    // As somebody has written it by hand meanwhile.
    writeFileSync(file, withSplit(6));
    const answer = await asked(acting, 'rollback', 'd1');
    expect(answer).toMatchObject({ outcome: 'done', code: 'ROLLBACK' });
    expect(answer.text).toContain(`; files: ${file}: parallelism of split 6 → 2`);
    expect(content()).toBe(flux);
    acting.options = { ...acting.options, topology: () => ({ mode: 'approve', persist: persist() }) };
    await acting.ticks(4);
    expect(content()).toBe(flux);
    expect(acting.lines('persisted').filter(({ id }) => id === 'd1')).toEqual([]);
  });

  it('through the agent that cannot write the files is done all the same, and the answer says what is missing', async () => {
    await start({}, { mode: 'approve' });
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
    await acting.until('persisted');
    writeFileSync(file, '- a list\n');
    const answer = await asked(acting, 'rollback', 'd1');
    expect(answer).toMatchObject({ outcome: 'done', code: 'ROLLBACK' });
    expect(answer.text).toContain('; files: not written, TRIMTAB_E_FILE_FORM: ');
    expect(acting.executors('split')).toBe(2);
  });

  it('by undoing what turned out worse leaves the file as it was', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('reverted');
    expect(content()).toBe(flux);
    expect(await acting.until('persisted')).toMatchObject({ id: 'd2', text: 'the files have it already' });
    expect(content()).toBe(flux);
  });

  it('by a rollback writes the former values back the same way', async () => {
    await start();
    await acting.until('persisted');
    acting.restart(emptyMemory());
    const change = chooseChange(await changesIn(journalLines(acting)), {
      cluster: 'prod',
      topology: undefined,
      id: undefined,
    });
    await carryOutRollback(acting.agent, await planRollback(acting.agent, change), 'operator');
    expect(acting.lines('persisted').at(-1)).toMatchObject({
      id: 'e1',
      text: `${file}: parallelism of split 6 → 2`,
    });
    expect(content()).toBe(flux);
  });
});
