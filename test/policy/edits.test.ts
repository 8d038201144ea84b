// Single edits in place of whole configurations: one rung at a time, from the best of the edits before.
import { expect, it } from 'vitest';
import { type Changes, knobNamed, stepOnLadder } from '../../src/knobs/index.js';
import { lookWithout, type Situation } from '../../src/policy/index.js';
import { runEpisode, suiteNamed } from '../../src/training/index.js';

interface Seen {
  readonly situation: Situation;
  readonly all: readonly Changes[];
}

/** Of the first minutes of some episodes of the corpus. */
function look(): Seen[] {
  const found: Seen[] = [];
  for (const index of [0, 1, 4]) {
    const spec = suiteNamed('train')?.episode(index);
    if (spec === undefined) throw new Error('no suite');
    const decide = (situation: Situation) => {
      const looked = lookWithout(situation, ['configurations']);
      if (typeof looked !== 'string') found.push({ situation, all: looked.map(({ changes }) => changes) });
      return { kind: 'hold', code: 'WATCHING', text: '' } as const;
    };
    runEpisode({ ...spec, minutes: 5, guards: 'full', policy: { name: 'watcher', about: '', decide } });
  }
  return found;
}

const seen = look();

const keyOf = (changes: Changes): string => JSON.stringify(Object.entries(changes).sort());

/** Whether one knob, turned by one rung, lies between two configurations, within what is allowed. */
function isOneEdit(from: Changes, to: Changes, { configuration, legal }: Situation): boolean {
  const now = { ...configuration, ...from };
  return Object.keys({ ...from, ...to }).some((name) => {
    const knob = knobNamed(name);
    const value = now[name];
    if (knob === undefined || value === null || value === undefined) return false;
    return [1, -1].some((step) => {
      const turned = { ...from, [name]: stepOnLadder(knob.ladder, value, step, knob) };
      const differs = Object.entries(turned).filter(([one, to]) => to !== configuration[one]);
      return keyOf(legal(Object.fromEntries(differs))) === keyOf(to);
    });
  });
}

it('each is one edit from the present configuration or from another one, and some turn several knobs', () => {
  expect(seen.length).toBeGreaterThan(2);
  for (const { situation, all: changes } of seen) {
    for (const [i, to] of changes.entries()) {
      expect([{}, ...changes.slice(0, i)].some((from) => isOneEdit(from, to, situation))).toBe(true);
    }
    expect(new Set(changes.map(keyOf)).size).toBe(changes.length);
  }
  const most = Math.max(...seen.flatMap(({ all }) => all.map((changes) => Object.keys(changes).length)));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

it('where nothing may be turned there are none', () => {
  const [first] = seen;
  if (first === undefined) throw new Error('no situation');
  expect(lookWithout({ ...first.situation, legal: () => ({}) }, ['configurations'])).toEqual([]);
});
