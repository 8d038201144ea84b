// Calls Nimbus: reads go to the leader that is known, and once more when a connection fails; what changes something is sent once.
import pLimit from 'p-limit';
import type { z } from 'zod';
import { TrimtabError } from '../../../errors/index.js';
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

interface Found {
  readonly leader: Leader;
  /** Who named it. */
  readonly seed: Address;
}

export function nimbusClient(options: NimbusOptions): Nimbus {
  const seeds = options.seeds.map(parseAddress);
  const limit = pLimit(options.concurrency);
  const { timeoutSeconds } = options;
  let known: Address | undefined;
  let sequence = 0;

  const call = async (
    address: Address,
    name: CallName,
    values: StructValue,
    signal: AbortSignal,
    onSend?: () => void,
  ): Promise<Answered> => {
    sequence = (sequence + 1) % 0x7fffffff;
    const own = sequence;
    const place = addressText(address);
    const message = encodeCall(name, values, own);
    const sending = onSend === undefined ? {} : { onSend };
    const bytes = await limit(() => exchange({ address, message, timeoutSeconds, signal, ...sending }));
    return { place, reply: decoded(place, name, own, bytes) };
  };

  const ask = async <S extends z.ZodType>(
    address: Address,
    name: CallName,
    schema: S,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<z.output<S>> => {
    const { place, reply } = await call(address, name, values, signal);
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
    const answered = await call(address, name, values, signal, onSend).catch((error: unknown) => {
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

  return {
    leader: async (signal) => {
      const { leader } = await find(signal);
      known = { host: leader.host, port: leader.port };
      return leader;
    },
    read: async (name, schema, values, signal) => {
      const first = known ?? (await find(signal)).leader;
      try {
        const answer = await ask(first, name, schema, values, signal);
        known = first;
        return answer;
      } catch (error) {
        if (!(error instanceof TrimtabError) || error.code !== 'TRIMTAB_E_UNREACHABLE') throw error;
        // The leader has changed, or its own name for itself means nothing here: then the seed that named it answers too.
        known = undefined;
        const { leader, seed } = await find(signal);
        const second = addressText(leader) === addressText(first) ? seed : leader;
        const answer = await ask(second, name, schema, values, signal);
        known = second;
        return answer;
      }
    },
    act: async (name, values, lastLook, signal) => {
      const { leader, seed } = await find(signal).catch((error: unknown) => {
        throw towardsChange(error);
      });
      known ??= { host: leader.host, port: leader.port };
      await lastLook(leader);
      const failed = await tell(leader, name, values, signal);
      if (failed === undefined) return;
      if (addressText(leader) === addressText(seed)) throw failed;
      if ((await tell(seed, name, values, signal)) !== undefined) throw failed;
    },
  };
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
