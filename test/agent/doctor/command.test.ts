// What doctor says of the storm or the heron command: one that answers, is missing, hangs, fails, or is another program.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { StormCommandToExamine } from '../../../src/agent/doctor/command.js';
import { heronCommandFindings, stormCommandFindings } from '../../../src/agent/index.js';

const directory = mkdtempSync(join(tmpdir(), 'trimtab-doctor-storm-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const noted = join(directory, 'noted');
const { signal } = new AbortController();

/** A program that notes its arguments, and then does what a shell would do with `end`. */
function program(end: string, name = 'storm'): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${noted}'\n${end}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function examined(stormCommand: string, options: Partial<StormCommandToExamine> = {}) {
  const findings = await stormCommandFindings({
    via: 'storm-cli',
    stormCommand,
    isNamed: true,
    mayAct: true,
    signal,
    ...options,
  });
  expect(findings).toHaveLength(1);
  return findings[0];
}

const answer = `echo 'Running: /usr/bin/java -client -Dstorm.home=/opt/storm org.apache.storm.utils.VersionInfo'
echo 'Storm 2.8.3'
echo 'URL https://github.com/apache/storm.git -r 1f2e3d'
echo 'Branch (no branch)'`;

describe('the storm command', () => {
  it('that tells its version is in order; it gets one argument, and no shell reads its path', async () => {
    const path = program(answer, "storm $(touch x) 'of' production; exit 1");
    expect(await examined(path)).toEqual({
      check: 'storm command',
      status: 'ok',
      text: `${path} can be run: Storm 2.8.3`,
    });
    expect(readFileSync(noted, 'utf8')).toBe('1\nversion\n');
  });

  it('that is missing or may not be run is broken, with the next step', async () => {
    const locked = program(answer, 'locked');
    chmodSync(locked, 0o644);
    const missing = join(directory, 'nowhere');
    for (const [path, why] of [
      [missing, 'there is no such program'],
      ['trimtab-no-such-storm', 'there is no such program'],
      [locked, 'it cannot be started (EACCES)'],
    ] as const) {
      expect(await examined(path)).toEqual({
        check: 'storm command',
        status: 'broken',
        text: `TRIMTAB_E_STORM_COMMAND: ${path} version: ${why}`,
        next: expect.stringContaining('clusters[].stormCommand') as unknown,
        code: 'TRIMTAB_E_STORM_COMMAND',
        exit: 2,
      });
    }
  });

  it.each([
    ['', 'sleep 60'],
    [' and does not listen to SIGTERM', "trap '' TERM; sleep 60; sleep 60"],
  ])('that hangs%s is given up, with all that it has started still running', async (_, end) => {
    const from = performance.now();
    const finding = await examined(program(end), { timeoutMs: 300 });
    expect(finding).toMatchObject({
      status: 'broken',
      text: expect.stringMatching(/version: it did not end within 0\.3 s$/) as unknown,
    });
    expect(performance.now() - from).toBeLessThan(20_000);
  });

  it('that fails says what it said last', async () => {
    const path = program("echo 'Error: JAVA_HOME is not set and java is not in PATH' >&2; exit 3");
    expect(await examined(path)).toMatchObject({
      status: 'broken',
      text: expect.stringContaining(
        'it ended with exit code 3: Error: JAVA_HOME is not set and java is not in PATH',
      ) as unknown,
    });
  });

  it.each([
    ['storm 0.7.1', 'storm 0.7.1'],
    ['', 'it said nothing'],
  ])('that is another program of that name (%j) is broken', async (says, said) => {
    const path = program(says === '' ? '' : `echo '${says}'`);
    expect(await examined(path)).toMatchObject({
      status: 'broken',
      text: `TRIMTAB_E_STORM_COMMAND: ${path} version does not say which Storm it is: ${said}`,
    });
  });

  it('with via: auto is looked at where it is named, and a problem is a warning', async () => {
    expect(await examined(join(directory, 'nowhere'), { via: 'auto' })).toMatchObject({
      status: 'warning',
      next: expect.stringMatching(/only where Nimbus does not speak plain Thrift\.$/) as unknown,
    });
    const unnamed = { via: 'auto', stormCommand: 'storm', isNamed: false, mayAct: true, signal } as const;
    expect(await stormCommandFindings(unnamed)).toEqual([]);
  });

  describe('with via: auto, and not named,', () => {
    const unnamed = { via: 'auto', isNamed: false } as const;
    const missing = join(directory, 'nowhere');

    it('is looked at where the cluster says that it is needed: broken, if somebody wants to act', async () => {
      const needed = { ...unnamed, sendsByCommand: () => Promise.resolve(true) };
      expect(await examined(program(answer), needed)).toMatchObject({ status: 'ok' });
      expect(await examined(missing, needed)).toMatchObject({ status: 'broken', exit: 2 });
      const found = await examined(missing, { ...needed, mayAct: false });
      expect(found).toMatchObject({ status: 'warning', code: 'TRIMTAB_E_STORM_COMMAND' });
      expect(found).toMatchObject({ next: expect.stringMatching(/auto and approve.* need the command\.$/) });
      expect(found).not.toHaveProperty('exit');
    });

    it.each([
      ['says that it is not', () => Promise.resolve(false)],
      ['does not answer', () => Promise.reject(new Error('unreachable'))],
    ])('is left alone where the cluster %s', async (_, sendsByCommand) => {
      const options = { ...unnamed, sendsByCommand, mayAct: true, stormCommand: missing, signal };
      expect(await stormCommandFindings(options)).toEqual([]);
    });
  });

  it('is not waited for once doctor is asked to end', async () => {
    const ending = new AbortController();
    const looking = stormCommandFindings({
      via: 'storm-cli',
      stormCommand: program('exec sleep 60'),
      isNamed: true,
      mayAct: true,
      signal: ending.signal,
    });
    ending.abort(new Error('asked to end'));
    await expect(looking).rejects.toThrow('asked to end');
  });
});

describe('the heron command', () => {
  it('is tried where it is configured, and tells its version as release.yaml has it', async () => {
    const path = program(
      `echo "heron.build.git.revision : 'abc'"; echo "heron.build.version : 0.20.5-incubating"`,
    );
    expect(await heronCommandFindings(path, signal)).toEqual([
      { check: 'heron command', status: 'ok', text: `${path} can be run: Heron 0.20.5-incubating` },
    ]);
    expect(await heronCommandFindings(undefined, signal)).toEqual([]);
  });

  it('that is missing, or another program, is broken, with the option that names it', async () => {
    for (const [path, why] of [
      [join(directory, 'nowhere'), 'version: there is no such program'],
      [program('echo "herons: 3"'), 'version does not say which Heron it is: herons: 3'],
    ] as const) {
      expect(await heronCommandFindings(path, signal)).toEqual([
        {
          check: 'heron command',
          status: 'broken',
          text: `TRIMTAB_E_HERON_COMMAND: ${path} ${why}`,
          next: expect.stringContaining('clusters[].heronCommand') as unknown,
          code: 'TRIMTAB_E_HERON_COMMAND',
          exit: 2,
        },
      ]);
    }
  });
});
