// A Nimbus that can be told to rebalance: it keeps what it was told, and can be made to fail at that very call.
import { connect, type Socket } from 'node:net';
import type { StructValue } from '../../../../src/thrift/types.js';
import { type Running, tcpServer } from '../../../cli/broken-servers.js';
import { type FakeNimbus, fakeNimbus, leaderAt } from './nimbus-server.js';
import { wordCountId, wordCountNimbus } from './word-count.js';

export const words = { id: wordCountId, name: 'words', status: 'active', uptimeSeconds: 300 } as const;

export interface ActingNimbus extends FakeNimbus {
  /** Arguments of each rebalance, in order. */
  readonly told: StructValue[];
}

export interface Acting {
  readonly version?: string;
  /** Port of the leader, where it is another. */
  readonly leader?: () => number;
  /** What it lists as running. */
  readonly running?: Readonly<Record<string, string | number>>;
  /** What it answers to rebalance; undefined fails as an internal error. */
  readonly answer?: () => StructValue | undefined;
}

export async function actingNimbus(acting: Acting = {}): Promise<ActingNimbus> {
  const { version, leader, running, answer = () => ({}) } = acting;
  const told: StructValue[] = [];
  const topology = { id: wordCountId, name: 'words', uptime_secs: 300, status: 'ACTIVE', ...running };
  const cluster = { success: { supervisors: [], topologies: [topology], nimbuses: [] } };
  const reads = wordCountNimbus(() => leaderAt(leader?.() ?? nimbus.port, version), {
    getClusterInfo: cluster,
  });
  const nimbus: FakeNimbus = await fakeNimbus((call, values) => {
    if (call !== 'rebalance') return reads(call, values);
    told.push(values);
    return answer();
  });
  return { ...nimbus, told };
}

export interface Relay extends Running {
  readonly address: string;
  readonly port: number;
  /** Frames with a rebalance, as they came. */
  readonly rebalances: Buffer[];
}

/** Passes all calls on to a Nimbus but rebalance, which `instead` deals with when it is given. */
export async function relayTo(port: () => number, instead?: (socket: Socket) => void): Promise<Relay> {
  const rebalances: Buffer[] = [];
  const running = await tcpServer((socket) => {
    const nimbus = connect(port(), '127.0.0.1');
    nimbus.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      const acts = bytes.includes('rebalance');
      if (acts) rebalances.push(bytes);
      if (acts && instead !== undefined) instead(socket);
      else nimbus.write(bytes);
    });
    nimbus.pipe(socket);
    socket.on('close', () => nimbus.destroy());
  });
  const { host, port: own } = new URL(running.url);
  return { ...running, address: host, port: Number(own), rebalances };
}
