// A Tracker by hand: answers what a test says, and notes what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Double {
  readonly url: string;
  /** Path and query of each request, decoded. */
  readonly asked: string[];
  /** Headers of the last one. */
  headers: IncomingMessage['headers'];
  mostInFlight: number;
  stop(): Promise<void>;
}

/** @param answer undefined: the request hangs until the server stops */
export async function trackerDouble(
  answer: (path: string, parameters: URLSearchParams) => Answer | undefined,
  delayMs = 0,
): Promise<Double> {
  let inFlight = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    double.asked.push(decodeURIComponent(request.url ?? ''));
    double.headers = request.headers;
    inFlight += 1;
    double.mostInFlight = Math.max(double.mostInFlight, inFlight);
    const given = answer(url.pathname, url.searchParams);
    if (given === undefined) return;
    setTimeout(() => {
      inFlight -= 1;
      send(response, given);
    }, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const double: Double = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    headers: {},
    mostInFlight: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;
}

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  /** Text as it is; anything else as JSON. */
  readonly body: unknown;
}

function send(response: ServerResponse, { status = 200, type = 'application/json', body }: Answer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(typeof body === 'string' && type !== 'application/json' ? body : JSON.stringify(body));
}

/** What a small topology looks like; fields of the answers that nobody reads are left out. */
export function stateOf(name: string, more: Readonly<Record<string, unknown>> = {}) {
  const place = { cluster: 'local', environ: 'prod', role: 'ads' };
  return {
    ...place,
    jobname: name,
    submission_time: 1000,
    release_version: '0.20.5',
    status: 'Running',
    ...more,
  };
}
