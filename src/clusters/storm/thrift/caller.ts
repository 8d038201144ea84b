// One call to one Nimbus: when it is its turn it is sent, and its reply is read; what went wrong is a TrimtabError.
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
import { readBody } from '../../rest/read-body.js';
import { uncertain } from '../../rest/uncertain.js';
import { type Address, addressText, exchange } from './connection.js';
import { type ActingCall, errorOfReply, nimbusError } from './errors.js';

interface Limits {
  /** Wall time allowed for one call. */
  readonly timeoutSeconds: number;
  /** Calls in flight at one time, whomever they go to. */
  readonly concurrency: number;
}

interface Moments {
  /** When it is the call's turn, before the connection; what it throws ends the call. */
  readonly onTurn?: () => void;
  /** When there is no answer, before the next call has its turn. */
  readonly onFailure?: (error: unknown) => void;
  /** See Exchange. */
  readonly onSend?: () => void;
}

/** Asks one Nimbus; what it returns is checked against the schema. */
export type Ask = <S extends z.ZodType>(
  address: Address,
  name: CallName,
  schema: S,
  values: StructValue,
  signal: AbortSignal,
  moments?: Moments,
) => Promise<z.output<S>>;

export interface NimbusCaller {
  readonly ask: Ask;
  /**
   * A call that changes something, sent once.
   * @returns undefined when the Nimbus has done it, else why nothing was sent
   * @throws TrimtabError TRIMTAB_E_UNCERTAIN once it is sent and no answer can be read; what the Nimbus refuses it with
   */
  tell(
    address: Address,
    name: ActingCall,
    values: StructValue,
    signal: AbortSignal,
  ): Promise<TrimtabError | undefined>;
}

export function nimbusCaller({ timeoutSeconds, concurrency }: Limits): NimbusCaller {
  const limit = pLimit(concurrency);
  let sequence = 0;

  /** The reply, whatever it is. */
  const call = async (
    address: Address,
    name: CallName,
    values: StructValue,
    signal: AbortSignal,
    { onTurn, onFailure, ...sending }: Moments,
  ): Promise<Reply> => {
    sequence = (sequence + 1) % 0x7fffffff;
    const own = sequence;
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
    return decoded(addressText(address), name, own, bytes);
  };

  return {
    ask: async (address, name, schema, values, signal, moments = {}) => {
      const place = addressText(address);
      const reply = await call(address, name, values, signal, moments);
      if (reply.kind === 'threw' || reply.kind === 'failed') throw errorOfReply(place, name, reply);
      return readBody(schema, `Nimbus ${place} ${name}`, reply.kind === 'done' ? null : reply.value);
    },
    tell: async (address, name, values, signal) => {
      let sent = false;
      const onSend = (): void => {
        sent = true;
      };
      const reply = await call(address, name, values, signal, { onSend }).catch((error: unknown) => {
        if (sent) throw uncertain(name, error);
        if (error instanceof TrimtabError) return error;
        throw error;
      });
      if (reply instanceof TrimtabError) return reply;
      if (reply.kind === 'threw' || reply.kind === 'failed')
        throw errorOfReply(addressText(address), name, reply);
      return undefined;
    },
  };
}

function decoded(place: string, name: CallName, sequence: number, bytes: Buffer): Reply {
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
