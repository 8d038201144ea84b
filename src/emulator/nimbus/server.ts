// Nimbus's Thrift port on loopback: framed messages, many to a connection, answered in order.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { World } from '../../simulator/index.js';
import {
  decodeCall,
  encodeReply,
  Frames,
  failure,
  framed,
  Malformed,
  type Reply,
} from '../../thrift/index.js';
import type { NimbusAddress } from '../storm/configuration.js';
import { answer, type Served } from './calls.js';

export interface NimbusServer {
  /** @throws Error of the system when the port is taken or not allowed */
  listen(host: string, port: number): Promise<NimbusAddress>;
  stop(): Promise<void>;
}

/** nimbus.thrift.max_buffer_size: a longer frame ends the connection. */
const largestFrame = 1024 * 1024;

/**
 * Refuses connections while the world's Nimbus is down.
 * @param catchUp brings the world to the present before a call is answered
 */
export function nimbusServer(world: World, catchUp: () => void): NimbusServer {
  const connections = new Set<Socket>();
  let address: NimbusAddress | undefined;
  let stopped = false;
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    // A client that has gone is no fault.
    socket.on('error', () => socket.destroy());
    converse(socket, (message) => {
      catchUp();
      if (address === undefined || !world.cluster().nimbusUp) return null;
      const nimbus = address;
      return replyTo({ world, cluster: () => ({ ...world.cluster(), nimbus }) }, message);
    });
  });
  const hangUp = (): void => {
    for (const socket of connections) socket.destroy();
  };
  world.onNimbus((isUp) => {
    if (stopped || address === undefined) return;
    if (isUp) server.listen(address.port, address.host);
    else {
      hangUp();
      server.close();
    }
  });
  return {
    listen: async (host, port) => {
      server.listen(port, host);
      await once(server, 'listening');
      // An error after this is a port that was taken while Nimbus was down: it then stays down.
      server.on('error', () => {});
      address = { host, port: (server.address() as AddressInfo).port };
      return address;
    },
    stop: () => {
      stopped = true;
      hangUp();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** @param reply what to send for a message; null ends the connection */
function converse(socket: Socket, reply: (message: Buffer) => Buffer | null): void {
  const frames = new Frames(largestFrame);
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const message of frames.add(bytes)) {
        const sent = reply(message);
        if (sent === null) return void socket.destroy();
        socket.write(framed(sent));
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      socket.destroySoon();
    }
  });
}

function replyTo(served: Served, message: Buffer): Buffer {
  const asked = decodeCall(message);
  const { name, sequence } = asked;
  if (asked.kind === 'call') return encodeReply(name, sequence, answer(asked.name, served, asked.values));
  const text = `Invalid method name: '${name}'`;
  const unknown: Reply = { kind: 'failed', type: failure.unknownMethod, text };
  return encodeReply(name, sequence, unknown);
}
