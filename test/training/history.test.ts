// What is learned from the recorded decisions of a site: returns as they really followed, and how much of which topology is trusted.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistory, type SiteHistory } from '../../src/agent/replay/history.js';
import { openJournal } from '../../src/audit/index.js';
import type { RecordedEpisode } from '../../src/decision/index.js';
import { valueParts } from '../../src/objective/index.js';
import { dqnInputs, policyNamed } from '../../src/policy/index.js';
import { transitionsOf } from '../../src/training/history/transitions.js';
import { remember, trainingSpecSchema } from '../../src/training/index.js';
import { Acting, writeJournal } from '../agent/acting.js';
import { emptyDirectory } from '../cli/trimtab.js';

const spec = trainingSpecSchema.parse({ branchMinutes: 10, decideEveryMinutes: 1 });
let acting: Acting;
let history: SiteHistory;
let episode: RecordedEpisode;

// A starved bolt: held for a while, then changed, then watched.
beforeAll(async () => {
  const policy = policyNamed('twin-greedy');
  if (policy === undefined) throw new Error('no policy');
  acting = await Acting.start({ topology: () => ({ mode: 'auto' }), settings: { policy } });
  await acting.ticks(30);
  await writeJournal(acting);
  history = await readHistory(acting.directory, 60_000);
  const [first] = history.episodes;
  if (first === undefined) throw new Error('no episode');
  episode = first;
});
afterAll(() => acting.stop());

describe('the history of a site', () => {
  it('has its decisions in order, and with the one that changed something what it changed and the pause', () => {
    expect(history.usable).toBe(history.decided);
    expect(history.because).toBeNull();
    const times = episode.decisions.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const changed = episode.decisions.filter(({ changes }) => Object.keys(changes).length > 0);
    expect(changed.length).toBe(
      new Set(acting.journal.filter((l) => l.kind === 'intended').map((l) => l.id)).size,
    );
    expect(changed[0]?.changes).toHaveProperty('executors.split');
    expect(changed[0]?.pauseSeconds).toBeGreaterThan(1);
  });

  it('passes over what comes sooner than asked, but never a decision that changed something', async () => {
    const seldom = await readHistory(acting.directory, 5 * 60_000);
    const count = ({ episodes }: SiteHistory) => episodes.flatMap(({ decisions }) => decisions).length;
    const changed = ({ episodes }: SiteHistory) =>
      episodes.flatMap(({ decisions }) => decisions).filter(({ changes }) => Object.keys(changes).length > 0);
    expect(count(seldom)).toBeLessThan(count(history) / 2);
    expect(changed(seldom)).toHaveLength(changed(history).length);
  });

  it('is one stretch where decisions are wanted further apart than the longest gap between them', async () => {
    const slow = emptyDirectory();
    cpSync(join(acting.directory, 'decisions'), join(slow, 'decisions'), { recursive: true });
    const { journal } = await openJournal(slow);
    const decided = acting.journal.filter(({ kind }) => kind === 'decided');
    for (const [i, { kind, id, topology, seq: _, at: __, ...body }] of decided.entries()) {
      const at = new Date(Date.UTC(2026, 0, 1) + i * 10 * 60_000).toISOString();
      await journal.append({ kind, at, id, topology, body });
    }
    await journal.close();
    const { episodes } = await readHistory(slow, 40 * 60_000);
    expect(episodes).toHaveLength(1);
    expect(episodes[0]?.decisions).toHaveLength(Math.ceil(decided.length / 4));
  });

  it('goes on where a change stays in force and only its configuration file could not be written', async () => {
    const kept = emptyDirectory();
    cpSync(join(acting.directory, 'decisions'), join(kept, 'decisions'), { recursive: true });
    const { journal } = await openJournal(kept);
    for (const { kind, at, id, topology, seq: _, ...body } of acting.journal) {
      await journal.append({ kind, at, id, topology, body });
      const why = { stage: 'persist', code: 'TRIMTAB_E_FILE_WRITE', text: 'it is read-only' };
      if (kind === 'verified') await journal.append({ kind: 'failed', at, id, topology, body: why });
    }
    await journal.close();
    const { episodes } = await readHistory(kept, 60_000);
    expect(acting.journal.some(({ kind }) => kind === 'verified')).toBe(true);
    expect(episodes.map(({ decisions }) => decisions.length)).toEqual(
      history.episodes.map(({ decisions }) => decisions.length),
    );
  });

  it('says what is missing, and reads the rest', async () => {
    const [first] = acting.journal.filter(({ kind }) => kind === 'decided');
    rmSync(join(acting.directory, 'decisions', `${first?.id}.json.gz`));
    const less = await readHistory(acting.directory, 60_000);
    expect(less.usable).toBeLessThan(less.decided);
    expect(less.because).toMatch(/no longer kept/);
  });
});

describe('what it teaches', () => {
  it('is a transition for each decision but the last, the chosen row that of what was done', () => {
    const transitions = transitionsOf(episode, spec);
    expect(transitions).toHaveLength(episode.decisions.length - 1);
    const chosen = transitions.filter(({ chosen: row }) => row > 0);
    expect(chosen.length).toBeGreaterThan(0);
    for (const { set, chosen: row, reward, discount, next } of transitions) {
      expect(row).toBeLessThan(set.count);
      expect(set.features).toHaveLength(set.count * dqnInputs);
      expect([...reward].every(Number.isFinite)).toBe(true);
      expect(discount).toBeLessThan(1);
      expect(next).not.toBeNull();
    }
  });

  it('gives the change that relieved the bolt a higher return than waiting had', () => {
    const transitions = transitionsOf(episode, spec);
    const at = transitions.findIndex(({ chosen }) => chosen > 0);
    const total = (i: number): number =>
      valueParts.reduce((sum, _, p) => sum + (transitions[i]?.reward[p] ?? 0), 0);
    // After it the load is met: hold goes on with what the change brought.
    expect(total(at + 1)).toBeGreaterThan(0);
  });

  it('does not depend on how far apart the decisions of a steady time are', () => {
    // The first one is the reference, of utility 0.
    const last = episode.decisions.at(-1);
    const valueAt = (minutes: number): number[] => {
      const decisions = [0, 1, 2, 3].flatMap((i) =>
        last === undefined ? [] : [{ ...last, changes: {}, pauseSeconds: 0, atMs: i * minutes * 60_000 }],
      );
      // Of a value that goes on as it is, what a return has of it is one minus what the rest is discounted by.
      return transitionsOf({ ...episode, decisions }, spec).map(
        ({ reward, discount }) => Math.max(...[...reward].map(Math.abs)) / (1 - discount),
      );
    };
    const [each] = valueAt(1);
    expect(each).toBeGreaterThan(0.1);
    for (const value of [...valueAt(1), ...valueAt(3), ...valueAt(25)])
      expect(value).toBeCloseTo(each ?? 0, 4);
  });

  it('takes what another policy did for one more candidate', () => {
    const own = { 'executors.split': 3, 'executors.count': 3 };
    const other = episode.decisions.map((one, i) => (i === 0 ? { ...one, changes: own } : one));
    const [before] = transitionsOf(episode, spec);
    const [first] = transitionsOf({ ...episode, decisions: other }, spec);
    expect(first?.set.count).toBe((before?.set.count ?? 0) + 1);
    expect(first?.chosen).toBe(first === undefined ? 0 : first.set.count - 1);
  });
});

it('the newest decisions of a long history are held back, and no return of what is learned reaches into them', () => {
  const hours = Array.from({ length: 6 }, (_, i) => ({
    ...episode,
    decisions: episode.decisions.map((one) => ({ ...one, atMs: one.atMs + i * 3600_000 })),
  }));
  const all = hours.flatMap((one) => transitionsOf(one, spec)).length;
  const { transitions, heldBack, topologies } = remember(hours, spec, null, 1);
  expect(heldBack.length).toBeGreaterThanOrEqual(0.15 * all);
  // The last decision before the boundary has nothing to follow it.
  expect(all - transitions.length - heldBack.length).toBeLessThanOrEqual(1);
  expect(topologies[0]?.decisions).toBe(transitions.length);
  expect(remember(hours.slice(0, 1), spec, null, 1).heldBack).toEqual([]);
  expect(remember(hours, spec, 'another', 1).heldBack).toEqual([]);
});

describe('how much is trusted', () => {
  const named = (topology: string, decisions = episode.decisions): RecordedEpisode => ({
    ...episode,
    topology,
    decisions,
  });

  it('is all of the topology itself, of one like it nearly all, of an unlike one less', () => {
    const idle = episode.decisions.map((one) => ({
      ...one,
      madeFrom: {
        ...one.madeFrom,
        evidence: { ...one.madeFrom.evidence, horizonSeconds: 100_000, utilityNoise: 5, watchedSeconds: 1e6 },
        history: [],
        earlier: [],
        objective: {
          ...one.madeFrom.objective,
          weights: { throughput: 0, latency: 0, cost: 1, stability: 0 },
        },
      },
    }));
    const { topologies } = remember([named('a'), named('b'), named('c', idle)], spec, 'a', 1);
    const trust = Object.fromEntries(topologies.map((one) => [one.topology, one.trust]));
    expect(trust['a']).toBe(1);
    expect(trust['b']).toBeCloseTo(1, 6);
    expect(trust['c']).toBeLessThan(0.9);
    expect(trust['c']).toBeGreaterThan(0);
  });

  it('is nothing of another where the topology itself has too few decisions to tell what it is like', () => {
    const few = named('a', episode.decisions.slice(0, 1));
    const { topologies, transitions } = remember([few, named('b')], spec, 'a', 1);
    expect(topologies.find((one) => one.topology === 'b')?.trust).toBe(0);
    expect(transitions).toEqual([]);
  });

  it('is the same of all where no topology is named, and the draw is by the seed', () => {
    const all = [named('a'), named('b')];
    expect(remember(all, spec, null, 1).topologies.map(({ trust }) => trust)).toEqual([1, 1]);
    expect(remember(all, spec, 'a', 1)).toEqual(remember(all, spec, 'a', 1));
  });
});
