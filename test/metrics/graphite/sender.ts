// A Graphite reporter for tests: lines over a real socket, and a clock that a test turns.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { GraphiteListener, type GraphiteListenerOptions } from '../../../src/metrics/index.js';

const running: GraphiteListener[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
});

export interface Listening {
  readonly listener: GraphiteListener;
  /** Turns the clock on, in seconds. */
  pass(seconds: number): void;
  now(): number;
  /** Sends lines on a connection of their own, as a worker does each period, and waits until they are taken. */
  send(...lines: string[]): Promise<void>;
}

/** A listener with a period of 10 s on a free port. */
export async function listening(own: Partial<GraphiteListenerOptions> = {}): Promise<Listening> {
  let now = 1_000_000;
  const listener = new GraphiteListener({
    host: '127.0.0.1',
    port: 0,
    periodSeconds: 10,
    now: () => now,
    ...own,
  });
  await listener.start();
  running.push(listener);
  return {
    listener,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    now: () => now,
    send: async (...lines) => {
      const socket = await connected(listener);
      socket.end(lines.map((line) => `${line}\n`).join(''));
      socket.resume();
      // The other side ends when it has read everything.
      await once(socket, 'close');
    },
  };
}

export async function connected(listener: GraphiteListener): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Lines of one worker of topology wc-1-17: `split.3 receive-queue-pct_full 0.5`, on host n1. */
export function workerLines(port: number, ...values: string[]): string[] {
  return values.map((text) => {
    const [subject, metric, value] = text.split(' ');
    return `storm.worker.wc-1-17.n1.${subject}.${port}-${metric} ${value} 1795359758`;
  });
}
