// Measures rows by chance, each once before any is repeated: the floor for every other tuner.
import type { Tuner, TunerContext } from '../types.js';
import { shuffled } from './design.js';

export function randomTuner({ configurations, random }: TunerContext): Tuner {
  let left: number[] = [];
  return {
    ask: () => {
      if (left.length === 0) left = shuffled(configurations.length, random);
      return left.pop() ?? 0;
    },
    tell: () => undefined,
  };
}
