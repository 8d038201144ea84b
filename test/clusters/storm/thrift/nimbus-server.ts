// A Nimbus on loopback that speaks real frames: what it answers to each call is a table.
import type { Socket } from 'node:net';
import {
  type CallName,
  decodeCall,
  encodeReply,
  Frames,
  failure,
  framed,
  type Reply,
  type StructValue,
  type Value,
} from '../../../../src/thrift/index.js';
import { type Running, tcpServer } from '../../../cli/broken-servers.js';

/** The result of a call: `success`, or one of its exceptions; undefined fails as an exception that nobody declared. */
export type Answering = (call: CallName, values: StructValue) => StructValue | undefined;

export interface FakeNimbus extends Running {
  /** host:port */
  readonly address: string;
  readonly port: number;
  /** Names of the calls, in order. */
  readonly asked: string[];
}

/** @param hangs whether it takes what it is asked, and never answers */
export async function fakeNimbus(answer: Answering, hangs = () => false): Promise<FakeNimbus> {
  const asked: string[] = [];
  return addressed(
    asked,
    await eachFrame((bytes, socket) => {
      const call = decodeCall(bytes);
      if (call.kind === 'unknown') throw new Error(`no call is named ${call.name}`);
      asked.push(call.name);
      if (hangs()) return;
      const reply = replyOf(call.name, answer(call.name, call.values));
      socket.write(framed(encodeReply(call.name, call.sequence, reply)));
    }),
  );
}

/** Sends the same bytes to whoever has sent a frame, whatever was asked. */
export async function parrot(bytes: Uint8Array, andClose = false): Promise<FakeNimbus> {
  const talk = (socket: Socket): void => {
    socket.once('data', () => (andClose ? socket.end(bytes) : socket.write(bytes)));
  };
  return addressed([], await tcpServer(talk));
}

function replyOf(call: CallName, result: StructValue | undefined): Reply {
  if (result === undefined) {
    return { kind: 'failed', type: failure.internalError, text: `Internal error processing ${call}` };
  }
  if (result['success'] !== undefined) return { kind: 'returned', value: result['success'] };
  for (const [exception, thrown] of Object.entries(result)) {
    return { kind: 'threw', exception, text: String((thrown as StructValue)['msg']) };
  }
  return { kind: 'done' };
}

/** What a healthy Nimbus at that port answers to getLeader. */
export function leaderAt(port: number, version = '2.8.3'): StructValue {
  return { success: { host: '127.0.0.1', port, uptime_secs: 60, isLeader: true, version } satisfies Value };
}

function eachFrame(take: (message: Buffer, socket: Socket) => void): Promise<Running> {
  return tcpServer((socket) => {
    const frames = new Frames(1024 * 1024);
    socket.on('data', (bytes: Buffer) => {
      for (const message of frames.add(bytes)) take(message, socket);
    });
  });
}

function addressed(asked: string[], running: Running): FakeNimbus {
  const { host, port } = new URL(running.url);
  return { ...running, address: host, port: Number(port), asked };
}
