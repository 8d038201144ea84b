// Two agents on one host: one state directory has one agent, one cluster one that acts; one that stands by takes over when the other is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { journalOf } from '../cluster/running-agent.js';
import { emptyDirectory } from './trimtab.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const speed = 60;
const waiting = { timeout: 25_000, interval: 20 };
let storm: SimulatedStorm;
const children: ChildProcess[] = [];

beforeAll(async () => {
  storm = await startSimulatedStorm({ speed });
});
afterAll(() => storm.stop());
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly cwd: string;
  readonly child: ChildProcess;
  /** The log so far, one entry a line. */
  entries(): { readonly message: string; readonly [field: string]: unknown }[];
  out(): string;
}

function start(cwd: string, ...words: string[]): Started {
  writeFileSync(
    join(cwd, 'trimtab.yaml'),
    `clusters: [{ name: prod, ui: '${storm.uiUrl}', timeScale: ${speed} }]\ntopologies: { defaults: { mode: auto } }\n`,
  );
  const env = { ...process.env, TRIMTAB_CONFIG: '' };
  const child = spawn(process.execPath, [main, 'agent', '--output', 'json', ...words], { cwd, env });
  children.push(child);
  let [log, out] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const entries = (): ReturnType<Started['entries']> =>
    log
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { message: string });
  return { cwd, child, entries, out: () => out };
}

const said = ({ entries }: Started, message: string): number =>
  entries().filter((e) => e.message === message).length;

async function ended({ child, out }: Started): Promise<{ code: unknown; error: unknown }> {
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, error: (JSON.parse(out()) as { error: unknown }).error };
}

it('a second agent with the same state directory, or on the same cluster, ends with TRIMTAB_E_LOCKED and names the first', async () => {
  const one = start(emptyDirectory());
  await vi.waitFor(() => expect(said(one, 'decision')).toBeGreaterThan(0), waiting);
  const second = start(emptyDirectory());
  const [same, other] = await Promise.all([ended(start(one.cwd)), ended(second)]);
  for (const { code, error } of [same, other]) {
    expect(code).toBe(1);
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_LOCKED',
      message: expect.stringMatching(new RegExp(`(pid|process) ${one.child.pid}`)) as unknown,
    });
  }
  expect(other.error).toMatchObject({ next: expect.stringContaining('--stand-by') as unknown });
  expect(said(second, 'standing-by')).toBe(0);
});

it('one that stands by watches and decides, sends nothing, and takes over within two looks once the other is killed', async () => {
  const one = start(emptyDirectory());
  await vi.waitFor(() => expect(said(one, 'started')).toBe(1), waiting);
  await vi.waitFor(
    () => expect(journalOf(join(one.cwd, 'var')).some((l) => l.kind === 'observed')).toBe(true),
    waiting,
  );
  const two = start(emptyDirectory(), '--stand-by');
  await vi.waitFor(() => expect(said(two, 'decision')).toBeGreaterThan(0), waiting);
  expect(said(two, 'standing-by')).toBe(1);
  expect(two.entries().find((e) => e.message === 'decision')).toMatchObject({ action: 'hold' });
  const journal = () => journalOf(join(two.cwd, 'var'));
  expect(journal().filter((l) => l.kind === 'intended')).toEqual([]);
  const looksBefore = looks(journal());
  one.child.kill('SIGKILL');
  await vi.waitFor(() => expect(said(two, 'took-over')).toBe(1), waiting);
  expect(looks(journal()) - looksBefore).toBeLessThanOrEqual(2);
  expect(two.child.exitCode).toBeNull();
});

/** By the decisions of the one topology there is. */
function looks(lines: readonly { readonly kind: string }[]): number {
  return lines.filter((l) => l.kind === 'decided').length;
}
