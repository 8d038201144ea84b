// Calls Nimbus: reads go to the leader that is known, and once more when it is gone or silent; what changes something is sent once.
import pLimit from 'p-limit';
import type { z } from 'zod';
import { type ErrorCode, TrimtabError } from '../../../errors/index.js';
import {
  type CallName,
  decodeReply,
  encodeCall,
  Malformed,
  type Reply,
  type StructValue,
} from '../../../thrift/index.js';
import { withOwnSignal } from '../../../util/index.js';
import { readBody } from '../../rest/read-body.js';
import { uncertain } from '../../rest/uncertain.js';
import { type Address, addressText, exchange, parseAddress } from './connection.js';
import { type ActingCall, errorOfReply, nimbusError, towardsChange } from './errors.js';
import { nimbusSummarySchema } from './schemas.js';

export interface NimbusOptions {
  /** "host:port" of every Nimbus; one that answers is enough. */
  readonly seeds: readonly string[];
  /** Wall time allowed for one call. */
  readonly timeoutSeconds: number;
  /** Calls in flight at one time. */
  readonly concurrency: number;
}

export type Leader = z.output<typeof nimbusSummarySchema>;

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

interface Answered {
  readonly place: string;
  readonly reply: Reply;
}

interface Moments {
  /** When it is the call's turn, before the connection; what it throws ends the call. */
  readonly onTurn?: () => void;
  /** When there is no answer, before the next call has its turn. */
  readonly onFailure?: (error: unknown) => void;
  /** See Exchange. */
  readonly onSend?: () => void;
}

/** Why a call that waited for its turn is not made: whom it was for has failed another one meanwhile. */
class GivenUp extends Error {}

interface Found {
  readonly leader: Leader;
  /** Who named it. */
  readonly seed: Address;
}

export function nimbusClient(options: NimbusOptions): Nimbus {
  const seeds = options.seeds.map(parseAddress);
  const limit = pLimit(options.concurrency);
  const { timeoutSeconds } = options;
  /** Who is asked first. */
  let known: Address | undefined;
  /** How often it was given up. */
  let losses = 0;
  let looking: { readonly signal: AbortSignal; readonly found: Promise<Found> } | undefined;
  let sequence = 0;

  const call = async (
    address: Address,
    name: CallName,
    values: StructValue,
    signal: AbortSignal,
    { onTurn, onFailure, ...sending }: Moments = {},
  ): Promise<Answered> => {
    sequence = (sequence + 1) % 0x7fffffff;
    const own = sequence;
    const place = addressText(address);
    const message = encodeCall(name, values, own);
    const bytes = await limit(async () => {
      onTurn?.();
      try {
        return await exchange({ address, message, timeoutSeconds, signal, ...sending });
      } catch (error) {
        onFailure?.(error);
        throw error;
      }
    });
    return { place, reply: decoded(place, name, own, bytes) };
  };

  const ask = async <S extends z.ZodType>(
    address: Address,
    name: CallName,
    schema: S,
    values: StructValue,
    signal: AbortSignal,
    moments: Moments = {},
  ): Promise<z.output<S>> => {
    const { place, reply } = await call(address, name, values, signal, moments);
    if (reply.kind === 'threw' || reply.kind === 'failed') throw errorOfReply(place, name, reply);
    return readBody(schema, `Nimbus ${place} ${name}`, reply.kind === 'done' ? null : reply.value);
  };

  /** @returns undefined when the Nimbus has done it, else why nothing was sent */
  const tell = async (
    address: Address,
    name: ActingCall,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<TrimtabError | undefined> => {
    let sent = false;
    const onSend = (): void => {
      sent = true;
    };
    const answered = await call(address, name, values, signal, { onSend }).catch((error: unknown) => {
      if (sent) throw uncertain(name, error);
      if (error instanceof TrimtabError) return error;
      throw error;
    });
    if (answered instanceof TrimtabError) return answered;
    const { place, reply } = answered;
    if (reply.kind === 'threw' || reply.kind === 'failed') throw errorOfReply(place, name, reply);
    return undefined;
  };

  const find = (signal: AbortSignal): Promise<Found> =>
    withOwnSignal(signal, async (own) => {
      try {
        return await Promise.any(
          seeds.map(async (seed) => {
            const named = await ask(seed, 'getLeader', nimbusSummarySchema, {}, own.signal);
            return { leader: named, seed };
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

  /** One search for all reads of one moment: what every seed is asked by each would keep the others waiting. */
  const findForReads = async (signal: AbortSignal): Promise<Found> => {
    if (looking?.signal === signal) return await looking.found;
    const own = { signal, found: find(signal) };
    looking = own;
    try {
      return await own.found;
    } finally {
      if (looking === own) looking = undefined;
    }
  };

  /**
   * Who answers in its place.
   * @throws the error, where it came too late and would most likely do so again
   */
  const successorOf = async (first: Address, error: unknown, signal: AbortSignal): Promise<Address> => {
    if (known !== undefined && !isSame(known, first)) return known;
    const isLate = isOf(error, 'TRIMTAB_E_TIMEOUT');
    if (isLate && seeds.every((seed) => isSame(seed, first))) throw error;
    const { leader, seed } = await findForReads(signal);
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
      const first = known ?? (await findForReads(signal)).leader;
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

function decoded(place: string, name: CallName, sequence: number, bytes: Buffer) {
  try {
    return decodeReply(name, sequence, bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw nimbusError(
      'TRIMTAB_E_NOT_STORM',
      `${place} ${name}`,
      `the answer cannot be read: ${error.message}`,
    );
  }
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
