// Listens for the lines of Graphite reporters: a TCP port that takes anything and keeps what is wanted.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { TrimtabError } from '../../errors/index.js';
import { parseLine } from './line.js';
import { LineSplitter } from './line-splitter.js';
import { ownedBy, subjectPrefix } from './names.js';
import { queueMetricsOf, systemComponent } from './queue-metrics.js';
import { SeriesStore } from './series.js';
import type { LineCounts, QueueMetrics, QueueSource } from './types.js';

export interface GraphiteListenerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** How often workers report. */
  readonly periodSeconds: number;
  /** Cluster time, ms since the epoch. */
  readonly now: () => number;
  /** Seconds of the wall without a whole line after which a connection is cut. */
  readonly idleSeconds?: number;
}

/** Each worker has one, for a moment; more than that are not Storm's. */
const mostConnections = 1024;
const usualIdleSeconds = 60;

export class GraphiteListener implements QueueSource {
  private readonly store: SeriesStore;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private accepted = 0;
  private ignored = 0;
  private dropped = 0;

  constructor(private readonly options: GraphiteListenerOptions) {
    this.store = new SeriesStore(options.periodSeconds);
  }

  /** @throws TrimtabError TRIMTAB_E_PORT when the address cannot be listened on */
  async start(): Promise<void> {
    const { host, port } = this.options;
    const server = createServer((socket) => this.read(socket));
    server.maxConnections = mostConnections;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, resolve);
      });
    } catch (cause) {
      throw portError(host, port, cause);
    }
    // A connection that could not be taken, for want of file descriptors, is no reason to end.
    server.on('error', () => {
      this.dropped += 1;
    });
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** The port that is listened on. */
  get port(): number {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address?.port ?? this.options.port;
  }

  counts(): LineCounts {
    return { accepted: this.accepted, ignored: this.ignored, dropped: this.dropped };
  }

  queueMetrics(topologyId: string, components: readonly string[], now: number): QueueMetrics {
    const fresh = this.store.fresh(subjectPrefix(topologyId), now);
    return queueMetricsOf(ownedBy(topologyId, [...components, systemComponent], fresh));
  }

  reportingWorkers(topologyId: string, now: number): ReadonlySet<string> {
    const fresh = this.store.fresh(subjectPrefix(topologyId), now);
    return new Set(ownedBy(topologyId, [systemComponent], fresh).map((o) => o.worker));
  }

  private read(socket: Socket): void {
    const splitter = new LineSplitter();
    const cut = (): void => {
      this.dropped += 1;
      socket.destroy();
    };
    const idle = setTimeout(cut, (this.options.idleSeconds ?? usualIdleSeconds) * 1000);
    this.sockets.add(socket);
    // A reset by the other side: what came before it counts.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(idle);
      this.sockets.delete(socket);
    });
    socket.on('data', (chunk: Buffer) => {
      const goesOn = splitter.push(chunk, (line) => {
        idle.refresh();
        this.take(line);
      });
      if (!goesOn) cut();
    });
  }

  private take(text: string): void {
    const line = parseLine(text);
    if (line !== null && this.store.add(line.name, line.value, this.options.now())) this.accepted += 1;
    else this.ignored += 1;
  }
}

function portError(host: string, port: number, cause: unknown): TrimtabError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { reason, next } = explanations[code ?? ''] ?? {
    reason: message,
    next: 'Give a free port from 1024 to 65535 in clusters[].graphite.listen; 2003 is usual.',
  };
  return new TrimtabError('TRIMTAB_E_PORT', `cannot listen on ${place} for Graphite lines: ${reason}`, {
    next,
    cause,
  });
}

interface Explanation {
  readonly reason: string;
  readonly next: string;
}

const notOurs: Explanation = {
  reason: 'it is no address of this machine',
  next: 'Give one of its addresses in clusters[].graphite.listen; 0.0.0.0 is all of them.',
};

/** By the code of the system's error. */
const explanations: Readonly<Record<string, Explanation>> = {
  EADDRINUSE: {
    reason: 'the port is taken',
    next: 'End what listens there (ss -ltnp shows it), or give another port in clusters[].graphite.listen and in the reporters of the topologies.',
  },
  EACCES: {
    reason: 'this user may not use the port',
    next: 'Give a port of 1024 or more in clusters[].graphite.listen; 2003 is usual.',
  },
  EADDRNOTAVAIL: notOurs,
  ENOTFOUND: notOurs,
  EAI_AGAIN: notOurs,
};
