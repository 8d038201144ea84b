// Which configurations are worth a look: within what the operator and the engine allow, and never blind where the twin is.
import { describe, expect, it } from 'vitest';
import type { Changes } from '../../src/knobs/index.js';
import { lookAt, policyNamed, type Situation } from '../../src/policy/index.js';
import { runEpisode, suiteNamed } from '../../src/training/index.js';

/** The situations of the beginning of some episodes of the corpus, with what would be looked at in each. */
function looked(
  episodes: readonly number[],
): { readonly situation: Situation; readonly all: readonly Changes[] }[] {
  const seen: { situation: Situation; all: readonly Changes[] }[] = [];
  for (const index of episodes) {
    const spec = suiteNamed('train')?.episode(index);
    if (spec === undefined) throw new Error('no suite');
    runEpisode({
      ...spec,
      minutes: 8,
      guards: 'full',
      policy: {
        name: 'watcher',
        about: '',
        decide: (situation) => {
          const candidates = lookAt(situation);
          if (typeof candidates !== 'string') {
            seen.push({ situation, all: candidates.map(({ changes }) => changes) });
          }
          return { kind: 'hold', code: 'WATCHING', text: '' };
        },
      },
    });
  }
  return seen;
}

/** In 26 and 29 nothing that is told is full. */
const some = looked([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 26, 29]);

describe('candidates', () => {
  it('are there, none of them empty or twice', () => {
    expect(some.length).toBeGreaterThan(10);
    for (const { all } of some) {
      expect(all.length).toBeGreaterThan(3);
      const keys = all.map((changes) => JSON.stringify(Object.entries(changes).sort()));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).not.toContain('[]');
    }
  });

  it('are none where nothing may be turned, and twin-greedy says so', () => {
    const [first] = some;
    if (first === undefined) throw new Error('no situation');
    const answer = policyNamed('twin-greedy')?.decide({ ...first.situation, legal: () => ({}) });
    expect(answer).toMatchObject({ kind: 'hold', code: 'BEST_AS_IT_IS' });
    expect(answer?.text).toMatch(/^there is no other configuration: nothing here may be turned/);
  });

  it('are what the guard about bounds lets pass unclipped', () => {
    for (const { situation, all } of some) {
      for (const changes of all) expect(situation.legal(changes)).toEqual(changes);
    }
  });

  it('never make spouts or ackers fewer: what that costs no engine tells before it is too late', () => {
    for (const { situation, all } of some) {
      const kept = situation.evaluation.components.filter(({ kind }) => kind !== 'bolt');
      for (const changes of all) {
        for (const { name, executors } of kept) {
          expect(changes[`executors.${name}`] ?? executors).toBeGreaterThanOrEqual(executors);
        }
      }
    }
  });

  it('move workers by no more than one rung, or up by two to hosts that are free where the present ones may be full', () => {
    for (const { situation, all } of some) {
      const now = situation.configuration['workers'] ?? 1;
      const most = (situation.crowding?.hosts.free ?? 0) > 0 ? 2 : 1;
      for (const { workers = now } of all) {
        expect(workers).toBeGreaterThanOrEqual(now - 1);
        expect(workers).toBeLessThanOrEqual(now + most);
      }
    }
  });

  it('have another worker beside each build where the hosts may be full, and only there', () => {
    const spread = some.filter(({ situation: { demand, crowding } }) => !demand.known && crowding !== null);
    const packed = some.filter(({ situation: { demand, crowding } }) => !demand.known && crowding === null);
    expect(spread.length).toBeGreaterThan(0);
    expect(packed.length).toBeGreaterThan(0);
    const turnsWorkers = (all: readonly Changes[]) => all.some((changes) => 'workers' in changes);
    for (const { situation, all } of spread) {
      expect(turnsWorkers(all)).toBe(
        (situation.crowding?.hosts.free ?? 0) > 0 && situation.limits.slotsFree > 0,
      );
    }
    for (const { all } of packed) expect(turnsWorkers(all)).toBe(false);
  });

  it('take nothing away while the demand is unknown, but beside an executor that gets nearly everything', () => {
    const unknown = some.filter(({ situation }) => !situation.demand.known);
    expect(unknown.length).toBeGreaterThan(0);
    for (const { situation, all } of unknown) {
      for (const changes of all) {
        for (const { name, executors, skew } of situation.evaluation.components) {
          if ((skew ?? 1) >= 0.8 * executors) continue;
          expect(changes[`executors.${name}`] ?? executors).toBeGreaterThanOrEqual(executors);
        }
      }
    }
  });
});
