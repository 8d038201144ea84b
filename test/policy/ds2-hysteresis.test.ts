// DS2 with thresholds apart says of a change only what it has left of it.
import { expect, it } from 'vitest';
import { ds2 } from '../../src/policy/ds2.js';
import { ds2Hysteresis } from '../../src/policy/ds2-hysteresis.js';
import { ask, type Stage, steadyState } from './steady-state.js';

it('names no component that stays as it is', () => {
  const stages: Stage[] = [
    { name: 'split', executors: 2, perExecutor: 100 },
    { name: 'count', executors: 10, perExecutor: 100 },
  ];
  const now = steadyState(200, stages);
  const configuration = { 'executors.split': 2, 'executors.count': 10 };
  const own = { demand: { known: true, perSecond: 300 }, configuration } as const;
  expect(ask(ds2, now, own)).toMatchObject({ text: expect.stringContaining('count (20 % busy) 10 → ') });
  expect(ask(ds2Hysteresis, now, own)).toEqual({
    kind: 'propose',
    changes: { 'executors.split': 3 },
    text: 'for the load of 2 min: split (100 % busy) 2 → 3',
  });
});

it('goes down once nothing was busy for twenty minutes, whatever was before', () => {
  const stages: Stage[] = [{ name: 'count', executors: 10, perExecutor: 100 }];
  const at = (minute: number, perSecond: number) => ({
    ...steadyState(perSecond, stages),
    at: minute * 60_000,
  });
  const busy = Array.from({ length: 11 }, (_, minute) => at(minute, 600));
  const calmUntil = (minute: number) => {
    const calm = Array.from({ length: minute - 10 }, (_, i) => at(11 + i, 200));
    return ask(ds2Hysteresis, at(minute, 200), {
      demand: { known: true, perSecond: 200 },
      configuration: { 'executors.count': 10 },
      history: [...busy, ...calm.slice(0, -1)],
    });
  };
  expect(calmUntil(30)).toMatchObject({ kind: 'hold', code: 'WITHIN_BAND' });
  expect(calmUntil(31)).toMatchObject({
    kind: 'propose',
    changes: { 'executors.count': expect.any(Number) },
  });
});
