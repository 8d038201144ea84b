// An agent whose objective is a function of the site: who decides by it, what is recorded of it, and what becomes of a bad one.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DecisionStore } from '../../src/agent/replay/decision-store.js';
import { readHistory } from '../../src/agent/replay/history.js';
import { replayDecision } from '../../src/agent/replay/replay.js';
import type { JournalLine } from '../../src/audit/index.js';
import { recordedPolicies } from '../../src/cli/audit/recorded-policies.js';
import { builtInTopology } from '../../src/config/index.js';
import { loadOwnUtility } from '../../src/objective/index.js';
import { loadDqn, type Policy, policyNamed } from '../../src/policy/index.js';
import { saveUntrained } from '../policy/models.js';
import { Acting, journalLines, writeJournal } from './acting.js';
import { agent, config, file, stopAgent } from './daemon-rig.js';

const directory = mkdtempSync(join(tmpdir(), 'trimtab-own-'));
const path = join(directory, 'own.mjs');
const cheap = 'export default ({ costPerHour }) => -costPerHour;';
const quick = 'export default ({ throughputPerSecond }) => Math.log2(throughputPerSecond) / 3;';

const twinGreedy = named('twin-greedy');

function named(name: string): Policy {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
}

let acting: Acting | undefined;
afterEach(async () => {
  await acting?.stop();
  acting = undefined;
  await stopAgent();
});

/** Looks at the demo's word count, which is short of splitters, for so long. */
async function decidedBy(text: string, ticks: number, policy = twinGreedy): Promise<JournalLine[]> {
  writeFileSync(path, text);
  const own = await loadOwnUtility(path, () => {});
  acting = await Acting.start({
    topology: () => ({ mode: 'auto', objective: { ...builtInTopology.objective, own } }),
    settings: { policy, fallback: twinGreedy },
    timedIds: true,
  });
  await acting.ticks(ticks);
  const lines: JournalLine[] = [];
  for await (const line of journalLines(acting)) if (line.kind === 'decided') lines.push(line);
  return lines;
}

const started = (): Acting => {
  if (acting === undefined) throw new Error('nothing was started');
  return acting;
};
const replayed = (line: JournalLine) =>
  replayDecision(line, new DecisionStore(started().directory), recordedPolicies([]));

describe('a function of the site', () => {
  it('decides what is done', async () => {
    const [fast] = (await decidedBy(quick, 6)).filter(({ action }) => action === 'apply');
    expect(fast?.proposed).toMatchObject({ 'executors.split': expect.any(Number) as number });
    await started().stop();
    const thrifty = await decidedBy(cheap, 6);
    expect(thrifty.length).toBeGreaterThan(2);
    expect(thrifty.filter(({ action }) => action === 'apply')).toEqual([]);
  });

  it('hands what dqn would decide to its fallback', async () => {
    const folder = join(directory, 'model');
    await saveUntrained(folder);
    const lines = await decidedBy(quick, 4, await loadDqn(folder));
    const said = lines.flatMap(({ reasons }) => reasons as { code: string; text: string }[]);
    expect(said).toContainEqual(expect.objectContaining({ guard: 'confidence', code: 'OTHER_OBJECTIVE' }));
  });

  it('is recorded, so that a decision comes out the same, unless it is another one by now', async () => {
    const lines = await decidedBy(quick, 6);
    const [line] = lines.filter(({ action }) => action === 'apply');
    if (line === undefined) throw new Error('nothing was applied');
    expect(await replayed(line)).toMatchObject({ identical: true, differences: [] });
    await writeJournal(started());
    // Of the first look nothing was kept, for nobody was asked; nothing else is left out for that.
    const { decided, usable } = await readHistory(started().directory, 0);
    expect([decided, usable]).toEqual([lines.length, 0]);
    writeFileSync(path, cheap);
    await expect(replayed(line)).rejects.toMatchObject({
      code: 'TRIMTAB_E_NOT_REPLAYABLE',
      message: expect.stringMatching(/is not there any more: .*own\.mjs is another one \(SHA-256 /) as string,
    });
    writeFileSync(path, 'export default 1;');
    await expect(replayed(line)).rejects.toThrow(/its default export is number/);
  });

  it('that fails while it is asked leaves all as it is', async () => {
    const failing =
      'let asked = 0; export default () => { if (++asked > 4) throw new Error("gone"); return 0; };';
    const lines = await decidedBy(failing, 6);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter(({ action }) => action === 'apply')).toEqual([]);
    expect(started().logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a configuration that names a module', () => {
  const naming = (name: string): string =>
    config('a').replace('{ mode: suggest }', `{ mode: suggest, objective: { module: ${name} } }`);

  it('is not taken where that cannot be used: not at the start, and at a reload the former one goes on', async () => {
    writeFileSync(path, quick);
    const { daemon, journal, logs } = await agent(naming(path));
    await daemon.start();
    writeFileSync(path, 'export default () => "much";');
    writeFileSync(file, naming(path));
    await daemon.reload();
    expect(logs.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'config-refused', code: 'TRIMTAB_E_OBJECTIVE' },
    ]);
    expect(journal.some(({ kind }) => kind === 'config-reloaded')).toBe(false);
    await stopAgent();
    await expect(agent(naming(path))).rejects.toMatchObject({ code: 'TRIMTAB_E_OBJECTIVE' });
  });
});
