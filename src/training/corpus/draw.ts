// Draws that every part of the corpus needs.
import type { Random } from '../../util/index.js';

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Log-uniform. */
export function scaled(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[random.integer(items.length)] ?? items[0];
}
