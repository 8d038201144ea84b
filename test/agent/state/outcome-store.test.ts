// What became of changes is kept for longer than a run: nobody's are lost to another writer, nor a damaged file to the next one.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Outcomes } from '../../../src/agent/past/trust.js';
import { OutcomeStore } from '../../../src/agent/state/outcome-store.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-outcomes-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const fileOf = (cluster: string): string => join(directory, 'outcomes', `${cluster}.json`);
const named = (name: string) => ({ name, id: `${name}-1-1700000000` });

/** One change of each of these topologies, verified in this order. */
function verified(...names: readonly string[]): Outcomes {
  const outcomes = new Outcomes();
  for (const [i, name] of names.entries()) {
    outcomes.take('verified', { id: `d${String(i).padStart(5, '0')}`, topology: named(name) }, {});
  }
  return outcomes;
}

async function kept(): Promise<readonly string[]> {
  const damaged: string[] = [];
  const all = (await new OutcomeStore(directory).load('prod', (_, why) => damaged.push(why))).all();
  expect(damaged).toEqual([]);
  return Object.keys(all);
}

it('those of a command are laid over what the agent has kept: neither knows of the other’s', async () => {
  const store = new OutcomeStore(directory);
  await store.save('prod', verified('words'));
  await store.save('prod', verified('clicks'));
  expect((await kept()).toSorted()).toEqual(['clicks', 'words']);
});

it('a damaged file is told at the start, and set aside at the next change, not written over', async () => {
  const store = new OutcomeStore(directory);
  await store.save('prod', verified('words'));
  writeFileSync(fileOf('prod'), '{"words": 7}');
  const told: string[] = [];
  await store.load('prod', (file, why) => told.push(`${file}: ${why}`));
  expect(told).toEqual([expect.stringMatching(/prod\.json: words: /)]);
  expect(existsSync(`${fileOf('prod')}.damaged`)).toBe(false);
  await store.save('prod', verified('clicks'));
  expect(readFileSync(`${fileOf('prod')}.damaged`, 'utf8')).toBe('{"words": 7}');
  expect(await kept()).toEqual(['clicks']);
});

it('of topologies that are gone the newest thousand stay, and those that run in any case', async () => {
  const store = new OutcomeStore(directory);
  const names = Array.from({ length: 1003 }, (_, i) => `t${i}`);
  const outcomes = verified(...names);
  await store.save('prod', outcomes);
  await store.forgetGone('prod', outcomes, [named('t0')]);
  const left = names.filter((name) => name !== 't1' && name !== 't2');
  expect((await kept()).toSorted()).toEqual(left.toSorted());
  expect(Object.keys(outcomes.all()).toSorted()).toEqual(left.toSorted());
});
