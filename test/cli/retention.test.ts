// An agent with agent.keepJournal as an operator runs it: old files go, and an auditor sees that and which line says so.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { entry, linesIn, names, write } from '../audit/journal.js';
import { emptyDirectory, trimtab } from './trimtab.js';

const speed = 60;
let storm: SimulatedStorm;
beforeAll(async () => {
  storm = await startSimulatedStorm({ speed });
});
afterAll(() => storm.stop());

it('removes what is older, after a line about it; the journal stays valid and is read from there', async () => {
  const cwd = emptyDirectory();
  const state = join(cwd, 'var');
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  for (const [i, days] of [60, 50, 40, 20].entries()) {
    await write(state, [entry(i + 1, { at: daysAgo(days) })], { rotateBytes: 1 });
  }
  const [third = ''] = linesIn(state, '000000000003.jsonl');
  const cluster = `clusters: [{ name: prod, ui: '${storm.uiUrl}', timeScale: ${speed} }]`;
  writeFileSync(join(cwd, 'trimtab.yaml'), `${cluster}\nagent: { keepJournal: 30d }\n`);

  const endWhen = { stderr: /"message":"journal-trimmed"/, signal: 'SIGINT' } as const;
  const ran = await trimtab(['agent', '--output', 'json'], { cwd, endWhen });

  expect(ran.code).toBe(0);
  expect(names(state)).toEqual(['000000000004.jsonl', 'HEAD']);
  const verified = await trimtab(['audit', 'verify'], { cwd });
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /: valid\n.*\n.*\n {2}3 earlier lines were removed by retention, as line \d+ says\n/,
    ) as unknown,
  });
  const listed = await trimtab(['audit', 'list', '--kind', 'trimmed', '--output', 'json'], { cwd });
  const { records } = JSON.parse(listed.stdout) as { records: object[] };
  expect(records).toMatchObject([
    { firstSeq: 1, lastSeq: 3, lastHash: (JSON.parse(third) as { hash: string }).hash, lines: 3, files: 3 },
  ]);
  const shown = await trimtab(['audit', 'show', '2'], { cwd });
  expect(shown.code).toBe(2);
  expect((await trimtab(['audit', 'show', '4'], { cwd })).code).toBe(0);
  // An agent opens it, too, and finds nothing more to do.
  const decided = { stderr: /"message":"decision"/, signal: 'SIGINT' } as const;
  const again = await trimtab(['agent', '--output', 'json'], { cwd, endWhen: decided });
  expect(again.code).toBe(0);
  expect(again.stderr).not.toContain('trimmed');
});
