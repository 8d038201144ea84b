// One step of Adam on a flat array of weights, and the clipping of a gradient by its norm.

export interface AdamState {
  /** Steps done. */
  step: number;
  /** Running means of the gradient and of its square; as long as the weights. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const decayFirst = 0.9;
const decaySecond = 0.999;
const smallest = 1e-7;

export function createAdamState(length: number): AdamState {
  return { step: 0, first: new Float32Array(length), second: new Float32Array(length) };
}

/** Changes `values` and `state` in place (Kingma & Ba 2015, algorithm 1). */
export function adamStep(values: Float32Array, gradient: Float32Array, state: AdamState, rate: number): void {
  state.step += 1;
  const correctFirst = 1 - decayFirst ** state.step;
  const correctSecond = 1 - decaySecond ** state.step;
  const { first, second } = state;
  for (let i = 0; i < values.length; i++) {
    const slope = gradient[i]!;
    first[i] = decayFirst * first[i]! + (1 - decayFirst) * slope;
    second[i] = decaySecond * second[i]! + (1 - decaySecond) * slope * slope;
    values[i]! -= (rate * (first[i]! / correctFirst)) / (Math.sqrt(second[i]! / correctSecond) + smallest);
  }
}

/** Shortens the gradient in place to at most `limit` (Pascanu 2013, algorithm 1); gives its norm before. */
export function clipNorm(gradient: Float32Array, limit: number): number {
  let squares = 0;
  for (const slope of gradient) squares += slope * slope;
  const norm = Math.sqrt(squares);
  if (norm > limit) for (let i = 0; i < gradient.length; i++) gradient[i]! *= limit / norm;
  return norm;
}
