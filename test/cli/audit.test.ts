// trimtab audit as an auditor runs it: on a sound journal, a damaged one, none at all, and into a pipe that closes.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/audit/index.js';
import { entry, topology } from '../audit/journal.js';
import { decision, file, odd, withJournal } from './audited.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

describe('list', () => {
  it('has one line for each record, also where a name would break it', async () => {
    const ran = await trimtab(['audit', 'list'], { cwd: await withJournal() });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatchInlineSnapshot(`
      "     1  2026-11-22T10:01:00.000Z  started          -  -  policies=["ds2"] version=0.1.0
           2  2026-11-22T10:02:00.000Z  decided          prod/wordcount  20261122T100200Z-1f09ac  action=apply policy=ds2 reasons=[{"answer":"pass","guard":"bounds","text":"within\\nits bounds"}]
           3  2026-11-22T10:03:00.000Z  applied          prod/wordcount  20261122T100200Z-1f09ac  commands=["storm rebalance wordcount -e split=5"]
           4  2026-11-22T10:04:00.000Z  decided          prod/größe,"x"\\u{a}\\u{1b}[31m\\u{202e}  20261122T100400Z-000000  action=hold code=NO_GAIN
      "
    `);
  });

  it('picks what is asked for', async () => {
    const cwd = await withJournal();
    const seqs = async (...words: string[]): Promise<number[]> => {
      const ran = await trimtab(['audit', 'list', '--output', 'json', ...words], { cwd });
      const { schema, records } = JSON.parse(ran.stdout);
      expect(schema).toBe('trimtab/audit-list/v1');
      return records.map((record: { seq: number }) => record.seq);
    };
    expect(await seqs('--topology', 'wordcount')).toEqual([2, 3]);
    expect(await seqs('--topology', odd.name, '--cluster', 'prod')).toEqual([4]);
    expect(await seqs('--kind', 'decided', '--last', '1')).toEqual([4]);
    expect(await seqs('--id', decision)).toEqual([2, 3]);
    expect(await seqs('--since', '2026-11-22T10:02', '--until', '2026-11-22T11:03:00+01:00')).toEqual([2, 3]);
    expect(await seqs('--until', '2026-11-22')).toEqual([]);
  });

  it.each([
    [['--kind', 'guessed'], 'Allowed choices are started, observed'],
    [['--since', 'yesterday'], 'Expected a time such as 2026-11-22T10:00Z'],
    [['--since', '2026-13-01'], 'Expected a time'],
    [['--last', '0'], 'Expected a whole number from 1.'],
  ])('with %j is wrong usage', async (words, sentence) => {
    const ran = await trimtab(['audit', 'list', ...words], { cwd: await withJournal() });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(sentence);
  });

  it('says on stderr when nothing fits, and stops at a line that is no record', async () => {
    const cwd = await withJournal();
    const none = await trimtab(['audit', 'list', '--topology', 'nobody'], { cwd });
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toContain('no record fits');
    writeFileSync(file(cwd), 'x\n');
    const damaged = await trimtab(['audit', 'list', '--output', 'json'], { cwd });
    expect(damaged.code).toBe(5);
    expect(errorOf(damaged).code).toBe('TRIMTAB_E_JOURNAL_DAMAGED');
    expect(damaged.stderr).toBe('');
  });
});

describe('a journal that is damaged', () => {
  it('and can be read is read by all, with a warning', async () => {
    const cwd = await withJournal();
    writeFileSync(file(cwd), readFileSync(file(cwd), 'utf8').replace('split=5', 'split=6'));
    for (const words of [
      ['audit', 'list'],
      ['audit', 'show', decision],
      ['audit', 'export'],
    ]) {
      const ran = await trimtab(words, { cwd });
      expect(ran.code).toBe(0);
      expect(ran.stdout).toContain('split=6');
      expect(ran.stderr).toMatch(
        /^warn: the journal is damaged, and what it says may be false: \S+jsonl line 3 was changed: [^\n]*audit verify/,
      );
    }
  });

  it('is exported as it lies there, and not as Trimtab would have written it', async () => {
    const cwd = await withJournal();
    const changed = readFileSync(file(cwd), 'utf8')
      .replace('"kind":"applied"', '"kind": "applied"')
      .replace('split=5', 'split=\\ud800');
    writeFileSync(file(cwd), changed);
    const jsonl = await trimtab(['audit', 'export'], { cwd });
    expect(jsonl).toMatchObject({ code: 0, stdout: changed });
    const csv = await trimtab(['audit', 'export', '--format', 'csv'], { cwd });
    expect(csv.code).toBe(0);
    expect(csv.stdout).toContain('"{""commands"":[""storm rebalance wordcount -e split=\\ud800""]}"');
    expect(csv.stderr).toMatch(/^warn: the journal is damaged.*line 3 is not in canonical form/);
  });

  it('is read as far as a line that is no record', async () => {
    const cwd = await withJournal();
    const [first, second, ...rest] = readFileSync(file(cwd), 'utf8').split('\n');
    writeFileSync(file(cwd), [first, second, 'x', ...rest].join('\n'));
    const exported = await trimtab(['audit', 'export'], { cwd });
    expect(exported).toMatchObject({ code: 5, stdout: `${first}\n${second}\n` });
    expect(exported.stderr).toMatch(/^TRIMTAB_E_JOURNAL_DAMAGED: \S+ line 3 is no record/);
    const listed = await trimtab(['audit', 'list'], { cwd });
    expect(listed.code).toBe(5);
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('since its lines are gone is told from one that has none', async () => {
    const cwd = await withJournal();
    writeFileSync(file(cwd), '');
    const list = await trimtab(['audit', 'list'], { cwd });
    expect(list).toMatchObject({ code: 0, stdout: '' });
    expect(list.stderr).toMatch(/jsonl: lines 1 to 4 are missing at the end: HEAD names line 4;/);
    const explain = await trimtab(['explain', '--last'], { cwd });
    expect(explain.code).toBe(2);
    expect(explain.stderr).toMatch(/^warn: the journal is damaged.*\nTRIMTAB_E_DECISION_UNKNOWN/);
  });
});

describe('show', () => {
  it('has all records of a decision, by its id, the beginning of it, or the number of a record', async () => {
    const cwd = await withJournal();
    const whole = await trimtab(['audit', 'show', decision], { cwd });
    expect(whole.code).toBe(0);
    expect(whole.stdout.replaceAll(/[0-9a-f]{64}/g, 'HASH')).toMatchInlineSnapshot(`
      "2  2026-11-22T10:02:00.000Z  decided  prod/wordcount
          decision: 20261122T100200Z-1f09ac
          topology: wordcount-1-1700000000
          action: apply
          policy: ds2
          reasons:
            - answer: pass
              guard: bounds
              text: |-
                within
                its bounds
          hash: HASH

      3  2026-11-22T10:03:00.000Z  applied  prod/wordcount
          decision: 20261122T100200Z-1f09ac
          topology: wordcount-1-1700000000
          commands:
            - storm rebalance wordcount -e split=5
          hash: HASH
      "
    `);
    for (const wanted of ['20261122T1002', '2', '3']) {
      expect((await trimtab(['audit', 'show', wanted], { cwd })).stdout).toBe(whole.stdout);
    }
  });

  it('has the record alone where it belongs to no decision', async () => {
    const ran = await trimtab(['audit', 'show', '1', '--output', 'json'], { cwd: await withJournal() });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'trimtab/audit-show/v1',
      id: null,
      records: [{ seq: 1, kind: 'started', version: '0.1.0' }],
    });
  });

  it('of what is not there, or of more than one decision, says so', async () => {
    const cwd = await withJournal();
    const unknown = await trimtab(['audit', 'show', 'x', '--output', 'json'], { cwd });
    expect(unknown.code).toBe(2);
    expect(errorOf(unknown).code).toBe('TRIMTAB_E_RECORD_UNKNOWN');
    expect((await trimtab(['audit', 'show', '99'], { cwd })).stderr).toContain(
      'the journal has no record 99',
    );
    // A day alone is no number of a record, and less than a day no id.
    expect((await trimtab(['audit', 'show', '2026'], { cwd })).code).toBe(2);
    const few = await trimtab(['audit', 'show', '20261122'], { cwd });
    expect(few.stderr).toContain('2 ids begin with 20261122: ');
    const several = await trimtab(['audit', 'show', '20261122T'], { cwd });
    expect(several.code).toBe(2);
    expect(several.stderr).toContain(`2 ids begin with 20261122T: ${decision}, 20261122T100400Z-000000`);
  });
});

describe('export', () => {
  it('as jsonl is the journal, byte for byte', async () => {
    const cwd = await withJournal();
    const ran = await trimtab(['audit', 'export', '--format', 'jsonl'], { cwd });
    expect(ran.stdout).toBe(readFileSync(file(cwd), 'utf8'));
  });

  it('takes --output as every command: json is jsonl, and contradicts csv', async () => {
    const cwd = await withJournal();
    const ran = await trimtab(['audit', 'export', '--output', 'json'], { cwd });
    expect(ran.stdout).toBe(readFileSync(file(cwd), 'utf8'));
    const both = await trimtab(['audit', 'export', '--output', 'json', '--format', 'csv'], { cwd });
    expect(both.code).toBe(2);
    expect(errorOf(both).next).toContain('--output json is --format jsonl');
  });

  it('as csv has a row for each record, quoted where that is needed', async () => {
    const ran = await trimtab(['audit', 'export', '--format', 'csv', '--last', '1'], {
      cwd: await withJournal(),
    });
    const [header = '', ...rest] = ran.stdout.split('\r\n');
    expect(header).toBe('seq,at,kind,id,cluster,topology,topologyId,body,prev,hash');
    expect(rest.join('\r\n')).toMatch(
      /^4,2026-11-22T10:04:00\.000Z,decided,20261122T100400Z-000000,prod,"größe,""x""\n/,
    );
    expect(ran.stdout).toContain('odd-1,"{""action"":""hold"",""code"":""NO_GAIN""}",');
  });
});

describe('where the journal is', () => {
  it.each([
    ['verify', [], 0],
    ['list', [], 0],
    ['show', ['2'], 0],
    ['export', [], 0],
    // There is no such decision: it has come as far as that.
    ['replay', ['99'], 2],
  ])('is enough to know for %s: a bad configuration is told and passed over', async (name, more, code) => {
    const cwd = await withJournal();
    writeFileSync(join(cwd, 'trimtab.yaml'), 'agnet: {}\n');
    const words = ['audit', name, ...more];
    expect((await trimtab(words, { cwd })).stderr).toMatch(/^TRIMTAB_E_CONFIG: /);
    const ran = await trimtab([...words, '--state-dir', 'var'], { cwd });
    expect(ran.code).toBe(code);
    expect(ran.stderr).not.toContain('TRIMTAB_E_CONFIG');
    expect(ran.stderr).toContain('trimtab.yaml:1: agnet: unknown option, did you mean agent?');
    expect(ran.stderr).toContain(`the state directory is ${join(cwd, 'var')}`);
  });

  it('without one, nothing is created, and the next step is said', async () => {
    const ran = await trimtab(['audit', 'verify', '--output', 'json']);
    expect(ran.code).toBe(2);
    expect(errorOf(ran)).toMatchObject({ code: 'TRIMTAB_E_NO_JOURNAL' });
    expect(errorOf(ran).next).toContain('--state-dir');
    expect(existsSync(join(ran.cwd, 'var'))).toBe(false);
    const csv = await trimtab(['audit', 'export', '--format', 'csv']);
    expect(csv).toMatchObject({ code: 2, stdout: '' });
  });

  it('is that of the option, of the configuration, or of the demo when nothing else is named', async () => {
    const cwd = await withJournal('elsewhere');
    expect((await trimtab(['audit', 'verify', '--state-dir', 'elsewhere'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'trimtab.yaml'), 'stateDir: ./elsewhere\n');
    expect((await trimtab(['audit', 'verify'], { cwd })).code).toBe(0);
    const demo = await trimtab(['audit', 'verify'], { cwd: await withJournal('var/demo') });
    expect(demo.code).toBe(0);
    expect(demo.stderr).toContain("this is the demo's");
    const named = await withJournal('var/demo');
    mkdirSync(join(named, 'other'));
    expect((await trimtab(['audit', 'verify', '--state-dir', 'other'], { cwd: named })).code).toBe(2);
  });
});

it('into a pipe that closes early it ends quietly', async () => {
  const cwd = emptyDirectory();
  const { journal } = await openJournal(join(cwd, 'var'));
  const body = { text: 'x'.repeat(2000) };
  await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append(entry(i, { topology, body }))));
  await journal.close();
  for (const words of ['list', 'list --output json', 'export --format csv']) {
    const command = `set -o pipefail; ${process.execPath} ${main} audit ${words} | head -n 1 | wc -l`;
    const ran = await promisify(execFile)('bash', ['-c', command], { cwd });
    expect(ran).toEqual({ stdout: expect.stringMatching(/^\s*1\n$/), stderr: '' });
  }
});

describe('of two topologies of Heron with one name', () => {
  const at = (environ: string) => ({
    cluster: 'h',
    name: 'words',
    id: `local/ads/${environ}/words@1795338733`,
  });

  async function both(): Promise<string> {
    const cwd = emptyDirectory();
    const { journal } = await openJournal(join(cwd, 'var'));
    for (const [n, environ] of ['dev', 'prod', 'dev'].entries())
      await journal.append(
        entry(n + 1, { topology: at(environ), body: { action: 'hold', code: 'NO_GAIN' } }),
      );
    await journal.close();
    return cwd;
  }

  it('lists and exports those of one by its place, and refuses the name of both', async () => {
    const cwd = await both();
    const listed = await trimtab(['audit', 'list', '--topology', 'ads/dev/words', '--output', 'json'], {
      cwd,
    });
    const { records } = JSON.parse(listed.stdout) as { records: { seq: number }[] };
    expect(records.map(({ seq }) => seq)).toEqual([1, 3]);
    const exported = await trimtab(['audit', 'export', '--topology', 'ads/prod/words'], { cwd });
    expect(exported.stdout.trimEnd().split('\n')).toHaveLength(1);
    const refused = await trimtab(['audit', 'list', '--topology', 'words', '--output', 'json'], { cwd });
    expect([refused.code, errorOf(refused).code]).toEqual([2, 'TRIMTAB_E_TOPOLOGY_AMBIGUOUS']);
    expect(errorOf(refused).message).toContain('ads/dev/words, ads/prod/words');
  });
});
