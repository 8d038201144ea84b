// Servers on loopback that do what a broken cluster does.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { fileURLToPath } from 'node:url';

export interface Running {
  readonly url: string;
  readonly requests: IncomingMessage[];
  stop(): Promise<void>;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export const tlsFile = (name: string): string => fileURLToPath(new URL(`./tls/${name}`, import.meta.url));

export async function httpServer(answer: Answering): Promise<Running> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  return running(server, 'http', requests);
}

/** Its certificate is signed by tls/ca.pem, for localhost and 127.0.0.1; it listens at 127.0.0.2, too. */
export async function httpsServer(answer: Answering): Promise<Running> {
  const requests: IncomingMessage[] = [];
  const keys = { key: readFileSync(tlsFile('server-key.pem')), cert: readFileSync(tlsFile('server.pem')) };
  const server = createTlsServer(keys, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  return running(server, 'https', requests, '0.0.0.0');
}

/** Accepts and cuts every connection. */
export function cuttingServer(): Promise<Running> {
  return tcpServer((socket) => socket.destroy());
}

export function tcpServer(talk: (socket: Socket) => void): Promise<Running> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    talk(socket);
  });
  return running(server, 'http', []);
}

async function running(
  server: Server | TcpServer,
  scheme: string,
  requests: IncomingMessage[],
  host = '127.0.0.1',
): Promise<Running> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
        else for (const socket of open) socket.destroy();
      }),
  };
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}
