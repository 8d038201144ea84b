// The state directory keeps references and past suggestions, survives damage and other writers, and does not grow for ever.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Outcomes } from '../../../src/agent/past/trust.js';
import { openStateDir, type SavedSuggestion } from '../../../src/agent/state/state.js';
import type { Suggestion } from '../../../src/agent/suggest/suggestion.js';
import { TrimtabError } from '../../../src/errors/index.js';
import type { Evaluation } from '../../../src/metrics/index.js';
import type { StoredReference } from '../../../src/outlook/index.js';
import { evaluation, noon, topology } from '../../builders.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-state-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const reference = { throughputPerSecond: 950, completeLatencyMs: 840, costPerHour: 0.12 };
const suggestion: Suggestion = {
  schema: 'trimtab/suggestion/v1',
  at: '2026-11-22T10:00:00Z',
  cluster: { name: 'prod', engine: 'storm', version: '2.8.3', leader: 'master-1' },
  topologies: [],
};

/** The state directory, one question at a time. */
function opened(folder: string) {
  const store = openStateDir(folder);
  const damaged: string[] = [];
  const onDamaged = (file: string, why: string) => damaged.push(`${file}: ${why}`);
  return {
    damaged,
    reference: async (cluster: string, id: string) =>
      (await store.load(cluster, noon, onDamaged)).reference(id),
    history: async (cluster: string, id: string, since: number) =>
      (await store.load(cluster, since, onDamaged)).history(id, since),
    saveReference: (cluster: string, id: string, kept: StoredReference, running: readonly string[] = []) =>
      store.save(cluster, [], { first: new Map([[id, kept]]), running }, onDamaged),
    saveSuggestion: (one: SavedSuggestion) =>
      store.save(one.clusterName, [one], { first: new Map(), running: [] }, onDamaged),
  };
}

function saved(id: string, own: Partial<Omit<SavedSuggestion, 'id'>> = {}): SavedSuggestion {
  // Ids begin with the time they were made at.
  const dated = /^(\d{8}T|b$)/.test(id) ? id : `20261122T100000Z-${id}`;
  return { id: dated, clusterName: 'prod', suggestion, evaluation: evaluation(), inputs: null, ...own };
}

const at = (minutes: number, own: Partial<Evaluation> = {}): Evaluation =>
  evaluation({ at: noon + minutes * 60_000, ...own });

async function refusal(act: () => Promise<unknown>): Promise<TrimtabError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof TrimtabError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the reference of a topology', () => {
  it('is unknown at first, and kept from one run to the next', async () => {
    const store = opened(join(directory, 'new', 'state'));
    expect(await store.reference('prod', 'wordcount')).toBeUndefined();
    await store.saveReference('prod', 'wordcount', reference);
    const reopened = opened(join(directory, 'new', 'state'));
    expect(await reopened.reference('prod', 'wordcount')).toEqual(reference);
  });

  it('is another for the same name on another cluster, and for names that look alike', async () => {
    const store = opened(directory);
    await store.saveReference('a', 'b,c', reference);
    await store.saveReference('prod', 'constructor', { ...reference, costPerHour: 1 });
    expect(await store.reference('a,b', 'c')).toBeUndefined();
    expect(await store.reference('test', 'constructor')).toBeUndefined();
    expect(await store.reference('a', 'b,c')).toEqual(reference);
  });

  it.each([
    ['is cut off', '{"["', 'it is not JSON'],
    ['is empty', '', 'it is not JSON'],
    ['is a list', '[]', 'Invalid input: expected record, received array'],
    ['is null', 'null', 'Invalid input: expected record, received null'],
    ['is a text', '"x"', 'Invalid input: expected record, received string'],
    [
      'has text for a number',
      '{"k":{"throughputPerSecond":"x","completeLatencyMs":1,"costPerHour":1}}',
      'k.throughputPerSecond: Invalid input: expected number, received string',
    ],
    [
      'is of a later release',
      '{"schema":"trimtab/references/v7","references":[]}',
      'schema: it is of another release: trimtab/references/v7',
    ],
  ])('begins anew where its file %s; that is set aside, and told once', async (_, content, why) => {
    const file = join(directory, 'references.json');
    writeFileSync(file, content);
    const store = opened(directory);
    expect(await store.reference('prod', 'wordcount')).toBeUndefined();
    expect(await store.reference('prod', 'wordcount')).toBeUndefined();
    expect(store.damaged).toEqual([`${file}: ${why}`]);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(content);
    await store.saveReference('prod', 'wordcount', reference);
    expect(await opened(directory).reference('prod', 'wordcount')).toEqual(reference);
  });

  it('stays while its topology runs; of those that are over the last thousand of the cluster stay', async () => {
    const ids = Array.from({ length: 1200 }, (_, i) => `etl-${i}`);
    const keys = ids.map((id) => JSON.stringify(['prod', id]));
    const others = ['test', 'prod,', 'pro'].map((name) => JSON.stringify([name, 'etl-0']));
    const all = Object.fromEntries(['["prod","long"]', ...others, ...keys].map((key) => [key, reference]));
    // Of the release before versions: oldest first, as each one adds at the end.
    writeFileSync(join(directory, 'references.json'), JSON.stringify(all));
    const store = opened(directory);
    await store.saveReference('prod', 'new', reference, ['long', 'new']);
    const file = readFileSync(join(directory, 'references.json'), 'utf8');
    const kept = Object.keys((JSON.parse(file) as { references: object }).references);
    expect(kept.slice(-5)).toEqual(['["prod","long"]', ...others, '["prod","new"]']);
    expect(kept.slice(0, -5)).toEqual(keys.slice(200));
    // A list that lacks it, when it has run for longer than all of the others.
    await store.saveReference('prod', 'newer', reference, ['newer']);
    expect(await store.reference('prod', 'long')).toEqual(reference);
  });

  it('is kept where its file is found damaged only then, and that is told', async () => {
    const store = opened(directory);
    await store.saveReference('prod', 'first', reference);
    writeFileSync(join(directory, 'references.json'), '{');
    await store.saveReference('prod', 'second', reference);
    expect(store.damaged).toHaveLength(1);
    expect(await store.reference('prod', 'second')).toEqual(reference);
  });

  it('loses none where the agents of two clusters add theirs at the same moment', async () => {
    const store = opened(directory);
    await Promise.all(['a', 'b', 'c'].map((cluster) => store.saveReference(cluster, 'wordcount', reference)));
    for (const cluster of ['a', 'b', 'c'])
      expect(await store.reference(cluster, 'wordcount')).toEqual(reference);
  });

  it('begins anew once where two clusters find the damage at the same moment', async () => {
    writeFileSync(join(directory, 'references.json'), '{');
    const store = opened(directory);
    await Promise.all([store.reference('a', 'wordcount'), store.reference('b', 'wordcount')]);
    expect(store.damaged).toHaveLength(1);
  });
});

describe('the history of a topology', () => {
  it('has its evaluations since a time, oldest first', async () => {
    const store = opened(directory);
    for (const minutes of [4, 0, 2]) {
      await store.saveSuggestion(saved(`20261122T100${minutes}00Z-0`, { evaluation: at(minutes) }));
    }
    expect(await store.history('prod', topology.id, noon)).toEqual([at(0), at(2), at(4)]);
    expect(await store.history('prod', topology.id, noon + 60_000)).toEqual([at(2), at(4)]);
    expect(await store.history('prod', topology.id, noon + 999_000_000)).toEqual([]);
  });

  it('leaves out other clusters, other topologies, earlier submissions of the same name, and holds without a window', async () => {
    const store = opened(directory);
    const earlier = { ...topology, id: 'wordcount-1-1600000000' };
    await store.saveSuggestion(saved('1', { clusterName: 'test' }));
    await store.saveSuggestion(saved('2', { evaluation: at(0, { topology: earlier }) }));
    await store.saveSuggestion(saved('3', { evaluation: null }));
    await store.saveSuggestion(saved('4'));
    expect(await store.history('prod', topology.id, 0)).toHaveLength(1);
  });

  it('passes over files that are damaged or not its own', async () => {
    const store = opened(directory);
    await store.saveSuggestion(saved('2'));
    const folder = join(directory, 'suggestions');
    writeFileSync(join(folder, '1.json'), '{"id":');
    writeFileSync(
      join(folder, '3.json'),
      '{"id":"3","clusterName":"prod","suggestion":{},"evaluation":{"at":1}}',
    );
    writeFileSync(join(folder, '4.json'), 'null');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    mkdirSync(join(folder, '5.json'));
    expect(await store.history('prod', topology.id, 0)).toEqual([evaluation()]);
  });

  it('is empty before anything was saved', async () => {
    expect(await opened(directory).history('prod', topology.id, 0)).toEqual([]);
  });
});

describe('the state directory', () => {
  it('keeps the newest five thousand suggestions, and what is not a suggestion', async () => {
    const folder = join(directory, 'suggestions');
    mkdirSync(folder);
    for (let i = 0; i < 5005; i++) writeFileSync(join(folder, `a${String(i).padStart(5, '0')}.json`), '{}');
    writeFileSync(join(folder, 'README'), 'mine');
    await opened(directory).saveSuggestion(saved('b'));
    const names = readdirSync(folder).toSorted();
    expect(names).toHaveLength(5001);
    expect(names.filter((n) => n.endsWith('.json'))).toHaveLength(5000);
    expect(names).toContain('b.json');
    expect(names).not.toContain('a00005.json');
    expect(names).toContain('a00006.json');
  });

  it('can be written by two at once without damage', async () => {
    const [one, other] = [opened(directory), opened(directory)];
    const writes = Array.from({ length: 20 }, async (_, i) => {
      const store = i % 2 === 0 ? one : other;
      await store.saveReference('prod', `t${i}`, reference);
      await store.saveSuggestion(saved(`id-${i}`));
      await other.saveSuggestion(saved('same'));
    });
    await Promise.all(writes);
    expect(await one.history('prod', topology.id, 0)).toHaveLength(21);
    expect(Object.keys(JSON.parse(readFileSync(join(directory, 'references.json'), 'utf8')))).not.toEqual([]);
    expect(readdirSync(directory).toSorted(), 'no temporary file is left').toEqual([
      'references.json',
      'suggestions',
    ]);
  });

  it('is refused where a file is in its place', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const error = await refusal(() => Promise.resolve().then(() => openStateDir(file)));
    expect(error.code).toBe('TRIMTAB_E_STATE_DIR');
    expect(error.message).toContain(file);
  });
});

describe('what became of changes', () => {
  it('may be read by the group of the agent, whatever the umask: trimtab pending shows it', async () => {
    const outcomes = new Outcomes();
    outcomes.take('verified', { id: 'd1', topology }, {});
    await openStateDir(directory).outcomes.save('prod', outcomes);
    const modeOf = (...path: string[]) => statSync(join(directory, 'outcomes', ...path)).mode & 0o777;
    expect([modeOf(), modeOf('prod.json')]).toEqual([0o750, 0o640]);
  });
});
