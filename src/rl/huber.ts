// The loss of a batch: Huber for each part, weighted by importance, and its slope.

export interface Loss {
  /** Mean over the rows of importance × the Huber losses summed over the parts. */
  readonly loss: number;
  /** rows × P: goal - output. */
  readonly errors: Float32Array;
  /** rows × P: d loss / d output. */
  readonly slopes: Float32Array;
}

/**
 * Huber 1964: e²/2 up to delta, beyond it delta (|e| - delta/2), so that one wild error cannot outvote the rest
 * (the "error clipping" of Mnih 2015).
 * @param output rows × P, and as long as `goals`
 * @param importance rows
 * @param deltas P, in units of the goals
 */
export function weightedHuber(
  output: Float32Array,
  goals: Float32Array,
  importance: Float32Array,
  deltas: readonly number[],
): Loss {
  const errors = goals.map((goal, i) => goal - output[i]!);
  const rows = importance.length;
  let sum = 0;
  const slopes = errors.map((error, i) => {
    const weight = importance[Math.floor(i / deltas.length)]! / rows;
    const delta = deltas[i % deltas.length]!;
    const size = Math.abs(error);
    sum += weight * (size <= delta ? (error * error) / 2 : delta * (size - delta / 2));
    return -weight * Math.max(-delta, Math.min(delta, error));
  });
  return { loss: sum, errors, slopes };
}
