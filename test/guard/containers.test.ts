// Containers of Heron that nobody asked for: more instances may need them, and the operator's limit of them holds all the same.
import { describe, expect, it } from 'vitest';
import { type GuardInput, proposalRules, runGuards } from '../../src/guard/index.js';
import type { Packed } from '../../src/twin/index.js';
import { guardInput, limits } from './input.js';

const dealt = ['text', 'split', 'split', 'split', 'split', 'count'];
/** One container of six, as submitted. */
const packed: Packed = {
  containers: [
    {
      id: 1,
      instances: dealt.map((component, i) => ({
        component,
        task: i + 1,
        index: dealt.slice(0, i).filter((name) => name === component).length,
      })),
    },
  ],
  submitted: { instances: 6, containers: 1 },
  repacking: 'keeping',
  deactivateSeconds: 0,
};
const configuration = { 'executors.text': 1, 'executors.split': 4, 'executors.count': 1, workers: 1 };

function guarded(changes: GuardInput['changes'], max: number, own: Partial<GuardInput> = {}) {
  const heron = limits({
    generation: 'heron',
    elastic: true,
    instancesPerContainer: 6,
    tasks: { text: 4, split: 16, count: 4 },
    bounds: { workers: { max } },
  });
  const { answers, changes: left } = runGuards(
    proposalRules,
    guardInput(changes, { configuration, limits: heron, packed, ...own }),
  );
  const [{ answer, code, text } = { answer: '', code: '', text: '' }] = answers;
  return { answer, code, text, left };
}

describe('more instances than the containers have room for', () => {
  it.each([
    ['keeping', 'clip', { 'executors.split': 10 }],
    ['round-robin', 'veto', {}],
  ] as const)('do not go beyond the containers allowed: %s', (repacking, answer, left) => {
    const own = { packed: { ...packed, repacking } };
    expect(guarded({ 'executors.split': 12 }, 1, own)).toEqual(
      expect.objectContaining({
        answer,
        code: 'OUT_OF_BOUNDS',
        text: expect.stringMatching(
          /^executors\.split = 12: takes [23] containers, and the configuration allows 1$/,
        ),
        left,
      }),
    );
  });

  it('are left for one component where no share of them has room for all', () => {
    const full = {
      ...packed,
      containers: packed.containers.map(({ id, instances }) => ({
        id,
        instances: [
          ...instances,
          ...[4, 5, 6, 7, 8].map((index) => ({ component: 'split', task: 3 + index, index })),
        ],
      })),
    };
    const own = { configuration: { ...configuration, 'executors.split': 9 }, packed: full };
    const asked = { 'executors.split': 10, 'executors.count': 2 };
    expect(guarded(asked, 1, own)).toEqual(
      expect.objectContaining({ answer: 'clip', left: { 'executors.split': 10 } }),
    );
  });

  it('pass where as many containers are allowed, or nothing is known of how it is packed', () => {
    expect(guarded({ 'executors.split': 12 }, 2).code).toBe('WITHIN_BOUNDS');
    expect(guarded({ 'executors.split': 12 }, 1, { packed: undefined }).code).toBe('WITHIN_BOUNDS');
  });

  it('are dropped alone: what becomes fewer goes on', () => {
    const both = guarded({ 'executors.split': 16, 'executors.count': 1, 'executors.text': 1 }, 1);
    expect(both.left).toEqual({ 'executors.split': 10 });
    const now = { ...configuration, 'executors.count': 2 };
    const two = {
      ...packed,
      containers: packed.containers.map(({ id, instances }) => ({
        id,
        instances: [...instances, { component: 'count', task: 7, index: 1 }],
      })),
    };
    const left = guarded({ 'executors.split': 16, 'executors.count': 1 }, 1, {
      configuration: now,
      packed: two,
    });
    expect(left).toEqual(
      expect.objectContaining({ answer: 'clip', left: { 'executors.count': 1, 'executors.split': 10 } }),
    );
  });
});

it('a topology that has more containers already than are allowed may still shrink, and fill them', () => {
  const wide: Packed = {
    ...packed,
    containers: [1, 2].map((id) => ({
      id,
      instances: (packed.containers[0]?.instances ?? []).filter(({ task }) => task % 2 === id - 1),
    })),
  };
  const now = { ...configuration, workers: 2 };
  expect(guarded({ 'executors.split': 2 }, 1, { configuration: now, packed: wide }).left).toEqual({
    'executors.split': 2,
  });
  // And grow within those that it has.
  expect(guarded({ 'executors.split': 5 }, 1, { configuration: now, packed: wide }).code).toBe(
    'WITHIN_BOUNDS',
  );
});
