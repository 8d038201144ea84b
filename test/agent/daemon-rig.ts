// The whole agent on clusters that are made up: its journal and its log in memory, its configuration in a file.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Daemon, type DaemonOptions } from '../../src/agent/daemon.js';
import { KillSwitch, openStateDir } from '../../src/agent/index.js';
import type { JournalEntry, JournalLine } from '../../src/audit/index.js';
import type { Cluster } from '../../src/clusters/index.js';
import { loadConfig } from '../../src/config/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import type { Logger } from '../../src/util/index.js';
import { type FakeClock, fakeClock } from './fake-clock.js';
import { type FakeTopology, fakeCluster } from './fake-cluster.js';
import { ds2 } from './policies.js';
import { incomplete } from './retold.js';

export const directory = mkdtempSync(join(tmpdir(), 'trimtab-daemon-'));
export const file = join(directory, 'trimtab.yaml');
export const config = (...names: string[]): string =>
  [
    `stateDir: ${directory}`,
    `clusters: [${names.map((name) => `{ name: ${name}, ui: "http://127.0.0.1:1" }`).join(', ')}]`,
    'topologies: { defaults: { mode: suggest } }',
  ].join('\n');

export interface Rig {
  readonly daemon: Daemon;
  readonly journal: JournalEntry[];
  readonly logs: { readonly level: string; readonly message: string; readonly code?: string }[];
  /** Of each cluster that was opened, by its name. */
  readonly clocks: Map<string, FakeClock>;
  /** Clusters that are open now. */
  readonly open: Set<string>;
  /** All that ever were, in their order. */
  readonly opened: string[];
}

interface RigOptions {
  readonly only?: string;
  readonly failing?: ReadonlySet<string>;
  /** Who decides; by default ds2. */
  readonly policies?: DaemonOptions['policies'];
  /** What each cluster runs. */
  readonly fake?: FakeTopology;
  /** What lies between the agent and the cluster of that name. */
  readonly between?: (name: string, cluster: Cluster) => Cluster;
  /** Lines of the journal before the start. */
  readonly former?: readonly JournalEntry[];
  /** Before the former lines are told. */
  readonly reading?: () => Promise<void>;
  /** What becomes of the old files of the journal. */
  readonly trim?: DaemonOptions['trim'];
}

let rig: Rig | undefined;
/** After each test. */
export async function stopAgent(): Promise<void> {
  const logs = rig?.logs ?? [];
  await rig?.daemon.stop('the test is over');
  rig = undefined;
  expect(incomplete(logs)).toEqual([]);
}

/** An agent that is not started yet. */
export async function agent(
  text: string,
  { only, failing, fake, between, former, reading, policies, trim }: RigOptions = {},
): Promise<Rig> {
  writeFileSync(file, text);
  const [journal, logs, open]: [JournalEntry[], Rig['logs'], Set<string>] = [
    [...(former ?? [])],
    [],
    new Set(),
  ];
  const clocks: Rig['clocks'] = new Map();
  const opened: string[] = [];
  const at =
    (level: string) =>
    (message: string, fields: object = {}): void => {
      logs.push({ level, message, ...fields });
    };
  const log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  const daemon = await Daemon.open({
    load: () => loadConfig({ file, env: {}, cwd: directory }),
    only,
    open: ({ name }) => {
      if (failing?.has(name)) {
        return Promise.reject(new TrimtabError('TRIMTAB_E_CONFIG_FILE', 'cannot read /token'));
      }
      open.add(name);
      opened.push(name);
      const clock = fakeClock();
      clocks.set(name, clock);
      const close = async (): Promise<void> => void open.delete(name);
      const made = { ...fakeCluster(clock, fake), name };
      const cluster = between?.(name, made) ?? made;
      return Promise.resolve({ cluster, clock, reporting: null, external: null, close });
    },
    policies: policies ?? (() => Promise.resolve({ policy: ds2, fallback: ds2 })),
    journal: { append: async (entry) => void journal.push(entry), close: () => Promise.resolve() },
    readJournal: async function* (): AsyncIterable<JournalLine> {
      await reading?.();
      for (const [seq, { body, ...entry }] of journal.entries())
        yield { ...body, ...entry, seq, prev: '', hash: '' };
    },
    trim: trim ?? (() => Promise.resolve({ removed: [], stayed: null })),
    state: openStateDir(directory),
    killSwitch: new KillSwitch(directory),
    log: log as unknown as Logger,
    newId: String,
    version: '0',
  });
  rig = { daemon, journal, logs, clocks, open, opened };
  return rig;
}
