// The only source of chance: a tiny seeded generator, so that one seed always gives one run.

export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A whole number, uniform in [0, below). */
  integer(below: number): number;
  /** Standard normal. */
  normal(): number;
  /** Log-normal with mean 1 and that coefficient of variation. */
  noise(variation: number): number;
  /** An independent generator for one purpose: draws for one do not move the draws of another. */
  fork(purpose: string): Random;
}

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, enough for noise. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  // Box-Muller; 1 - u keeps the logarithm finite.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    integer: (below) => Math.floor(uniform() * below),
    normal,
    noise: (variation) => {
      const variance = Math.log(1 + variation * variation);
      return Math.exp(Math.sqrt(variance) * normal() - variance / 2);
    },
    fork: (purpose) => createRandom(hash(`${seed >>> 0}/${purpose}`)),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
