// A decision made again from its recorded inputs is the same to the last bit; what is missing, changed or another release is said.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecisionStore } from '../../src/agent/replay/decision-store.js';
import { differencesOf } from '../../src/agent/replay/differences.js';
import { replayDecision } from '../../src/agent/replay/replay.js';
import type { JournalLine } from '../../src/audit/index.js';
import { recordedPolicies } from '../../src/cli/audit/recorded-policies.js';
import { loadDqn, type Policy, policyNamed } from '../../src/policy/index.js';
import { saveUntrained } from '../policy/models.js';
import { Acting, journalLines } from './acting.js';
import { ds2 } from './policies.js';

const named = (name: string): Policy => {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  return policy;
};

let acting: Acting;
let decided: JournalLine[];
const model = (): string => join(acting.directory, 'model');
/** What was read once is not read again, so each replay has a store of its own, as each command has. */
const replayed = (line: JournalLine, folders: readonly string[] = []) =>
  replayDecision(line, new DecisionStore(acting.directory), recordedPolicies(folders));
const some = (by: (line: JournalLine) => boolean): JournalLine => {
  const found = decided.findLast(by);
  if (found === undefined) throw new Error('no such decision');
  return found;
};

// Policies take turns on one topology, with changes, holds and cool-downs among what they decide.
beforeAll(async () => {
  acting = await Acting.start({ topology: () => ({ mode: 'auto' }), timedIds: true });
  await saveUntrained(model());
  const policies = [named('twin-greedy'), await loadDqn(model()), ds2, named('drs'), named('bayesian')];
  for (let round = 0; round < 3; round++) {
    for (const policy of policies) {
      acting.options = { ...acting.options, settings: { policy, coolDownSeconds: 300 } };
      await acting.ticks(6);
    }
  }
  decided = [];
  for await (const line of journalLines(acting)) if (line.kind === 'decided') decided.push(line);
});
afterAll(() => acting.stop());

describe('a recorded decision', () => {
  it('comes out the same, every one of more than fifty by five policies', async () => {
    expect(decided.length).toBeGreaterThanOrEqual(50);
    const all = await Promise.all(decided.map((line) => replayed(line)));
    expect(all.flatMap(({ differences }) => differences)).toEqual([]);
    expect(all.every(({ identical, code }) => identical && code.same)).toBe(true);
    const names = new Set(all.map(({ policy }) => policy?.name));
    expect([...names].sort()).toEqual(['bayesian', 'dqn', 'drs', 'ds2', 'twin-greedy']);
    expect(new Set(all.map(({ action }) => action))).toEqual(new Set(['apply', 'hold']));
    expect(Math.max(...all.map(({ windows }) => windows))).toBeGreaterThan(5);
  });

  it('that the journal tells otherwise is told with each place', async () => {
    const line = some(({ action }) => action === 'apply');
    const { differences, identical } = await replayed({
      ...line,
      proposed: { 'executors.split': 99 },
      action: 'hold',
    });
    expect(identical).toBe(false);
    expect(differences).toEqual(
      expect.arrayContaining([
        { path: 'decided.action', recorded: 'hold', replayed: 'apply' },
        expect.objectContaining({ path: 'decided.proposed.executors.split', recorded: 99 }),
      ]),
    );
  });

  it('of a policy that decides otherwise now differs', async () => {
    const line = some(({ action }) => action === 'apply');
    const { differences } = await replayDecision(line, acting.agent.state.decisions, () =>
      Promise.resolve(named('keep')),
    );
    expect(differences.map(({ path }) => path)).toContain('decided.action');
  });
});

describe('what cannot be replayed says why', () => {
  it('a decision whose inputs were never kept', async () => {
    const text = /^what \S+ was made from was not kept/;
    await expect(replayed({ ...some(() => true), inputs: null })).rejects.toThrow(text);
  });

  it('inputs that were changed, or that are gone', async () => {
    const line = some(({ policy }) => policy === 'drs');
    const file = join(acting.directory, 'decisions', `${line.id}.json.gz`);
    writeFileSync(file, gzipSync('{"schema":"trimtab/decision/v1"}'));
    await expect(replayed(line)).rejects.toMatchObject({
      code: 'TRIMTAB_E_NOT_REPLAYABLE',
      message: expect.stringContaining('does not have the hash that the journal has') as string,
    });
    writeFileSync(file, 'no gzip');
    await expect(replayed(line)).rejects.toThrow(`cannot read ${file}`);
    rmSync(file);
    await expect(replayed(line)).rejects.toThrow(`the inputs of ${line.id} are no longer kept`);
  });

  it('a window of the past that was changed', async () => {
    const last = some(({ policy }) => policy === 'twin-greedy');
    const earlier = decided[decided.indexOf(last) - 1];
    if (earlier === undefined) throw new Error('no decision before');
    const { windows } = await replayed(last);
    expect(windows).toBeGreaterThan(0);
    const file = join(acting.directory, 'decisions', `${earlier.id}.json.gz`);
    const whole = readFileSync(file);
    writeFileSync(file, gzipSync('{"evaluation":{"at":1}}'));
    await expect(replayed(last)).rejects.toThrow('its window is not the one that was decided with');
    writeFileSync(file, whole);
  });

  it('a model that is another one now, or gone, unless it is found elsewhere', async () => {
    const line = some(({ policy }) => policy === 'dqn');
    const copy = join(acting.directory, 'copy');
    await saveUntrained(copy);
    await saveUntrained(model(), { seeds: [7] });
    await expect(replayed(line)).rejects.toThrow(
      /the model with SHA-256 \S+ is not there any more: .* is another one/,
    );
    rmSync(model(), { recursive: true });
    await expect(replayed(line)).rejects.toThrow('manifest.json is missing');
    expect(await replayed(line, [copy])).toMatchObject({ identical: true });
  });
});

it('numbers that differ in the last bit, and what is only on one side, are differences', () => {
  expect(differencesOf({ a: [0.1 + 0.2], b: null, c: 1 }, { a: [0.3], b: {}, d: 1 })).toEqual([
    { path: 'a.0', recorded: 0.1 + 0.2, replayed: 0.3 },
    { path: 'b', recorded: null, replayed: {} },
    { path: 'c', recorded: 1, replayed: undefined },
    { path: 'd', recorded: undefined, replayed: 1 },
  ]);
});
