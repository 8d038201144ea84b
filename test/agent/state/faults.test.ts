// State of earlier and later releases, what writers that were killed have left, and disks that are full, read-only or slow.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stateError } from '../../../src/agent/state/json-files.js';
import { KillSwitch } from '../../../src/agent/state/kill-switch.js';
import { openStateDir, type StateStore } from '../../../src/agent/state/state.js';
import { catalogue } from '../../../src/errors/index.js';
import { noon } from '../../builders.js';
import { Acting } from '../acting.js';

const reference = { throughputPerSecond: 950, completeLatencyMs: 840, costPerHour: 0.12 };
const directoryOf = (): string => mkdtempSync(join(tmpdir(), 'trimtab-state-'));
const isWhole = (file: string): never => expect.unreachable(`${file} was damaged`);
const read = async (store: StateStore, id: string) => (await store.load('prod', noon, isWhole)).reference(id);
const save = (store: StateStore, id: string) =>
  store.save('prod', [], { first: new Map([[id, reference]]), running: [] }, isWhole);

describe('references', () => {
  it('of the release before versions are read, and are of this version once one is added', async () => {
    const directory = directoryOf();
    const file = join(directory, 'references.json');
    writeFileSync(file, JSON.stringify({ '["prod","old"]': reference }));
    const store = openStateDir(directory);
    expect(await read(store, 'old')).toEqual(reference);
    await save(store, 'new');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      schema: 'trimtab/references/v1',
      references: { '["prod","old"]': reference, '["prod","new"]': reference },
    });
    expect(await read(openStateDir(directory), 'old')).toEqual(reference);
  });
});

it('half-written files that have been there for a while are removed, those of a writer at work are not', async () => {
  const directory = directoryOf();
  mkdirSync(join(directory, 'paused'));
  const [old, fresh] = [join(directory, 'paused', 'a.json.123'), join(directory, 'references.json.456')];
  for (const file of [old, fresh, join(directory, 'notes.json.txt')]) writeFileSync(file, '{');
  mkdirSync(join(directory, 'decisions'));
  const record = join(directory, 'decisions', 'd.json.gz.789');
  writeFileSync(record, '');
  for (const file of [old, record]) utimesSync(file, new Date(0), new Date(0));
  const removed = await openStateDir(directory).removeLeftovers(Date.now());
  expect([...removed].sort()).toEqual(['a.json.123', 'd.json.gz.789']);
  expect(readdirSync(directory).sort()).toEqual([
    'decisions',
    'notes.json.txt',
    'paused',
    'references.json.456',
  ]);
  expect(readdirSync(join(directory, 'paused'))).toEqual([]);
});

describe('a disk that', () => {
  const failing = (code: string) => () =>
    Promise.reject(Object.assign(new Error(`${code}: the disk says so`), { code }));

  it.each(['ENOSPC', 'EROFS', 'EIO'])(
    'answers %s: the former references stay, and the code is clear',
    async (code) => {
      const directory = directoryOf();
      await save(openStateDir(directory), 'one');
      const broken = openStateDir(directory, failing(code));
      await expect(save(broken, 'two')).rejects.toMatchObject({
        code: 'TRIMTAB_E_STATE_DIR',
        message: `cannot write ${join(directory, 'references.json')}: ${code}: the disk says so`,
      });
      expect(await read(broken, 'one')).toEqual(reference);
      expect(await read(broken, 'two')).toBeUndefined();
    },
  );

  let acting: Acting | undefined;
  afterEach(async () => {
    await acting?.stop();
    acting = undefined;
  });

  it('takes no state: nothing is sent, and once it does again the agent goes on', async () => {
    acting = await Acting.start();
    const good = acting.agent.state;
    acting.agent = { ...acting.agent, state: openStateDir(acting.directory, failing('ENOSPC')) };
    for (let i = 0; i < 4; i++) {
      await acting
        .ticks(1)
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'TRIMTAB_E_STATE_DIR' }));
      acting.pass(60);
    }
    expect(acting.calls).toEqual([]);
    acting.agent = { ...acting.agent, state: good };
    await acting.until('applied');
    expect(acting.calls).toHaveLength(1);
  });

  it('is slow: the call waits until its intent is on it', async () => {
    acting = await Acting.start();
    const { journal } = acting.agent;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let reached = (): void => {};
    const atIntent = new Promise<void>((resolve) => {
      reached = resolve;
    });
    acting.agent = {
      ...acting.agent,
      journal: {
        ...journal,
        append: async (entry) => {
          if (entry.kind === 'intended') {
            reached();
            await held;
          }
          await journal.append(entry);
        },
      },
    };
    const applied = acting.until('applied');
    await atIntent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(acting.calls).toEqual([]);
    letGo();
    await applied;
    expect(acting.calls).toHaveLength(1);
  });
});

it('that another user may not read or write says whose they are', () => {
  const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  expect(stateError('read', 'var/queue', refused).next).toMatch(/^Run the command as the user of the agent/);
  expect(stateError('write', 'var/queue/requests/x', refused).next).toContain('as the user of the agent');
  const broken = Object.assign(new Error('EIO'), { code: 'EIO' });
  expect(stateError('write', 'var/x', broken).next).toBe(catalogue.TRIMTAB_E_STATE_DIR.next);
});

it('on a full disk says to make room, not to go elsewhere', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const full = Object.assign(new Error(code), { code });
    expect(stateError('write', 'var/x', full).next).toBe(
      'Make room on the file system of the state directory, and try again.',
    );
  }
});

it.each([
  ['ENOSPC', 'Make room on its file system and try again'],
  ['EACCES', 'Run the command as the user of the agent (docs/guide/service.md)'],
])(
  'a pause that cannot be written (%s) says that nothing is paused, and what stops the agent all the same',
  async (code, first) => {
    const refused = Object.assign(new Error(`${code}: no`), { code });
    const directory = directoryOf();
    const killSwitch = new KillSwitch(directory, () => Promise.reject(refused));
    await expect(killSwitch.pause({ cluster: null, topology: null }, 'anna', 'now')).rejects.toMatchObject({
      message: `nothing is paused: cannot write ${join(directory, 'paused')}: ${code}: no`,
      next: `${first}, or stop the agent (systemctl stop trimtab): a pause in another state directory pauses nobody.`,
    });
    expect(await killSwitch.pauses()).toEqual([]);
  },
);

it('a pause that cannot be removed is not told as ended', async () => {
  const directory = directoryOf();
  const killSwitch = new KillSwitch(directory);
  await killSwitch.pause({ cluster: null, topology: null }, 'anna', 'now');
  const [name = ''] = readdirSync(join(directory, 'paused'));
  rmSync(join(directory, 'paused', name));
  mkdirSync(join(directory, 'paused', name));
  await expect(killSwitch.resume({ cluster: null, topology: null })).rejects.toMatchObject({
    code: 'TRIMTAB_E_STATE_DIR',
    message: expect.stringContaining(`cannot write ${join(directory, 'paused')}`) as string,
  });
});
