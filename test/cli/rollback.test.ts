// `rollback` as an operator types it: a dry run, the real thing, a veto, beside an agent, and with nothing to go back from.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Requests, type Told } from '../../src/agent/index.js';
import { openJournal, readJournal } from '../../src/audit/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { emptyDirectory, type Ran, trimtab } from './trimtab.js';

const speed = 30;
let storm: SimulatedStorm;
let stateDir: string;
beforeEach(async () => {
  storm = await startSimulatedStorm({ speed });
  stateDir = emptyDirectory();
});
afterEach(() => storm.stop());

const executors = (): number =>
  storm.world.topologies()[0]?.components.find((c) => c.name === 'split')?.executors ?? 0;
const rollback = (...more: string[]): Promise<Ran> => {
  const common = ['--ui', storm.uiUrl, '--time-scale', String(speed), '--state-dir', stateDir];
  return trimtab(['rollback', ...common, ...more]);
};

/**
 * As an agent leaves it that turned split from 2 to 4 and saw it through, or is at it.
 * @param goneChange the id of a change of a former submission, in place of one that runs
 */
async function journaled(isDone = true, goneChange?: string): Promise<void> {
  const running = storm.world.topologies()[0]?.id ?? '';
  const id = goneChange === undefined ? running : 'top-words-7-1600000000';
  if (isDone && goneChange === undefined) storm.world.rebalance(id, 0, { executors: { split: 4 } });
  storm.world.advance(60);
  const { journal } = await openJournal(stateDir);
  const at = new Date().toISOString();
  const about = {
    at,
    id: goneChange ?? '20261122T101500Z-1f09ac',
    topology: { cluster: new URL(storm.uiUrl).host, name: 'top-words', id },
  };
  const unknown = { throughputPerSecond: null, completeLatencyMs: null, utility: null, pendingUse: null };
  await journal.append({
    ...about,
    kind: 'intended',
    body: {
      step: 1,
      of: 1,
      changes: { 'executors.split': { from: 2, to: 4 } },
      before: { ...unknown, pendingLimit: null },
      predicted: null,
    },
  });
  if (isDone) {
    await journal.append({ ...about, kind: 'applied', body: { step: 1 } });
    await journal.append({ ...about, kind: 'verified', body: {} });
  }
  await journal.close();
}

describe('rollback', () => {
  it('of a change that is on its way says that it may still arrive', async () => {
    await journaled(false);
    const { stdout, code } = await rollback();
    expect(code).toBe(0);
    expect(stdout).toContain('now 2  is as it was before');
    expect(stdout).toContain('it is under way and may still arrive');
    expect(stdout).not.toContain('nothing to do');
  });

  it('passes over a newer change of a topology that runs no more, unless there is no other', async () => {
    await journaled(true, '20261121T101500Z-2f09ac');
    const alone = await rollback();
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/TRIMTAB_E_CHANGE_UNKNOWN: 20261121T101500Z-2f09ac was a change of /);
    await journaled();
    await journaled(true, '20261123T101500Z-3f09ac');
    expect((await rollback()).stdout).toContain('change 20261122T101500Z-1f09ac of ');
  });

  it('says what it would do, and sends nothing', async () => {
    await journaled();
    const ran = await rollback();
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.replace(/ of \S+Z\n/, ' of TIME\n')).toBe(
      [
        'top-words  change 20261122T101500Z-1f09ac of TIME',
        '  executors.split  2 → 4  now 4  goes back to 2',
        '  command  storm rebalance top-words -w 10 -e split=2',
        '  a dry run: nothing was sent; --yes does it',
        '',
      ].join('\n'),
    );
    expect(executors()).toBe(4);
  });

  it('shows what its files would be, and writes them back with --yes', async () => {
    await journaled();
    const flux = (split: number) => `name: w\nbolts:\n  - {id: split, parallelism: ${split}} # CPU\n`;
    const [file, config] = [join(stateDir, 'w.yaml'), join(stateDir, 'trimtab.yaml')];
    writeFileSync(file, flux(4));
    const clusters = `[{ name: "${new URL(storm.uiUrl).host}", ui: "${storm.uiUrl}" }]`;
    writeFileSync(
      config,
      `clusters: ${clusters}\ntopologies: { defaults: { persist: { files: [w.yaml] } } }\n`,
    );
    const dry = await rollback('--config', config);
    expect(dry.stdout).toContain(
      '-  - {id: split, parallelism: 4} # CPU\n+  - {id: split, parallelism: 2} # CPU\n',
    );
    expect(readFileSync(file, 'utf8')).toBe(flux(4));
    expect((await rollback('--config', config, '--yes')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(flux(2));
    writeFileSync(file, '- a list\n');
    const again = await rollback('--config', config, '20261122T101500Z-1f', '--output', 'json');
    expect(JSON.parse(again.stdout)).toMatchObject({ commands: [], files: null });
  });

  it('does it with --yes, and leaves it in the journal', async () => {
    await journaled();
    const ran = await rollback('20261122T101500Z-1f09', '--yes', '--output', 'json');
    expect(ran.code).toBe(0);
    const { outcome } = JSON.parse(ran.stdout) as { outcome: { kind: string; id: string } };
    expect(outcome.kind).toBe('done');
    expect(executors()).toBe(2);
    const kinds: string[] = [];
    for await (const line of readJournal(stateDir)) kinds.push(line.kind);
    expect(kinds.slice(3)).toEqual(['intended', 'applied', 'reverted']);
    const again = await rollback('20261122T101500Z-1f09ac');
    expect(again.stdout).toContain('2 → 4  now 2  is as it was before\n  nothing to do\n');
  });

  it('whose terminal is gone in mid-change says how far it came, and what does the rest', async () => {
    await storm.stop();
    // In the time of the wall it would take half a minute.
    storm = await startSimulatedStorm({ speed: 1 });
    await journaled();
    const common = ['--ui', storm.uiUrl, '--state-dir', stateDir];
    const ran = await trimtab(['rollback', ...common, '--yes'], {
      endWhen: { stderr: /\bsent\b/, signal: 'SIGHUP' },
    });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain(
      'TRIMTAB_E_INTERRUPTED: interrupted in mid-change: 0 of 1 steps are in force, and step 1 may have been sent and come into force still',
    );
    expect(ran.stderr).toContain('trimtab rollback 20261122T101500Z-1f09ac --yes does what is left of it');
  });

  it('vetoed by a pause ends with 4, and the commands are still there', async () => {
    await journaled();
    await trimtab(['pause', '--state-dir', stateDir]);
    const ran = await rollback('--yes');
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('command  storm rebalance top-words -w 10 -e split=2');
    expect(ran.stderr).toMatch(/^TRIMTAB_E_VETOED: kill-switch: PAUSED: everything is paused/);
    expect(executors()).toBe(4);
    const json = await rollback('--yes', '--output', 'json');
    expect(json.code).toBe(4);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'trimtab/rollback/v1',
      error: { code: 'TRIMTAB_E_VETOED', message: expect.stringMatching(/^kill-switch: PAUSED: /) as string },
    });
  });

  it.each<[string, (lines: string) => string]>([
    ['whose past was changed', (lines) => lines.replaceAll('{"from":2,"to":4}', '{"from":3,"to":4}')],
    ['that was emptied', () => ''],
  ])('on a journal %s prints no command, and ends as audit verify does', async (_, damage) => {
    await journaled();
    const file = join(stateDir, 'journal', '000000000001.jsonl');
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    for (const words of [[], ['--yes']]) {
      const ran = await rollback(...words);
      expect(ran).toMatchObject({ code: 5, stdout: '' });
      expect(ran.stderr).toContain(`TRIMTAB_E_JOURNAL_DAMAGED: ${file}`);
    }
    expect(executors()).toBe(4);
  });

  it('beside an agent that does not answer is withdrawn in time, and nothing is sent', async () => {
    await journaled();
    const { journal } = await openJournal(stateDir);
    const ran = await rollback('--yes', '--wait', '1');
    await journal.close();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /TRIMTAB_E_NO_ANSWER: the agent has not taken the request within 1 s: it is withdrawn, and nothing is done\n {2}next: /,
    );
    expect(readdirSync(join(stateDir, 'queue', 'requests'))).toEqual([]);
    expect(executors()).toBe(4);
  });

  describe('that its agent has answered', () => {
    async function answered(told: Told, ...more: string[]): Promise<Ran> {
      await journaled();
      const { journal } = await openJournal(stateDir);
      const requests = new Requests(stateDir);
      await requests.open();
      const ran = rollback('--yes', ...more);
      const taken = () => requests.take(new URL(storm.uiUrl).host, ['rollback'], () => {});
      let [request] = await taken();
      while (request === undefined) {
        await setTimeout(50);
        [request] = await taken();
      }
      await requests.answer(request, told);
      const result = await ran;
      await journal.close();
      return result;
    }

    it('and done in part hands on the next step of the agent: the lines have another id', async () => {
      const next = 'Look at the topology; trimtab audit show ID has what was sent.';
      const told = { outcome: 'failed', code: 'PAUSED', text: 'everything is paused', next } as const;
      const { code, stdout, stderr } = await answered(told);
      expect(code).toBe(1);
      expect(stderr).toContain(`TRIMTAB_E_ROLLBACK: PAUSED: everything is paused\n  next: ${next}`);
      expect(stdout).toContain('  not done as a whole by the agent\n');
    });

    it('and done is told by the id of its lines, as one without an agent', async () => {
      const as = '20261122T103000Z-2e09ac';
      const told = { outcome: 'done', code: 'ROLLBACK', text: `rolled back as ${as}`, next: '', as } as const;
      const { code, stdout } = await answered(told, '--output', 'json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: { kind: 'done', id: as } });
    });
  });

  it('without any change, or with an unknown id, ends with 2 and the next step', async () => {
    const none = await rollback();
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('TRIMTAB_E_NO_JOURNAL: there is no journal in ');
    await journaled();
    const wrong = await rollback('20261122T101500Z-1f09ad');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('did you mean 20261122T101500Z-1f09ac?');
  });
});
