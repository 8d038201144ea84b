// The Thrift port itself: connections, frames and messages as Storm's own server takes them.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulatedStorm } from '../../../src/emulator/index.js';
import {
  type CallName,
  decodeReply,
  encodeCall,
  Frames,
  framed,
  type Reply,
} from '../../../src/thrift/index.js';
import { Wire } from './wire.js';

describe('the Thrift port', () => {
  let wire: Wire;
  beforeAll(async () => {
    wire = await Wire.start();
  });
  afterAll(() => wire.storm.stop());

  const opened = async (): Promise<Socket> => {
    const [host, port] = wire.storm.nimbusAddress.split(':');
    const socket = connect({ host: host ?? '', port: Number(port) });
    await once(socket, 'connect');
    return socket;
  };
  /** Replies to what was sent until the connection ends or as many have come. */
  const replies = async (socket: Socket, most: number): Promise<Buffer[]> => {
    const frames = new Frames(2 ** 25);
    const received: Buffer[] = [];
    for await (const bytes of socket) {
      received.push(...frames.add(bytes as Buffer));
      if (received.length >= most) break;
    }
    return received;
  };
  const ended = async (socket: Socket): Promise<boolean> => (await replies(socket, 1)).length === 0;

  it('answers many calls over one connection, in order, however they are cut', async () => {
    const socket = await opened();
    const names: CallName[] = ['getLeader', 'getNimbusConf', 'getClusterInfo', 'getLeader'];
    const sent = Buffer.concat(names.map((name, i) => framed(encodeCall(name, {}, i))));
    const receiving = replies(socket, names.length);
    for (let at = 0; at < sent.length; at += 7) {
      socket.write(sent.subarray(at, at + 7));
      if (at % 21 === 0) await new Promise(setImmediate);
    }
    const received = await receiving;
    expect(names.map((name, i) => decodeReply(name, i, received[i] ?? Buffer.alloc(0)).kind)).toEqual(
      names.map(() => 'returned'),
    );
  });

  it('answers a method that it does not have by its name', async () => {
    const socket = await opened();
    const message = encodeCall('getNimbusConf', {}, 3);
    message.write('getNimbusCold', 8, 'latin1');
    socket.write(framed(message));
    const [reply = Buffer.alloc(0)] = await replies(socket, 1);
    reply.write('getNimbusConf', 8, 'latin1');
    expect(decodeReply('getNimbusConf', 3, reply)).toEqual({
      kind: 'failed',
      type: 1,
      text: "Invalid method name: 'getNimbusCold'",
    } satisfies Reply);
  });

  it.each([
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a frame of garbage', framed(Buffer.from('garbage and more garbage'))],
    ['an empty frame', Buffer.alloc(8)],
    ['arguments that are cut short', framed(encodeCall('activate', { name: 'wc' }, 1).subarray(0, 24))],
    ['a frame above 1 MiB', Buffer.from([0, 0x10, 0, 1])],
  ])('ends a connection that sends %s', async (_, bytes) => {
    const socket = await opened();
    socket.write(bytes);
    expect(await ended(socket)).toBe(true);
  });

  it('takes a frame of 1 MiB', async () => {
    const socket = await opened();
    const overhead = encodeCall('activate', { name: '' }, 1).length;
    socket.write(framed(encodeCall('activate', { name: 'x'.repeat(2 ** 20 - overhead) }, 1)));
    const [reply = Buffer.alloc(0)] = await replies(socket, 1);
    expect(decodeReply('activate', 1, reply)).toMatchObject({ exception: 'NotAliveException' });
  });

  it('fails without a word on arguments that are missing', async () => {
    for (const name of ['getTopologyConf', 'activate', 'rebalance'] as const) {
      expect(await wire.call(name)).toEqual({
        kind: 'failed',
        type: 6,
        text: `Internal error processing ${name}`,
      });
    }
    expect(await wire.call('rebalance', { name: 'wc' })).toMatchObject({ kind: 'failed', type: 6 });
  });

  it('is taken as the UI’s port is, and frees both when it cannot have one', async () => {
    const nimbusPort = Number(wire.storm.nimbusAddress.split(':')[1]);
    await expect(startSimulatedStorm({ speed: 0, nimbusPort })).rejects.toMatchObject({
      code: 'TRIMTAB_E_PORT',
    });
    const uiPort = Number(new URL(wire.storm.uiUrl).port);
    const free = await startSimulatedStorm({ speed: 0 });
    const wanted = Number(free.nimbusAddress.split(':')[1]);
    await free.stop();
    await expect(startSimulatedStorm({ speed: 0, uiPort, nimbusPort: wanted })).rejects.toMatchObject({
      code: 'TRIMTAB_E_PORT',
    });
    const again = await startSimulatedStorm({ speed: 0, nimbusPort: wanted });
    expect(again.nimbusAddress).toBe(`127.0.0.1:${wanted}`);
    await again.stop();
  });
});
