// Stands between an agent and a server of Heron, and spoils what a test wants to be spoilt.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * lost: the server never gets it. Of the others it does, and the answer is cut off, no JSON, a gateway's own, or never comes.
 */
export type Fault = 'lost' | 'cut' | 'garbage' | 'gateway' | 'hang';

export interface FaultProxy {
  readonly url: string;
  /** null: it goes through as it is. */
  fault: (request: { readonly path: string; readonly body: string }) => Fault | null;
  /** What the server gets in place of a body that is posted. */
  rewrite: (body: string) => string;
  /** What is answered in place of what the server does. */
  answered: (text: string) => string;
  /** Bodies of what was posted and came to the server. */
  readonly posted: string[];
  stop(): Promise<void>;
}

export async function faultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    const body = proxy.rewrite(await bodyOf(request));
    const fault = proxy.fault({ path, body });
    if (fault === 'lost') return void response.destroy();
    if (request.method === 'POST') proxy.posted.push(body);
    const answer = fetch(`${target}${path}`, {
      method: request.method ?? 'GET',
      ...(body === '' ? {} : { body, headers: { 'content-type': request.headers['content-type'] ?? '' } }),
    });
    answer.catch(() => {});
    if (fault === 'hang') return;
    if (fault === 'gateway') {
      response.writeHead(504, { 'content-type': 'text/html' });
      return void response.end('<html>504 Gateway Time-out</html>');
    }
    await hand(await answer, fault, response, proxy.answered);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => null,
    rewrite: (body) => body,
    answered: (text) => text,
    posted: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function hand(
  got: Response,
  fault: 'cut' | 'garbage' | null,
  response: ServerResponse,
  answered: FaultProxy['answered'],
): Promise<void> {
  const text = answered(await got.text());
  const type = got.headers.get('content-type') ?? 'application/json';
  if (fault === 'cut') {
    response.writeHead(got.status, { 'content-type': type, 'content-length': text.length + 10 });
    response.write(text.slice(0, 5));
    setTimeout(() => response.destroy(), 5);
  } else if (fault === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>welcome</html>');
  } else {
    response.writeHead(got.status, { 'content-type': type });
    response.end(text);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
