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
const messageType = { call: 1, reply: 2, exception: 3 } as const;

/** What a server finds in a message that asks for something. */
export type Asked =
  | {
      readonly kind: 'call';
      readonly name: CallName;
      readonly sequence: number;
      readonly values: StructValue;
    }
  /** A method that is not in the table of calls. */
  | { readonly kind: 'unknown'; readonly name: string; readonly sequence: number };

/** Types of a TApplicationException. */
export const failure = { unknownMethod: 1, noResult: 5, internalError: 6 } as const;

const applicationException: Struct = struct('TApplicationException', {
  1: ['message', 'string'],
  2: ['type', 'i32'],
});

function encodeMessage(
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

/** @throws Malformed when the bytes are no message */
export function decodeCall(bytes: Buffer): Asked {
  const reader = new Reader(bytes);
  const { name, sequence } = headOf(reader);
  if (!isCall(name)) return { kind: 'unknown', name, sequence };
  return { kind: 'call', name, sequence, values: reader.struct(calls[name].arguments) };
}

/**
 * The counterpart of decodeReply. To a method that is not known only `failed` can be answered.
 * @throws TypeError for a value or an exception that the call does not have: a fault of the caller
 */
export function encodeReply(name: string, sequence: number, reply: Reply): Buffer {
  if (reply.kind === 'failed') {
    const { text: message, type } = reply;
    return encodeMessage('exception', name, sequence, applicationException, { message, type });
  }
  if (!isCall(name)) throw new TypeError(`${name} is no call`);
  const { result } = calls[name];
  const declared = Object.values(result.fields).map(([field]) => field);
  const field = reply.kind === 'returned' ? 'success' : reply.kind === 'threw' ? reply.exception : undefined;
  if (field !== undefined && !declared.includes(field)) throw new TypeError(`${name} has no ${field}`);
  return encodeMessage('reply', name, sequence, result, resultOf(reply));
}

function resultOf(reply: Exclude<Reply, { readonly kind: 'failed' }>): StructValue {
  switch (reply.kind) {
    case 'returned':
      return { success: reply.value };
    case 'done':
      return {};
    case 'threw':
      return { [reply.exception]: { msg: reply.text } };
  }
}

/** @throws Malformed when the bytes are no reply to that call */
export function decodeReply(name: CallName, sequence: number, bytes: Buffer): Reply {
  const reader = new Reader(bytes);
  const { type, name: answered, sequence: found } = headOf(reader);
  if (answered !== name || found !== sequence) {
    throw new Malformed(
      `an answer to ${JSON.stringify(answered.slice(0, 40))} ${found}, not to ${name} ${sequence}`,
    );
  }
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
  return { kind: 'failed', type: failure.noResult, text: `${name} returned nothing` };
}

function headOf(reader: Reader): { readonly type: number; readonly name: string; readonly sequence: number } {
  const head = reader.int32();
  if ((head & 0xffff0000) !== (version | 0)) throw new Malformed('the message is not of the binary protocol');
  return { type: head & 0xff, name: reader.text(), sequence: reader.int32() };
}

function isCall(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}
