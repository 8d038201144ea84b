// Calls Nimbus: reads go to the leader that is known, and once more when it is gone or silent; what changes something is sent once.
import type { z } from 'zod';
import { type ErrorCode, TrimtabError } from '../../../errors/index.js';
import type { CallName, StructValue } from '../../../thrift/index.js';
import { nimbusCaller } from './caller.js';
import { type Address, addressText, parseAddress } from './connection.js';
import { type ActingCall, towardsChange } from './errors.js';
import { type Leader, leaderSearch } from './leader-search.js';

export interface NimbusOptions {
  /** "host:port" of every Nimbus; one that answers is enough. */
  readonly seeds: readonly string[];
  /** Wall time allowed for one call. */
  readonly timeoutSeconds: number;
  /** Calls in flight at one time. */
  readonly concurrency: number;
}

export interface Nimbus {
  /** Asks the seeds, whatever is known already. */
  leader(signal: AbortSignal): Promise<Leader>;
  /** A reading call: any Nimbus answers it, the leader best. */
  read<S extends z.ZodType>(
    name: Exclude<CallName, 'getLeader' | ActingCall>,
    schema: S,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<z.output<S>>;
  /**
   * A call that changes something: to the leader as the seeds name it now, and never a second time. Only where no connection to its
   * own name comes about does the seed that named it get the call; if that one is not the leader, it refuses.
   * @param lastLook runs when the leader is known, before anything is sent; what it throws ends the call
   * @throws TrimtabError TRIMTAB_E_UNCERTAIN once it is sent and no answer can be read, an abort included
   */
  act(
    name: ActingCall,
    values: StructValue,
    lastLook: (leader: Leader) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Why a call that waited for its turn is not made: whom it was for has failed another one meanwhile. */
class GivenUp extends Error {}

export function nimbusClient(options: NimbusOptions): Nimbus {
  const seeds = options.seeds.map(parseAddress);
  const { ask, tell } = nimbusCaller(options);
  const { find, findTogether } = leaderSearch(seeds, ask);
  /** Who is asked first. */
  let known: Address | undefined;
  /** How often it was given up. */
  let losses = 0;

  /**
   * Who answers in its place.
   * @throws the error, where it came too late and would most likely do so again
   */
  const successorOf = async (first: Address, error: unknown, signal: AbortSignal): Promise<Address> => {
    if (known !== undefined && !isSame(known, first)) return known;
    const isLate = isOf(error, 'TRIMTAB_E_TIMEOUT');
    if (isLate && seeds.every((seed) => isSame(seed, first))) throw error;
    const { leader, seed } = await findTogether(signal);
    if (!isSame(leader, first)) return leader;
    if (isLate) throw error;
    // Its own name for itself means nothing here: then the seed that named it answers too.
    return seed;
  };

  return {
    leader: async (signal) => {
      const { leader } = await find(signal);
      known = { host: leader.host, port: leader.port };
      return leader;
    },
    read: async (name, schema, values, signal) => {
      const first = known ?? (await findTogether(signal)).leader;
      const before = losses;
      const onTurn = (): void => {
        if (losses !== before) throw new GivenUp();
      };
      const onFailure = (error: unknown): void => {
        // Once: others that asked it at the same time may have found its successor by now.
        if (losses !== before || !isGone(error)) return;
        losses += 1;
        known = undefined;
      };
      let second: Address;
      try {
        const answer = await ask(first, name, schema, values, signal, { onTurn, onFailure });
        if (losses === before) known = first;
        return answer;
      } catch (error) {
        if (!isGone(error)) throw error;
        second = await successorOf(first, error, signal);
      }
      const answer = await ask(second, name, schema, values, signal);
      known = second;
      return answer;
    },
    act: async (name, values, lastLook, signal) => {
      const { leader, seed } = await find(signal).catch((error: unknown) => {
        throw towardsChange(error);
      });
      known = { host: leader.host, port: leader.port };
      await lastLook(leader);
      const failed = await tell(leader, name, values, signal);
      if (failed === undefined) return;
      if (isSame(leader, seed)) throw failed;
      if ((await tell(seed, name, values, signal)) !== undefined) throw failed;
    },
  };
}

/** The leader has changed, is cut off or hangs. */
function isGone(error: unknown): boolean {
  return error instanceof GivenUp || isOf(error, 'TRIMTAB_E_UNREACHABLE') || isOf(error, 'TRIMTAB_E_TIMEOUT');
}

function isOf(error: unknown, code: ErrorCode): boolean {
  return error instanceof TrimtabError && error.code === code;
}

function isSame(one: Address, other: Address): boolean {
  return addressText(one) === addressText(other);
}
