// `suggest` against what is no working Storm cluster: the right exit code and a sentence that helps, within 15 s.

import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cuttingServer,
  httpServer,
  httpsServer,
  json,
  type Running,
  tcpServer,
  tlsFile,
} from './broken-servers.js';
import { emptyDirectory, errorOf, expectWithin, type Ran, trimtab } from './trimtab.js';

const servers: Running[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((s) => s.stop()));
});

async function started(server: Promise<Running>): Promise<Running> {
  const running = await server;
  servers.push(running);
  return running;
}

const answering = (answer: (response: ServerResponse) => void): Promise<Running> =>
  started(httpServer((_request, response) => answer(response)));

async function suggest(url: string, ...more: string[]): Promise<Ran> {
  const ran = await trimtab(['suggest', '--ui', url, '--output', 'json', ...more]);
  await expectWithin(ran, 15);
  return ran;
}

async function refused(url: string): Promise<{ code: string; message: string; next: string }> {
  const ran = await suggest(url);
  expect(ran.code).toBe(3);
  return errorOf(ran);
}

it('a name for --cluster beside the address of the only one is told to be left out', async () => {
  const ran = await suggest('http://127.0.0.1:1', '--cluster', 'prod');
  expect([ran.code, errorOf(ran).code]).toEqual([2, 'TRIMTAB_E_CLUSTER_UNKNOWN']);
  expect(errorOf(ran).next).toContain('Leave --cluster out');
});

describe('a cluster that does not answer', () => {
  it('is absent: nothing listens on the port', async () => {
    const gone = await started(cuttingServer());
    await gone.stop();
    const error = await refused(gone.url);
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    expect(error.message).toContain('connection refused');
  });

  it('has a host name that does not resolve', async () => {
    const error = await refused('http://no-such-host.invalid:8080');
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    expect(error.message).toContain('does not resolve');
  });

  it('cuts every connection', async () => {
    const error = await refused((await started(cuttingServer())).url);
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    expect(error.message).toContain('cut the connection');
  });

  it('accepts and then hangs', async () => {
    const error = await refused((await answering(() => {})).url);
    expect(error).toMatchObject({ code: 'TRIMTAB_E_TIMEOUT' });
    expect(error.message).toContain('within 5 s');
  });

  it('begins an answer and lets it drip for ever', async () => {
    const dripping = await answering((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 300);
      response.on('close', () => clearInterval(timer));
    });
    expect(await refused(dripping.url)).toMatchObject({ code: 'TRIMTAB_E_TIMEOUT' });
  });
});

describe('a server that is no Storm UI', () => {
  it('answers with a web page', async () => {
    const page = await answering((r) =>
      r.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
    );
    const error = await refused(page.url);
    expect(error.code).toBe('TRIMTAB_E_NOT_STORM');
    expect(error.message).toContain('text/html');
  });

  it.each([
    ['new', { detail: 'Not Found' }],
    ['old', { status: 'failure', tracker_version: '0.20.4', message: 'URL not supported: /x' }],
  ])('answers as a Heron Tracker does, one of the %s kind', async (_, body) => {
    const tracker = await answering((r) =>
      r.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
    const error = await refused(tracker.url);
    expect(error.code).toBe('TRIMTAB_E_NOT_STORM');
    expect(error.message).toContain('a Heron Tracker answers like this');
    expect(error.next).toContain('--tracker URL');
  });

  it('answers with garbage', async () => {
    const garbage = await answering((r) =>
      r.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
    );
    const error = await refused(garbage.url);
    expect(error.code).toBe('TRIMTAB_E_ANSWER');
    expect(error.message).toContain('the JSON is cut off or damaged');
  });

  it('answers with what would colour a terminal: neither error, warning nor finding does', async () => {
    const errorMessage = 'java.lang.RuntimeException: \u001b[31mx\u202e\n';
    const { url } = await answering((r) => json(r, { error: '500', errorMessage }, 500));
    for (const words of [['suggest'], ['doctor', '--wait', '0']]) {
      const { stdout, stderr } = await trimtab([...words, '--ui', url]);
      expect(stdout + stderr).toContain('java.lang.RuntimeException: \ufffd[31mx\ufffd\n');
      expect(stdout + stderr).not.toContain('\u001b');
    }
  });

  it('does not speak HTTP at all', async () => {
    const ssh = await started(tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await refused(ssh.url)).toMatchObject({ code: 'TRIMTAB_E_NOT_STORM' });
  });

  it('answers with JSON of another shape, naming the field', async () => {
    const error = await refused((await answering((r) => json(r, { hello: 'world' }))).url);
    expect(error.code).toBe('TRIMTAB_E_ANSWER');
    expect(error.message).toMatch(/stormVersion|nimbuses|supervisors/);
  });

  it('redirects in a circle', async () => {
    const circle = await answering((r) => r.writeHead(302, { location: '/api/v1/cluster/summary' }).end());
    expect((await refused(circle.url)).code).toMatch(/TRIMTAB_E_(NOT_STORM|UNREACHABLE)/);
  });

  it('wants a login', async () => {
    const closed = await answering((r) => r.writeHead(401, { 'content-type': 'text/html' }).end('login'));
    expect(await refused(closed.url)).toMatchObject({ code: 'TRIMTAB_E_AUTH' });
  });

  it('knows no such path, because the prefix is missing', async () => {
    const error = await refused((await answering((r) => r.writeHead(404).end('Not Found'))).url);
    expect(error.code).toBe('TRIMTAB_E_PATH_UNKNOWN');
    expect(error.next).toContain('prefix');
  });
});

describe('a Storm without a leader, or of an unknown version', () => {
  const storm = (version: string, status: string, port: unknown = 6627): Promise<Running> =>
    started(
      httpServer((request, response) => {
        if (request.url?.endsWith('/cluster/summary')) {
          json(response, { stormVersion: version, supervisors: 0, slotsTotal: 0, slotsFree: 0 });
        } else if (request.url?.endsWith('/nimbus/summary')) {
          json(response, { nimbuses: [{ host: 'm1', port, status, version }] });
        } else if (request.url?.endsWith('/supervisor/summary')) {
          json(response, { supervisors: [] });
        } else {
          json(response, { topologies: [] });
        }
      }),
    );

  it('lists only a Nimbus that is no leader', async () => {
    const error = await refused((await storm('2.8.3', 'Not a Leader')).url);
    expect(error).toMatchObject({ code: 'TRIMTAB_E_NO_LEADER' });
    expect(error.message).toContain('m1 is Not a Leader');
  });

  it.each(['', 'x', 0, 65_536])('lists a leader at port %j', async (port) => {
    const error = await refused((await storm('2.8.3', 'Leader', port)).url);
    expect(error).toMatchObject({ code: 'TRIMTAB_E_ANSWER' });
    expect(error.message).toContain('nimbuses.0.port: expected the number of a port');
  });

  it('cannot find its leader', async () => {
    const text =
      'org.apache.storm.utils.NimbusLeaderNotFoundException: Could not find leader nimbus from seed hosts [m1].\n\tat x';
    const error = await refused(
      (await answering((r) => json(r, { error: '500', errorMessage: text }, 500))).url,
    );
    expect(error.code).toBe('TRIMTAB_E_NO_LEADER');
  });

  it.each(['0.10.2', '3.0.0-SNAPSHOT'])('runs Storm %s', async (version) => {
    expect(await refused((await storm(version, 'Leader')).url)).toMatchObject({ code: 'TRIMTAB_E_VERSION' });
  });

  it('is empty: no topology is running, which is no failure', async () => {
    const { url } = await storm('2.8.3', 'Leader');
    const ran = await suggest(url);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'trimtab/suggestion/v1', topologies: [] });
    const text = await trimtab(['suggest', '--ui', url]);
    expect(text.stdout).toBe(`${new URL(url).host}  storm 2.8.3, leader m1: no topology is running\n`);
  });
});

describe('the way to the UI', () => {
  const empty = (request: { url?: string | undefined }, response: ServerResponse): void => {
    if (request.url?.endsWith('/cluster/summary')) {
      json(response, { stormVersion: '2.8.3', supervisors: 0, slotsTotal: 0, slotsFree: 0 });
    } else if (request.url?.endsWith('/nimbus/summary')) {
      json(response, { nimbuses: [{ host: 'm1', port: 6627, status: 'Leader', version: '2.8.3' }] });
    } else {
      json(response, { supervisors: [], topologies: [] });
    }
  };

  it('may have a path prefix', async () => {
    const server = await started(httpServer(empty));
    expect((await suggest(`${server.url}/proxy/storm-ui/`)).code).toBe(0);
    expect(server.requests.every((r) => r.url?.startsWith('/proxy/storm-ui/api/v1/'))).toBe(true);
  });

  it('carries a header whose value is in a file', async () => {
    const server = await started(httpServer(empty));
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, 'token'), 'Bearer s3cret\n');
    const config = `clusters:\n  - name: prod\n    ui: ${server.url}\n    auth: { header: Authorization, valueFile: token }\n`;
    writeFileSync(join(cwd, 'trimtab.yaml'), config);
    const ran = await trimtab(['suggest', '--output', 'json'], { cwd });
    expect(ran.code).toBe(0);
    expect(server.requests.every((r) => r.headers.authorization === 'Bearer s3cret')).toBe(true);
    expect(ran.stdout + ran.stderr).not.toContain('s3cret');
  });

  it('is refused when the certificate is not trusted, and open with its own authority', async () => {
    const server = await started(httpsServer(empty));
    expect(await refused(server.url)).toMatchObject({ code: 'TRIMTAB_E_TLS' });
    const cwd = emptyDirectory();
    const config = `clusters:\n  - name: prod\n    ui: ${server.url}\n    auth: { ca: ${tlsFile('ca.pem')} }\n`;
    writeFileSync(join(cwd, 'trimtab.yaml'), config);
    expect((await trimtab(['suggest', '--output', 'json'], { cwd })).code).toBe(0);
  });

  it('is never crowded: no more requests at one time than the configuration allows', async () => {
    let [now, most] = [0, 0];
    const server = await started(
      httpServer((request, response) => {
        now += 1;
        most = Math.max(most, now);
        setTimeout(() => {
          now -= 1;
          empty(request, response);
        }, 50);
      }),
    );
    const cwd = emptyDirectory();
    writeFileSync(
      join(cwd, 'trimtab.yaml'),
      `clusters:\n  - { name: prod, ui: '${server.url}', concurrency: 2 }\n`,
    );
    expect((await trimtab(['suggest', '--output', 'json'], { cwd })).code).toBe(0);
    expect(most).toBe(2);
  });

  it('is tried again after a connection that was cut', async () => {
    let cut = 0;
    const server = await started(
      httpServer((request, response) => {
        if (cut++ === 0) request.socket.destroy();
        else empty(request, response);
      }),
    );
    expect((await suggest(server.url)).code).toBe(0);
  });

  it('ends at Ctrl-C with 130', async () => {
    let isAsked = (): void => undefined;
    const interruptWhen = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const hanging = await answering(() => isAsked());
    const ran = await trimtab(['suggest', '--ui', hanging.url], { interruptWhen });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toContain('TRIMTAB_E_INTERRUPTED');
  });
});
