// One call and its reply as Thrift messages (strict binary protocol), without the frame around them.
import { type CallName, calls } from './calls.js';
import { Malformed, Reader } from './read.js';
import { type Struct, type StructValue, struct, type Value } from './types.js';
import { encode, int32 } from './write.js';

export type Reply =
  | { readonly kind: 'returned'; readonly value: Value }
  /** A call that returns nothing has come to its end. */
  | { readonly kind: 'done' }
  /** An exception that the call declares. */
  | { readonly kind: 'threw'; readonly exception: string; readonly text: string }
  /** Anything else that went wrong in Nimbus, which keeps the reason to its log. */
  | { readonly kind: 'failed'; readonly type: number; readonly text: string };

const version = 0x80010000;
export const messageType = { call: 1, reply: 2, exception: 3 } as const;

/** 5 is "no result": Nimbus returned nothing, 6 "internal error". */
export const applicationException: Struct = struct('TApplicationException', {
  1: ['message', 'string'],
  2: ['type', 'i32'],
});

export function encodeMessage(
  type: keyof typeof messageType,
  name: string,
  sequence: number,
  body: Struct,
  value: StructValue,
): Buffer {
  const head = int32(version | messageType[type] | 0);
  return Buffer.concat([head, encode('string', name), int32(sequence), encode(body, value)]);
}

export function encodeCall(name: CallName, values: StructValue, sequence: number): Buffer {
  return encodeMessage('call', name, sequence, calls[name].arguments, values);
}

/** @throws Malformed when the bytes are no reply to that call */
export function decodeReply(name: CallName, sequence: number, bytes: Buffer): Reply {
  const reader = new Reader(bytes);
  const head = reader.int32();
  if ((head & 0xffff0000) !== (version | 0)) throw new Malformed('the message is not of the binary protocol');
  const [answered, found] = [reader.text(), reader.int32()];
  if (answered !== name || found !== sequence) {
    throw new Malformed(
      `an answer to ${JSON.stringify(answered.slice(0, 40))} ${found}, not to ${name} ${sequence}`,
    );
  }
  const type = head & 0xff;
  if (type === messageType.exception) {
    const { message, type: reason } = reader.struct(applicationException);
    return { kind: 'failed', type: Number(reason ?? 0), text: textOf(message) };
  }
  if (type !== messageType.reply) throw new Malformed(`a message of type ${type}`);
  return replyOf(name, reader.struct(calls[name].result));
}

function replyOf(name: CallName, result: StructValue): Reply {
  const { success, ...exceptions } = result;
  if (success !== undefined) return { kind: 'returned', value: success };
  for (const [exception, thrown] of Object.entries(exceptions)) {
    // Its text is in `msg`, where other languages would have it in `message`.
    return { kind: 'threw', exception, text: textOf((thrown as StructValue)['msg']) };
  }
  if (calls[name].result.fields[0] === undefined) return { kind: 'done' };
  return { kind: 'failed', type: 5, text: `${name} returned nothing` };
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
