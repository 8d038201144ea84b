// An id that was typed: whole or nearly so; what is shorter may mean another one by now.
import { expect, it } from 'vitest';
import { isMeant, tooShortText } from '../../../src/agent/past/which-id.js';

const id = '20261122T101500Z-1f09ac';

it.each([id, '20261122T101500Z-1f09', '20261122T101500Z-1'])('%s means it', (wanted) => {
  expect(isMeant(id, wanted)).toBe(true);
  expect(tooShortText(wanted)).toBeNull();
});

it.each(['', ' ', '2', '20261122', '20261122T101500Z', '20261122T101500Z-'])('%j means nothing', (wanted) => {
  expect(isMeant(id, wanted)).toBe(false);
  expect(tooShortText(wanted)).not.toBeNull();
});

it('an id of another sort is meant whole', () => {
  expect([isMeant('d1', 'd1'), isMeant('d12', 'd1')]).toEqual([true, false]);
  expect(tooShortText('d1')).toBeNull();
});
