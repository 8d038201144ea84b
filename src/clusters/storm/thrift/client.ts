// Calls Nimbus: finds the leader through any of the seeds, keeps to it, and asks once more when a connection fails.
import pLimit from 'p-limit';
import type { z } from 'zod';
import { TrimtabError } from '../../../errors/index.js';
import {
  type CallName,
  decodeReply,
  encodeCall,
  Malformed,
  type StructValue,
} from '../../../thrift/index.js';
import { readBody } from '../read-body.js';
import { type Address, addressText, exchange, parseAddress } from './connection.js';
import { errorOfReply, nimbusError } from './errors.js';
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
    name: Exclude<CallName, 'getLeader'>,
    schema: S,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<z.output<S>>;
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

  const ask = async <S extends z.ZodType>(
    address: Address,
    name: CallName,
    schema: S,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<z.output<S>> => {
    sequence = (sequence + 1) % 0x7fffffff;
    const own = sequence;
    const place = addressText(address);
    const message = encodeCall(name, values, own);
    const bytes = await limit(() => exchange({ address, message, timeoutSeconds, signal }));
    const reply = decoded(place, name, own, bytes);
    if (reply.kind === 'threw' || reply.kind === 'failed') throw errorOfReply(place, name, reply);
    return readBody(schema, `Nimbus ${place} ${name}`, reply.kind === 'done' ? null : reply.value);
  };

  const find = async (signal: AbortSignal): Promise<Found> => {
    const rest = new AbortController();
    const either = AbortSignal.any([signal, rest.signal]);
    try {
      return await Promise.any(
        seeds.map(async (seed) => {
          const named = await ask(seed, 'getLeader', nimbusSummarySchema, {}, either);
          return { leader: named, seed };
        }),
      );
    } catch (thrown) {
      signal.throwIfAborted();
      throw noSeed(thrown);
    } finally {
      rest.abort();
    }
  };

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
