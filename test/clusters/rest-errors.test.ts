// What a person is told where TLS fails, an answer repeats the secret, or a server leads elsewhere; on real servers.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { stormCluster } from '../../src/clusters/index.js';
import { tlsError } from '../../src/clusters/rest/tls-error.js';
import { asTrimtabError } from '../../src/errors/index.js';
import { httpServer, httpsServer, json, type Running, tlsFile } from '../cli/broken-servers.js';

const servers: Running[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
async function started(server: Promise<Running>): Promise<Running> {
  const running = await server;
  servers.push(running);
  return running;
}

const valueFile = join(mkdtempSync(join(tmpdir(), 'trimtab-rest-')), 'token');
writeFileSync(valueFile, 'Bearer s3cret"quoted\n');

/** The error of the first question, its port told as PORT. */
async function toldBy(url: string, timeoutSeconds = 5) {
  const auth = { ca: tlsFile('ca.pem'), header: 'X-Token', valueFile };
  const limits = { timeoutSeconds, concurrency: 1 };
  const cluster = stormCluster({ name: 'prod', url, auth, ...limits, now: () => Date.now() });
  const thrown = await cluster.info(AbortSignal.timeout(20_000)).catch((error: unknown) => error);
  const { code, message, next } = asTrimtabError(thrown);
  const plain = (text: string): string => text.replace(/:\d{4,5}\b/g, ':PORT');
  return { code, message: plain(message), next: plain(next) };
}

it('a certificate for other names: which it has', async () => {
  const { url } = await started(httpsServer((_, response) => json(response, {})));
  expect(await toldBy(url.replace('127.0.0.1', '127.0.0.2'))).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_TLS",
      "message": "https://127.0.0.2:PORT/api/v1/cluster/summary: the certificate is not for 127.0.0.2, but for localhost, 127.0.0.1 (ERR_TLS_CERT_ALTNAME_INVALID)",
      "next": "Name the server as its certificate does, or have one made with this name in it.",
    }
  `);
});

it('https where no TLS is spoken', async () => {
  const { url } = await started(httpServer((_, response) => json(response, {})));
  expect(await toldBy(url.replace('http:', 'https:'))).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_TLS",
      "message": "https://127.0.0.1:PORT/api/v1/cluster/summary: what listens there speaks no TLS (EPROTO)",
      "next": "Write http://127.0.0.1:PORT if the server has none, or give the port at which it has.",
    }
  `);
});

it('the words of OpenSSL are one line, without its places in the source', () => {
  const message =
    '803C:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/x.c:1601:SSL alert number 116\n';
  const code = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
  expect(tlsError('https://h', Object.assign(new Error(message), { code })).message).toBe(
    `https://h: tlsv13 alert certificate required (${code})`,
  );
});

it.each([
  ['an error of Storm', (text: string) => JSON.stringify({ errorMessage: text }), 500],
  ['a refusal', (text: string) => JSON.stringify({ errorMessage: text }), 401],
  ['a text', (text: string) => text, 404],
])('%s that repeats the header hides its value', async (_, body, status) => {
  const { url } = await started(
    httpServer((request, response) =>
      response
        .writeHead(status, { 'content-type': 'text/plain' })
        .end(body(`${'x'.repeat(190)} bad header ${String(request.headers['x-token'])}`.slice(-205))),
    ),
  );
  const { message } = await toldBy(url);
  expect(message).toContain('bad header ***');
  expect(message).not.toMatch(/s3c|quoted/);
});

it('from TLS to none is not followed, and the secret stays', async () => {
  const open = await started(httpServer((_, response) => json(response, {})));
  const { url } = await started(
    httpsServer((_, response) => response.writeHead(302, { location: `${open.url}/elsewhere` }).end()),
  );
  expect(await toldBy(url)).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_TLS",
      "message": "https://127.0.0.1:PORT: it redirects to http://127.0.0.1:PORT/elsewhere, which has no TLS",
      "next": "Give the address that answers by itself, or correct the redirect of the proxy before it.",
    }
  `);
  expect(open.requests).toEqual([]);
});

it('a chain of redirects without end is told as such, with the limit', async () => {
  const { url } = await started(
    httpServer((request, response) => response.writeHead(302, { location: `${request.url}/again` }).end()),
  );
  expect(await toldBy(url)).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_NOT_STORM",
      "message": "http://127.0.0.1:PORT/api/v1/cluster/summary: redirected more than 3 times, one after the other",
      "next": "See where it leads (curl -sIL): a login needs auth, and a proxy the address behind it.",
    }
  `);
});

it('an answer beyond all that a cluster has to say is not read to its end', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, ' ');
  const { url } = await started(
    httpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (let i = 0; i < 65; i++) response.write(megabyte);
      response.end('{}');
    }),
  );
  expect(await toldBy(url)).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_NOT_STORM",
      "message": "http://127.0.0.1:PORT/api/v1/cluster/summary: the answer is longer than 64 MiB",
      "next": "Look at what answers there (curl -s ADDRESS | head -c 300): no cluster has as much to say.",
    }
  `);
});

it('a page of another host, such as one to log in at, is named, and is not sent the secret', async () => {
  const login = await started(
    httpsServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('login')),
  );
  const elsewhere = login.url.replace('127.0.0.1', 'localhost');
  const { url } = await started(
    httpServer((_, response) => response.writeHead(302, { location: `${elsewhere}/login` }).end()),
  );
  expect(await toldBy(url)).toMatchInlineSnapshot(`
    {
      "code": "TRIMTAB_E_NOT_STORM",
      "message": "http://127.0.0.1:PORT/api/v1/cluster/summary, redirected to https://localhost:PORT/login: HTTP 200 with text/html where Storm's JSON was expected",
      "next": "Give the base URL of the Storm UI, with its path prefix behind a proxy, without /api/v1.",
    }
  `);
  expect(login.requests.map((request) => request.headers['x-token'])).toEqual([undefined]);
});

it.each([
  ['plain', {}],
  ['packed', { 'content-encoding': 'gzip' }],
])('a server that hangs in the middle of its answer (%s) has not answered in time', async (_, headers) => {
  const begun = gzipSync(`{"a":"${'b'.repeat(100)}"}`).subarray(0, 20);
  const { url } = await started(
    httpServer((_request, response) => void response.writeHead(200, headers).write(begun)),
  );
  expect(await toldBy(url, 0.3)).toMatchObject({
    code: 'TRIMTAB_E_TIMEOUT',
    message: expect.stringMatching(/: no complete answer within 0\.3 s$/) as unknown,
  });
});

it('one that cuts its answer in time has cut it', async () => {
  const { url } = await started(
    httpServer((_request, response) => void response.writeHead(200).write('{', () => response.destroy())),
  );
  expect(await toldBy(url)).toMatchObject({
    code: 'TRIMTAB_E_UNREACHABLE',
    message: expect.stringMatching(/: the answer was cut off$/) as unknown,
  });
});

it('an answer that is not packed as it says is of no Storm UI', async () => {
  const { url } = await started(
    httpServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('<html>no gzip</html>'),
    ),
  );
  expect(await toldBy(url)).toMatchObject({
    code: 'TRIMTAB_E_NOT_STORM',
    message: expect.stringMatching(
      /: the answer is not packed as its content-encoding says \(incorrect header check\)$/,
    ) as unknown,
  });
});

it.each([
  [503, 'what stands before the server does not reach it'],
  [429, 'what stands before the server takes no more requests now'],
  [407, 'a proxy on the way wants to know who asks'],
])('a proxy that answers %i in JSON of its own is no server of another kind', async (status, reason) => {
  const { url } = await started(
    httpServer((_, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end('{"message":"no healthy upstream"}'),
    ),
  );
  expect(await toldBy(url)).toMatchObject({
    code: 'TRIMTAB_E_UNREACHABLE',
    message: `http://127.0.0.1:PORT/api/v1/cluster/summary: HTTP ${status}: ${reason}`,
  });
});

it('what Storm itself says with such a status is told as it says it', async () => {
  const { url } = await started(
    httpServer((_, response) =>
      response
        .writeHead(503, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errorMessage: 'Could not find leader nimbus from seed hosts' })),
    ),
  );
  expect(await toldBy(url)).toMatchObject({ code: 'TRIMTAB_E_NO_LEADER' });
});
