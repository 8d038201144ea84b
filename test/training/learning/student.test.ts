// What the networks of a training remember: what was forgotten takes no memory, also where a site's decisions are never forgotten.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { valueParts } from '../../../src/objective/index.js';
import { dqnInputs } from '../../../src/policy/index.js';
import { type CandidateSet, openBackend, type Transition } from '../../../src/rl/index.js';
import { createStudent, shapeOf } from '../../../src/training/learning/student.js';
import { tinySpec } from './playing.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const parts = valueParts.length;
const setOf = (count: number): CandidateSet => ({
  count,
  features: new Float32Array(count * dqnInputs),
  prior: new Float32Array(count * parts),
});

/** Decisions after each of which there are so many candidates. */
const decisions = (amount: number, candidates: number): Transition[] =>
  Array.from({ length: amount }, () => ({
    set: setOf(1),
    chosen: 0,
    reward: new Float32Array(parts),
    discount: 1,
    next: setOf(candidates),
  }));

/** Their memory is given back by another thread, some time after the collection. */
const mebibytes = (): number => {
  collect();
  return process.memoryUsage().arrayBuffers / 2 ** 20;
};

it('frees what was played before the networks began once it is forgotten, though the history of a site stays', async () => {
  const [capacity, kept] = [10, 2];
  const spec = { ...tinySpec, capacity };
  const backend = await openBackend({ prefer: 'wasm', shape: shapeOf(spec), rows: 1 });
  const student = createStudent(spec, backend, null, kept, 1);
  const before = mebibytes();
  student.remember([{ transitions: decisions(kept, 1) }], true);
  student.remember([{ transitions: decisions(capacity, 20_000) }], false);
  expect(mebibytes()).toBeGreaterThan(before + 20);
  student.remember([{ transitions: decisions(capacity, 1) }], false);
  await expect.poll(mebibytes, { timeout: 20_000 }).toBeLessThan(before + 10);
  // It learns all the same.
  expect(await student.learn(0, new AbortController().signal)).not.toBeNull();
});
