// `--nimbus`, and `nimbus` in the configuration: clusters that are read without a UI.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulatedStorm } from '../../src/emulator/index.js';
import { type FakeNimbus, fakeNimbus, leaderAt, parrot } from '../clusters/storm/thrift/nimbus-server.js';
import { wordCountNimbus } from '../clusters/storm/thrift/word-count.js';
import { httpServer, tcpServer } from './broken-servers.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function started<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  stops.push(() => running.stop());
  return running;
}

async function wordCount(): Promise<string> {
  const nimbus: FakeNimbus = await started(fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port))));
  return nimbus.address;
}

function folderWith(config: string): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'trimtab.yaml'), config);
  return cwd;
}

describe('suggest and doctor', () => {
  it('need nothing but the address of one Nimbus that answers', async () => {
    const ran = await trimtab(['suggest', '--nimbus', `127.0.0.1:1,${await wordCount()}`, '--wait', '0']);
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /^127\.0\.0\.1:1 {2}storm 2\.8\.3, leader 127\.0\.0\.1\nwords {2}hold {2}EXECUTORS_MISSING: /,
    );
  });

  it('read through Nimbus where the configuration has no UI', async () => {
    const cwd = folderWith(`clusters: [{ name: prod, nimbus: ['${await wordCount()}'] }]\n`);
    const ran = await trimtab(['suggest', '--wait', '0'], { cwd });
    expect(ran.stdout).toMatch(/^prod {2}storm 2\.8\.3, /);
    const doctor = await trimtab(['doctor', '--wait', '0'], { cwd });
    expect(doctor.stdout).toMatch(/ok +reachability +Nimbus 127\.0\.0\.1:\d+ answers/);
  });

  it('read through the UI where both are given', async () => {
    const storm = await started(startSimulatedStorm({ speed: 60 }));
    const cwd = folderWith(`clusters: [{ name: prod, ui: '${storm.uiUrl}', nimbus: ['127.0.0.1:1'] }]\n`);
    const ran = await trimtab(['suggest', '--wait', '0'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('top-words');
  });

  it('--nimbus reads through Nimbus what the file would read through the UI', async () => {
    const nimbus = await wordCount();
    const cwd = folderWith(`clusters: [{ name: prod, ui: 'http://127.0.0.1:1', nimbus: ['${nimbus}'] }]\n`);
    const ran = await trimtab(['suggest', '--wait', '0', '--nimbus', nimbus], { cwd });
    expect(ran.stdout).toMatch(/^prod {2}storm 2\.8\.3, /);
  });
});

describe('a Nimbus that is none', () => {
  it.each([
    ['the UI', () => httpServer((_, response) => response.end()), 'TRIMTAB_E_NOT_STORM', '6627'],
    ['one with SASL', () => parrot(Buffer.from('\x04\0\0\0\x02no', 'latin1')), 'TRIMTAB_E_SASL', '--ui'],
    ['one without leader', () => fakeNimbus(() => undefined), 'TRIMTAB_E_NO_LEADER', 'nimbus.log'],
    ['one that cuts', () => tcpServer((s) => s.destroy()), 'TRIMTAB_E_UNREACHABLE', 'nimbus.thrift.port'],
  ] as const)('%s: exit 3 and the next step', async (_, server, code, next) => {
    const { url } = await started<{ url: string; stop(): Promise<void> }>(server());
    const ran = await trimtab(['suggest', '--nimbus', new URL(url).host, '--output', 'json']);
    expect(ran.code).toBe(3);
    expect(errorOf(ran).code).toBe(code);
    expect(errorOf(ran).next).toContain(next);
  });

  it.each(['master-1', 'http://master-1:6627', 'master-1:99999', 'master-1:6627,'])(
    '--nimbus %s is a wrong command line',
    async (text) => {
      const ran = await trimtab(['suggest', '--nimbus', text]);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(
        /^TRIMTAB_E_USAGE: --nimbus: found ".*", expected a host and port such as master-1:6627/,
      );
    },
  );
});
