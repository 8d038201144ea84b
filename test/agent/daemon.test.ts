// The life of the whole agent: bad reloads, models, clusters that cannot be opened, and an end at the wrong moment.
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DaemonOptions } from '../../src/agent/daemon.js';
import { DriftStore } from '../../src/agent/index.js';
import type { JournalEntry } from '../../src/audit/index.js';
import { choosePolicies } from '../../src/cli/shared/choose-policies.js';
import { TrimtabError } from '../../src/errors/index.js';
import { featureSchema } from '../../src/policy/index.js';
import { saveUntrained } from '../policy/models.js';
import { agent, config, directory, file, type Rig, stopAgent } from './daemon-rig.js';

afterEach(stopAgent);

describe('a reload', () => {
  it.each([
    ['without any cluster', 'clusters: []', undefined, 'TRIMTAB_E_NO_CLUSTER'],
    ['without the cluster that the agent was started for', config('b'), 'a', 'TRIMTAB_E_CLUSTER_UNKNOWN'],
  ])('%s is refused, and the former configuration goes on', async (_, text, only, code) => {
    const { daemon, logs, open, journal } = await agent(config('a'), only === undefined ? {} : { only });
    await daemon.start();
    writeFileSync(file, text === 'clusters: []' ? `stateDir: ${directory}\n${text}` : text);
    await daemon.reload();
    expect(logs.filter((l) => l.level === 'error')).toMatchObject([{ message: 'config-refused', code }]);
    expect([...open]).toEqual(['a']);
    expect(journal.some((l) => l.kind === 'config-reloaded')).toBe(false);
  });

  it.each(['valueFile: gone, header: A', 'ca: gone', 'cert: gone, key: gone'])(
    'that names a file that is gone (%s) is refused, whichever cluster it is of',
    async (auth) => {
      const { daemon, logs, open, journal } = await agent(config('a', 'b'));
      await daemon.start();
      writeFileSync(file, config('a', 'b').replace('name: b,', `name: b, auth: { ${auth} },`));
      await daemon.reload();
      expect(logs.filter((l) => l.level === 'error')).toMatchObject([
        {
          message: 'config-refused',
          code: 'TRIMTAB_E_CONFIG_FILE',
          text: expect.stringMatching(
            /gone: there is no such file; the former configuration holds$/,
          ) as string,
        },
      ]);
      expect([...open]).toEqual(['a', 'b']);
      expect(journal.some((l) => l.kind === 'config-reloaded')).toBe(false);
    },
  );

  it('that comes during the start waits for its end: no cluster is opened twice', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { daemon, opened, open, logs } = await agent(config('a', 'b'), { reading: () => held });
    const started = daemon.start();
    writeFileSync(file, config('b', 'c'));
    const reloaded = daemon.reload();
    await expect.poll(() => opened).toEqual(['a']);
    release();
    await Promise.all([started, reloaded]);
    expect(opened).toEqual(['a', 'b', 'c']);
    expect([...open]).toEqual(['b', 'c']);
    expect(logs.map(({ message }) => message)).toContain('config-reloaded');
  });

  it('with a secret that was renewed in its file opens that cluster anew, and no other', async () => {
    const token = join(directory, 'token');
    writeFileSync(token, 'first');
    const withToken = config('a', 'b').replace(
      'name: b,',
      `name: b, auth: { header: X, valueFile: ${token} },`,
    );
    const { daemon, clocks } = await agent(withToken);
    await daemon.start();
    const [a, b] = [clocks.get('a'), clocks.get('b')];
    await daemon.reload();
    expect(clocks.get('b')).toBe(b);
    writeFileSync(token, 'second');
    await daemon.reload();
    expect(clocks.get('a')).toBe(a);
    expect(clocks.get('b')).not.toBe(b);
  });

  it('with a cluster that cannot be opened watches the others, and tries that one again at the next', async () => {
    const failing = new Set(['b']);
    const { daemon, logs, open } = await agent(config('a'), { failing });
    await daemon.start();
    writeFileSync(file, config('b', 'c'));
    await daemon.reload();
    expect([...open]).toEqual(['c']);
    expect(logs.filter((l) => l.level === 'error')).toMatchObject([
      { message: 'cluster-not-started', cluster: 'b', code: 'TRIMTAB_E_CONFIG_FILE' },
    ]);
    failing.clear();
    await daemon.reload();
    expect([...open].sort()).toEqual(['b', 'c']);
  });
});

describe('a start', () => {
  it('with a cluster that cannot be opened says so, watches the others, and a reload tries that one again', async () => {
    const failing = new Set(['a']);
    const { daemon, logs, open } = await agent(config('a', 'b'), { failing });
    await daemon.start();
    expect([...open]).toEqual(['b']);
    expect(logs.filter((l) => l.level === 'error')).toMatchObject([
      {
        message: 'cluster-not-started',
        cluster: 'a',
        code: 'TRIMTAB_E_CONFIG_FILE',
        text: 'cannot read /token; this cluster is not watched',
        next: expect.stringMatching(/ It is tried again every minute\.$/) as string,
      },
    ]);
    failing.clear();
    await daemon.reload();
    expect([...open].sort()).toEqual(['a', 'b']);
  });

  it('without any cluster that can be opened is an error', async () => {
    const { daemon, logs } = await agent(config('a', 'b'), { failing: new Set(['a', 'b']) });
    await expect(daemon.start()).rejects.toMatchObject({ code: 'TRIMTAB_E_CONFIG_FILE' });
    expect(logs.filter((l) => l.level === 'error')).toEqual([]);
  });
});

describe('a model', () => {
  const folder = join(directory, 'model');
  const learned = (policy = 'dqn'): string =>
    `${config('a')}\nagent: { policy: ${policy}, fallback: keep, model: model }`;
  const loaded = (journal: readonly JournalEntry[]) =>
    journal.flatMap(({ kind, body }) => (kind === 'model-loaded' ? [body] : []));
  const withModel = (): Promise<Rig> => agent(learned(), { policies: choosePolicies });

  it('is journaled before anything is decided with it, and again only when another one is read', async () => {
    await saveUntrained(folder, { seeds: [1, 2] });
    const { daemon, journal } = await withModel();
    await daemon.start();
    expect(journal.slice(0, 2).map(({ kind }) => kind)).toEqual(['started', 'model-loaded']);
    expect(loaded(journal)).toMatchObject([{ folder, seeds: [1, 2], features: featureSchema }]);
    await daemon.reload();
    expect(loaded(journal)).toHaveLength(1);
    await saveUntrained(folder, { seeds: [3] });
    await daemon.reload();
    const [first, second] = loaded(journal);
    expect(second).toMatchObject({ folder, seeds: [3] });
    expect(second?.['sha256']).not.toBe(first?.['sha256']);
    writeFileSync(file, learned('ds2'));
    await daemon.reload();
    writeFileSync(file, learned());
    await daemon.reload();
    expect(loaded(journal)).toHaveLength(3);
  });

  it.each([
    ['of other features', () => saveUntrained(folder, { features: 'others' }), 'TRIMTAB_E_MODEL_SCHEMA'],
    ['that is gone', () => rm(folder, { recursive: true }), 'TRIMTAB_E_MODEL_UNREADABLE'],
  ])('%s is refused at the start; at a reload the former one goes on', async (_, spoil, code) => {
    await saveUntrained(folder);
    const { daemon, journal, logs } = await withModel();
    await daemon.start();
    await spoil();
    await daemon.reload();
    expect(logs.filter((l) => l.level === 'error')).toMatchObject([
      {
        message: 'config-refused',
        code,
        text: expect.stringMatching(/[^.]; the former configuration and model hold$/) as string,
      },
    ]);
    expect(journal.some((l) => l.kind === 'config-reloaded')).toBe(false);
    expect(loaded(journal)).toHaveLength(1);
    await daemon.stop('the test is over');
    await expect(withModel()).rejects.toMatchObject({ code });
  });
});

describe('the journal', () => {
  const kept = (text: string): string => `${config('a')}\nagent: { keepJournal: ${text} }`;

  it('is shortened at the start by keepJournal, and by another one at the next look after a reload', async () => {
    const spans: number[] = [];
    const trim: DaemonOptions['trim'] = ({ before, now }) => {
      spans.push((now - before) / 86_400_000);
      return Promise.resolve({ removed: [], stayed: null });
    };
    const { daemon } = await agent(kept('365d'), { trim });
    await daemon.start();
    expect(spans).toEqual([365]);
    writeFileSync(file, kept('30d'));
    await daemon.reload();
    await expect.poll(() => spans).toEqual([365, 30]);
  });

  it('that cannot take the line about it ends the agent', async () => {
    const failure = new TrimtabError('TRIMTAB_E_JOURNAL', 'no space left');
    const { daemon } = await agent(kept('365d'), { trim: () => Promise.reject(failure) });
    await daemon.start();
    expect(await daemon.failed).toBe(failure);
  });

  it('has the line about it before that of the end', async () => {
    const { daemon, journal } = await agent(kept('365d'), {
      trim: async ({ now, signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        const at = new Date(now).toISOString();
        journal.push({ kind: 'trimmed', at, id: null, topology: null });
        return { removed: [], stayed: null };
      },
    });
    await daemon.start();
    await daemon.stop('asked to end');
    expect(journal.slice(-2).map(({ kind }) => kind)).toEqual(['trimmed', 'stopped']);
  });
});

describe('the end', () => {
  it('while a cluster is being started leaves nothing open', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { daemon, open } = await agent(config('a', 'b'), { reading: () => held });
    const started = daemon.start();
    await expect.poll(() => [...open]).toEqual(['a']);
    const stopped = daemon.stop('asked to end');
    release();
    await Promise.all([started, stopped]);
    expect([...open]).toEqual([]);
  });
});

it('ends the looks at all clusters at once: one that holds up the end does not let another begin a change', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const signals = new Map<string, AbortSignal>();
  const { daemon } = await agent(config('a', 'b'), {
    between: (name, cluster) => ({
      ...cluster,
      info: async (signal) => {
        signals.set(name, signal);
        if (name === 'a') await held;
        return await cluster.info(signal);
      },
    }),
  });
  await daemon.start();
  await expect.poll(() => signals.size).toBe(2);
  const stopped = daemon.stop('asked to end');
  await new Promise((resolve) => setImmediate(resolve));
  expect([...signals.values()].map(({ aborted }) => aborted)).toEqual([true, true]);
  release();
  await stopped;
});

describe('the end in the middle of a reload', () => {
  it('comes after it: nothing is journaled behind the line of the end, and no look goes on', async () => {
    const { daemon, journal, open, clocks } = await agent(config('a', 'b'));
    await daemon.start();
    await expect.poll(() => journal.filter(({ kind }) => kind === 'observed').length).toBe(2);
    writeFileSync(file, config('a', 'b').replaceAll(', ui:', ', timeout: 7s, ui:'));
    const reloading = daemon.reload();
    // It has let go of the first cluster, and is about to do so with the second.
    await expect.poll(() => open.size, { interval: 1 }).toBeLessThan(2);
    await daemon.stop('asked to end');
    expect(journal.at(-1)?.kind).toBe('stopped');
    expect([...open]).toEqual([]);
    await reloading;
    expect(journal.at(-1)?.kind).toBe('stopped');
    expect(clocks.size).toBe(2);
  });
});

it('writes what is usual of a topology as it ends', async () => {
  const { daemon, clocks, journal } = await agent(config('a'));
  const folder = join(directory, 'drift');
  await rm(folder, { recursive: true, force: true });
  writeFileSync(folder, 'nothing can be written there');
  await daemon.start();
  const look = async (): Promise<boolean> => {
    await clocks.get('a')?.sleep(60_000);
    await daemon.reload();
    return journal.some(({ kind, body }) => kind === 'evaluated' && body?.['evaluation'] != null);
  };
  await expect.poll(look, { timeout: 10_000 }).toBe(true);
  await rm(folder);
  await daemon.stop('asked to end');
  const { kept } = await new DriftStore(directory).all();
  expect(kept.map(({ cluster }) => cluster)).toEqual(['a']);
});
