// A Nimbus on loopback that speaks real frames: what it answers to each call is a table.
import type { Socket } from 'node:net';
import { type CallName, calls } from '../../../../src/thrift/calls.js';
import { applicationException, encodeMessage } from '../../../../src/thrift/message.js';
import { Reader } from '../../../../src/thrift/read.js';
import type { StructValue, Value } from '../../../../src/thrift/types.js';
import { int32 } from '../../../../src/thrift/write.js';
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

export async function fakeNimbus(answer: Answering): Promise<FakeNimbus> {
  const asked: string[] = [];
  return addressed(
    asked,
    await eachFrame((bytes, socket) => {
      const reader = new Reader(bytes);
      reader.int32();
      const name = reader.text() as CallName;
      const sequence = reader.int32();
      asked.push(name);
      const result = answer(name, reader.struct(calls[name].arguments));
      const reply =
        result === undefined
          ? encodeMessage('exception', name, sequence, applicationException, {
              message: `Internal error processing ${name}`,
              type: 6,
            })
          : encodeMessage('reply', name, sequence, calls[name].result, result);
      socket.write(framed(reply));
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

export function framed(message: Uint8Array): Buffer {
  return Buffer.concat([int32(message.length), message]);
}

/** What a healthy Nimbus at that port answers to getLeader. */
export function leaderAt(port: number, version = '2.8.3'): StructValue {
  return { success: { host: '127.0.0.1', port, uptime_secs: 60, isLeader: true, version } satisfies Value };
}

function eachFrame(take: (message: Buffer, socket: Socket) => void): Promise<Running> {
  return tcpServer((socket) => {
    let got = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      while (got.length >= 4 && got.length >= 4 + got.readInt32BE()) {
        const end = 4 + got.readInt32BE();
        take(got.subarray(4, end), socket);
        got = got.subarray(end);
      }
    });
  });
}

function addressed(asked: string[], running: Running): FakeNimbus {
  const { host, port } = new URL(running.url);
  return { ...running, address: host, port: Number(port), asked };
}
