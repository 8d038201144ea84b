// Of a large topology only the busiest and the idlest bolts are looked at one by one, so that a decision stays quick.
import { expect, it } from 'vitest';
import type { ComponentEvaluation } from '../../src/metrics/index.js';
import { boltsToTurn } from '../../src/policy/bolts-to-turn.js';
import { steadyState } from './steady-state.js';

/** A chain of so many bolts, each busier than the one before. */
function chain(bolts: number): readonly ComponentEvaluation[] {
  const stages = Array.from({ length: bolts }, (_, i) => ({
    name: `b${i}`,
    executors: 2,
    perExecutor: 10_000 / (i + 1),
  }));
  return steadyState(100, stages).components;
}

const namesOf = (components: readonly ComponentEvaluation[]): string[] => components.map(({ name }) => name);

it('of few bolts all are', () => {
  const { up, down } = boltsToTurn(chain(8));
  expect(namesOf(up).sort()).toEqual(namesOf(down).sort());
  expect(up).toHaveLength(8);
});

it('of many the busiest, to be given more, and the idlest, to be given less', () => {
  const { up, down } = boltsToTurn(chain(50));
  expect(namesOf(up)).toEqual(['b49', 'b48', 'b47', 'b46', 'b45', 'b44', 'b43', 'b42']);
  expect(namesOf(down)).toEqual(['b7', 'b6', 'b5', 'b4', 'b3', 'b2', 'b1', 'b0']);
});

it('no spout and no acker is among them', () => {
  const { up, down } = boltsToTurn(chain(3));
  expect([...up, ...down].every(({ kind }) => kind === 'bolt')).toBe(true);
});
