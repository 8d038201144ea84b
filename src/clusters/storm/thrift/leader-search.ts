// Asks all seeds at one time who leads; the first that knows is believed.
import type { z } from 'zod';
import { TrimtabError } from '../../../errors/index.js';
import { withOwnSignal } from '../../../util/index.js';
import type { Ask } from './caller.js';
import type { Address } from './connection.js';
import { nimbusSummarySchema } from './schemas.js';

export type Leader = z.output<typeof nimbusSummarySchema>;

export interface Found {
  readonly leader: Leader;
  /** Who named it. */
  readonly seed: Address;
}

export interface LeaderSearch {
  /** @throws TrimtabError where no seed names one */
  find(signal: AbortSignal): Promise<Found>;
  /** One search for all that ask under the same signal while it goes on: what every seed is asked by each would keep the others waiting. */
  findTogether(signal: AbortSignal): Promise<Found>;
}

export function leaderSearch(seeds: readonly Address[], ask: Ask): LeaderSearch {
  let looking: { readonly signal: AbortSignal; readonly found: Promise<Found> } | undefined;

  const find = (signal: AbortSignal): Promise<Found> =>
    withOwnSignal(signal, async (own) => {
      try {
        return await Promise.any(
          seeds.map(async (seed) => {
            const leader = await ask(seed, 'getLeader', nimbusSummarySchema, {}, own.signal);
            return { leader, seed };
          }),
        );
      } catch (thrown) {
        signal.throwIfAborted();
        throw noSeed(thrown);
      } finally {
        // The seeds that have not answered yet need not.
        own.abort();
      }
    });

  const findTogether = async (signal: AbortSignal): Promise<Found> => {
    if (looking?.signal === signal) return await looking.found;
    const own = { signal, found: find(signal) };
    looking = own;
    try {
      return await own.found;
    } finally {
      if (looking === own) looking = undefined;
    }
  };

  return { find, findTogether };
}

/** One error for all seeds: a Nimbus that runs without a leader says more than one that does not run. */
function noSeed(thrown: unknown): unknown {
  if (!(thrown instanceof AggregateError)) return thrown;
  const errors = thrown.errors as unknown[];
  const known = errors.filter((error) => error instanceof TrimtabError);
  const [first] = known;
  if (first === undefined || known.length < errors.length) return errors[0];
  const telling = known.find((error) => error.code !== 'TRIMTAB_E_UNREACHABLE') ?? first;
  const message = known.map((error) => error.message).join('; ');
  return new TrimtabError(telling.code, message, { next: telling.next, cause: thrown });
}
