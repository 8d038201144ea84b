// Changes through the storm command: a script in its place notes each argument, answers as Storm does, and no shell ever reads a name.
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/clusters/command/run-command.js';
import { nimbusCluster, type Operation, stormCluster } from '../../../src/clusters/index.js';
import { rebalanceByCommand, speaksPlainThrift } from '../../../src/clusters/storm/storm-command.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../../src/emulator/index.js';

const { signal } = new AbortController();
const named = (name: string) => ({ id: `${name}-1-1`, name, status: 'active', uptimeSeconds: 60 }) as const;
const assignment: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 5,
  workers: 2,
  executors: { split: 3, 'odd; touch x': 1 },
};

/** A program that notes its arguments, one a line, and then does what a shell would do with `end`. */
function program(end = 'echo "Topology words is rebalancing"') {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-storm-command-'));
  const path = join(directory, 'storm');
  const noted = join(directory, 'noted');
  writeFileSync(path, `#!/bin/sh\nfor a in "$@"; do printf '%s\\0' "$a"; done >> '${noted}'\n${end}\n`);
  chmodSync(path, 0o755);
  return {
    path,
    directory,
    words: (): string[] => (existsSync(noted) ? readFileSync(noted, 'utf8').split('\0').slice(0, -1) : []),
  };
}

describe('each argument arrives as it is', () => {
  it.each(['words', 'with space', '$(touch x)', '`touch x`', "o'clock", 'a;b|c&d', '数え', '*', '"quoted"'])(
    'for a topology named %s',
    async (name) => {
      const { path, words } = program();
      await rebalanceByCommand(path, named(name), assignment, signal);
      expect(words()).toEqual([
        'rebalance',
        name,
        '-w',
        '5',
        '-n',
        '2',
        '-e',
        'split=3',
        '-e',
        'odd; touch x=1',
      ]);
    },
  );

  it('and a name that looks like an option is none', async () => {
    const { path, words } = program();
    await rebalanceByCommand(path, named('-c'), { ...assignment, workers: null, executors: {} }, signal);
    expect(words()).toEqual(['rebalance', '-w', '5', '--', '-c']);
  });

  it.each([
    [
      { kind: 'rebalance-configuration', settings: { 'topology.max.spout.pending': 500 } },
      '-t',
      '{"topology.max.spout.pending":500}',
    ],
    [
      { kind: 'rebalance-resources', resources: { split: { 'onheap.memory.mb': 256 } } },
      '-r',
      '{"split":{"onheap.memory.mb":256}}',
    ],
  ] as const)('of %j', async (operation, flag, json) => {
    const { path, words } = program();
    await rebalanceByCommand(path, named('words'), { ...operation, waitSeconds: 5 }, signal);
    expect(words()).toEqual(['rebalance', 'words', '-w', '5', flag, json]);
  });
});

describe('its output and exit code', () => {
  it.each([
    ['NotAliveException(msg:words is not alive)', 'TRIMTAB_E_TOPOLOGY_GONE'],
    ['AuthorizationException(msg:UserA is not authorized)', 'TRIMTAB_E_AUTH'],
    ['InvalidTopologyException(msg:Invalid component x)', 'TRIMTAB_E_VALUE_REFUSED'],
    ['NimbusLeaderNotFoundException: Could not find leader nimbus from seed hosts', 'TRIMTAB_E_NO_LEADER'],
    ['TApplicationException: Internal error processing rebalance', 'TRIMTAB_E_REBALANCING'],
    ['javax.security.auth.login.LoginException: no ticket', 'TRIMTAB_E_AUTH'],
    ['TTransportException: java.net.ConnectException: Connection refused', 'TRIMTAB_E_UNREACHABLE'],
    // Nobody can tell whether Nimbus got it.
    ['java.lang.OutOfMemoryError: unable to create native thread', 'TRIMTAB_E_UNCERTAIN'],
  ])('%s: %s', async (said, code) => {
    const { path } = program(`echo "Running: java" ; echo 'Exception in thread "main" ${said}' >&2; exit 1`);
    await expect(rebalanceByCommand(path, named('words'), assignment, signal)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said) as unknown,
    });
  });

  const logged = [
    '12 [main] WARN o.a.s.u.NimbusClient - Ignoring exception while trying to get leader nimbus info from nimbus-1.',
    'java.lang.RuntimeException: TTransportException: java.net.ConnectException: Connection refused',
    '\tat org.apache.storm.thrift.transport.TSocket.open(TSocket.java:226)',
    'Caused by: java.net.ConnectException: Connection refused',
  ];

  it.each([
    [
      'the answer of the leader is lost after a seed has refused the connection',
      [
        ...logged,
        'Exception in thread "main" TTransportException: java.net.SocketException: Connection reset',
        '\tat org.apache.storm.generated.Nimbus$Client.recv_rebalance(Nimbus.java:412)',
        '15 [Thread-1] WARN o.a.s.Metrics - java.net.ConnectException: Connection refused',
        'Caused by: java.net.ConnectException: Connection refused',
      ],
      'TRIMTAB_E_UNCERTAIN',
      'Connection reset',
    ],
    ['it ends without an exception', logged, 'TRIMTAB_E_UNCERTAIN', 'Connection refused'],
    [
      'the leader refuses the connection',
      [
        ...logged,
        'Exception in thread "main" java.lang.RuntimeException: TTransportException',
        '\tat org.apache.storm.security.auth.ThriftClient.reconnect(ThriftClient.java:113)',
        'Caused by: java.net.ConnectException: Connection refused',
        '\t... 8 more',
      ],
      'TRIMTAB_E_UNREACHABLE',
      'it does not reach Nimbus',
    ],
  ])('%s: what counts is the exception that ended it', async (_, lines, code, text) => {
    const { path } = program(`cat >&2 <<'END'\n${lines.join('\n')}\nEND\nexit 1`);
    await expect(rebalanceByCommand(path, named('words'), assignment, signal)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text) as unknown,
    });
  });

  it('a command that is killed, or ended by the agent, leaves it uncertain', async () => {
    const { path } = program('kill -9 $$');
    await expect(rebalanceByCommand(path, named('words'), assignment, signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_UNCERTAIN',
    });
    const slow = program('exec /bin/sleep 60');
    const ending = new AbortController();
    const sending = rebalanceByCommand(slow.path, named('words'), assignment, ending.signal);
    while (slow.words().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    ending.abort();
    await expect(sending).rejects.toMatchObject({ code: 'TRIMTAB_E_UNCERTAIN' });
  });

  it('one that is missing or may not be run has sent nothing, and says how to name another', async () => {
    const { path, directory } = program();
    chmodSync(path, 0o644);
    for (const command of [path, join(directory, 'nowhere')])
      await expect(rebalanceByCommand(command, named('words'), assignment, signal)).rejects.toMatchObject({
        code: 'TRIMTAB_E_STORM_COMMAND',
        message: expect.stringContaining(command) as unknown,
        next: expect.stringContaining('clusters[].stormCommand') as unknown,
      });
  });
});

describe('a script around the command', () => {
  /** What it starts makes itself heard until it is ended. */
  function wrapper(start: string) {
    const { path } = program(`(while :; do echo on >> "$0.alive"; sleep 0.02; done) ${start}`);
    const size = (): number => (existsSync(`${path}.alive`) ? statSync(`${path}.alive`).size : 0);
    const begun = (): Promise<void> => expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(0);
    const isAlive = async (): Promise<boolean> => {
      const before = size();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return size() > before;
    };
    return { path, begun, isAlive };
  }

  it.each([
    ['that waits for it', '& wait'],
    ['that does not listen to SIGTERM', "& trap '' TERM; wait"],
    ['that has ended before it', '&'],
  ])('%s is ended with what it has started, once the agent ends', async (_, start) => {
    const { path, begun, isAlive } = wrapper(start);
    const ending = new AbortController();
    const sending = rebalanceByCommand(path, named('words'), assignment, ending.signal);
    const told = expect(sending).rejects.toMatchObject({ code: 'TRIMTAB_E_UNCERTAIN' });
    await begun();
    ending.abort();
    await told;
    expect(await isAlive()).toBe(false);
  });

  it('is ended with what it has started when it takes too long, and what it said is kept', async () => {
    const { path, isAlive } = wrapper('& echo "kinit: done"; wait');
    const { error, output } = await runCommand(path, [], { signal, timeout: 700 });
    expect(error).toMatchObject({ killed: true });
    expect(output).toContain('kinit: done');
    expect(await isAlive()).toBe(false);
  });

  it('is ended with what it has started when it says more than anybody would read', async () => {
    const { path, isAlive } = wrapper('& yes "$(printf "%01000d" 0)"');
    const { error, output } = await runCommand(path, [], { signal, timeout: 60_000 });
    expect(error).toMatchObject({ code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' });
    expect(output.length).toBeLessThan(5 * 2 ** 20);
    expect(await isAlive()).toBe(false);
  });
});

it.each([
  [{}, true],
  [{ 'storm.thrift.transport': 'org.apache.storm.security.auth.SimpleTransportPlugin' }, true],
  [
    { 'storm.thrift.transport': 'org.apache.storm.security.auth.kerberos.KerberosSaslTransportPlugin' },
    false,
  ],
  [{ 'storm.thrift.transport': 'org.apache.storm.security.auth.tls.TlsTransportPlugin' }, false],
])('a cluster of %j speaks plain Thrift: %s', (configuration, plain) => {
  expect(speaksPlainThrift(configuration)).toBe(plain);
});

describe('a cluster', () => {
  let storm: SimulatedStorm;
  afterEach(() => storm.stop());

  it('with via: storm-cli is changed by the command alone, through the UI or Nimbus, and not after a new submission', async () => {
    storm = await startSimulatedStorm({ speed: 0 });
    const calls: unknown[] = [];
    storm.world.rebalance = (...call) => {
      calls.push(call);
      return { ok: true };
    };
    const { path, words } = program();
    const common = { name: 'prod', timeoutSeconds: 5, concurrency: 4, now: () => storm.world.nowMs() };
    const sending = { via: 'storm-cli', stormCommand: path } as const;
    const clusters = [
      stormCluster({ ...common, ...sending, url: storm.uiUrl, auth: {} }),
      nimbusCluster({ ...common, ...sending, seeds: [storm.nimbusAddress] }),
    ];
    for (const [i, cluster] of clusters.entries()) {
      const [topology] = await cluster.topologies(signal);
      if (topology === undefined) throw new Error('no topology');
      await cluster.rebalance(topology, assignment, signal);
      expect(words().filter((w) => w === 'rebalance')).toHaveLength(i + 1);
      await expect(
        cluster.rebalance({ ...topology, id: 'top-words-9-9' }, assignment, signal),
      ).rejects.toMatchObject({ code: 'TRIMTAB_E_TOPOLOGY_GONE' });
    }
    expect(words().filter((w) => w === 'rebalance')).toHaveLength(2);
    expect(calls).toEqual([]);
  });

  it('that names another transport on its UI says that changes go through the command', async () => {
    storm = await startSimulatedStorm({ speed: 0 });
    const common = { name: 'prod', timeoutSeconds: 5, concurrency: 4, now: () => 0, auth: {} };
    expect(await stormCluster({ ...common, url: storm.uiUrl }).sendsByCommand?.(signal)).toBe(false);
    const transport = 'org.apache.storm.security.auth.kerberos.KerberosSaslTransportPlugin';
    const secured = createServer((_, response) => {
      response.end(JSON.stringify({ 'storm.thrift.transport': transport }));
    });
    await once(secured.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(secured.address() as AddressInfo).port}`;
    expect(await stormCluster({ ...common, url }).sendsByCommand?.(signal)).toBe(true);
    secured.close();
  });
});
