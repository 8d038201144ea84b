// The dry run of a whole cluster, with the state it leaves behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateDir, type StateStore } from '../../../src/agent/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import type { StoredReference } from '../../../src/outlook/index.js';
import type { Policy } from '../../../src/policy/index.js';
import { noon, topology } from '../../builders.js';
import { dryRun, keep, stopped } from './dry-run.js';

let directory: string;
let state: StateStore;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'trimtab-suggest-'));
  state = openStateDir(directory);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const run = (own: Parameters<typeof dryRun>[1] = {}) => dryRun(state, own);

const isWhole = (file: string): never => expect.unreachable(`${file} was damaged`);

async function referenceOf(topologyId: string): Promise<StoredReference | undefined> {
  return (await state.load('prod', noon, isWhole)).reference(topologyId);
}

describe('suggest', () => {
  it('answers for every topology, whatever state it is in', async () => {
    const { topologies, cluster, schema } = await run();
    expect(schema).toBe('trimtab/suggestion/v1');
    expect(cluster).toEqual({ name: 'prod', engine: 'storm', version: '2.8.3', leader: 'master-1' });
    expect(topologies.map((t) => [t.name, t.decision.action, t.decision.reasons.at(0)?.code])).toEqual([
      ['wordcount', 'hold', 'READY'],
      ['clicks', 'hold', 'INACTIVE'],
    ]);
  });

  it('takes the first full window as the reference of its utility, and keeps it', async () => {
    const first = await run();
    expect(first.topologies[0]?.utility).toBeCloseTo(0, 9);
    const reference = await referenceOf(topology.id);
    expect(reference?.throughputPerSecond).toBeCloseTo(500, 0);
    const slower = { throughputPerSecond: 250, completeLatencyMs: 40, costPerHour: 0.19 };
    const references = { first: new Map([[topology.id, slower]]), running: [] };
    await state.save('prod', [], references, isWhole);
    const later = await run();
    expect(later.topologies[0]?.utility, 'twice as fast as the kept reference').toBeGreaterThan(0.2);
    expect((await referenceOf(topology.id))?.throughputPerSecond).toBe(250);
    expect(await referenceOf(stopped.id), 'nothing was measured').toBeUndefined();
  });

  it('saves what it decided, so that the next run has a history', async () => {
    await run();
    const history = (await state.load('prod', noon, isWhole)).history(topology.id, noon);
    expect(history).toHaveLength(1);
    let seen = -1;
    const counting: Policy = {
      ...keep,
      decide: (s) => {
        seen = s.history.length;
        return keep.decide(s);
      },
    };
    await run({ policy: counting });
    expect(seen).toBe(1);
  });

  it('works without a place for state', async () => {
    const { topologies } = await run({ state: null });
    expect(topologies[0]?.utility).toBeCloseTo(0, 9);
  });

  it('says so when no topology runs, and when there is none of that name', async () => {
    expect((await run({ refs: [] })).topologies).toEqual([]);
    const error = await run({ topology: 'wordcuont' }).catch((e: unknown) => e);
    if (!(error instanceof TrimtabError)) throw new Error('no TrimtabError');
    expect(error.code).toBe('TRIMTAB_E_TOPOLOGY_UNKNOWN');
    expect(error.message).toBe(
      'no topology is named "wordcuont"; did you mean wordcount? (running: wordcount, clicks)',
    );
  });

  it('looks at the one that is asked for only', async () => {
    const { topologies } = await run({ topology: 'clicks' });
    expect(topologies.map((t) => t.name)).toEqual(['clicks']);
  });

  it('goes on with the others when one topology disappears', async () => {
    const gone = new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', 'gone');
    const { topologies } = await run({ fake: { fault: () => gone } });
    expect(topologies.map((t) => t.decision.reasons[0]?.code)).toEqual(['GONE', 'INACTIVE']);
  });

  it('goes on with the others when one topology cannot be read, and says why', async () => {
    const broken = new TrimtabError('TRIMTAB_E_ENGINE_FAILED', 'HTTP 500 on a page');
    const { topologies } = await run({ fake: { fault: () => broken } });
    expect(topologies[0]?.decision.reasons[0]).toMatchObject({
      code: 'UNREADABLE',
      text: 'HTTP 500 on a page',
    });
  });

  it('fails when no topology at all can be read', async () => {
    const broken = new TrimtabError('TRIMTAB_E_TIMEOUT', 'hangs');
    await expect(run({ refs: [topology], fake: { fault: () => broken } })).rejects.toBe(broken);
  });

  it('goes on measuring after polls that fail for a while', async () => {
    const passing = (elapsed: number) =>
      elapsed > 30 && elapsed < 70 ? new TrimtabError('TRIMTAB_E_ENGINE_FAILED', 'HTTP 500') : undefined;
    const { topologies } = await run({ fake: { fault: passing } });
    expect(topologies[0]?.window?.seconds).toBe(120);
  });
});
