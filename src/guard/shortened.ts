// Cuts down a change that asks for more than there is: lists what could be left of it, the most first, for a guard to take the first that fits.
import { type Changes, type Configuration, componentOf } from '../knobs/index.js';

/** Of what executors were to grow by, the largest share that fits is left. */
const shares = [0.75, 0.5, 0.25] as const;

/**
 * Less memory than asked for is another change, so memory that grows is left out.
 * @param grown the knobs that grow
 * @returns what may be left, the most first; the last is all that does not grow
 */
export function shortened(
  grown: readonly string[],
  changes: Changes,
  configuration: Configuration,
): readonly Changes[] {
  const rest = Object.fromEntries(Object.entries(changes).filter(([knob]) => !grown.includes(knob)));
  const grownBy = (share: number): Changes =>
    Object.fromEntries(
      grown.flatMap((knob) => {
        const now = configuration[knob] ?? 0;
        const to = now + Math.floor(share * ((changes[knob] ?? 0) - now));
        return componentOf(knob) === undefined || to <= now ? [] : [[knob, to] as const];
      }),
    );
  const alone = grown.filter((knob) => componentOf(knob) !== undefined);
  const smaller = shares.map((share) => grownBy(share)).filter((one) => Object.keys(one).length > 0);
  const single = alone.length > 1 ? alone.map((knob): Changes => ({ [knob]: changes[knob] ?? 0 })) : [];
  return [...[...smaller, ...single].map((one) => ({ ...rest, ...one })), rest];
}

/** Whether it is the number of executors of a component, and grows. */
export function hasMore(knob: string, changes: Changes, configuration: Configuration): boolean {
  return componentOf(knob) !== undefined && (changes[knob] ?? 0) > (configuration[knob] ?? 0);
}
