// Submits the load topology to a cluster and gives the tests its true counts and its controls.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResult } from './command.js';
import { confOf, type LoadOptions, settingsOf } from './load-conf.js';
import {
  type Counters,
  type Rates,
  type Reading,
  type Role,
  rates,
  readCounters,
  total,
} from './load-counters.js';
import { type LoadSettings, writeControl } from './load-settings.js';
import { Hopeless, until } from './waiting.js';

export type LoadTopology = {
  readonly name: string;
  readonly id: string;
  readonly components: Readonly<Record<Role, string>>;
  /** Exact totals since the submission; they never fall, whatever restarts. */
  counters(): Promise<Counters>;
  /** True rates, measured over so many seconds from now. */
  rate(seconds: number): Promise<Rates>;
  /** Reads once a second until that has ended. @returns the true rates of each span of so many seconds in it */
  ratesDuring(running: Promise<unknown>): Promise<(seconds: number) => readonly Rates[]>;
  /** Changes some settings, keeps the others; in force within half a second, and for restarted workers too. */
  set(changes: LoadSettings): Promise<void>;
};

/** What a cluster must offer to have the load topology submitted to it. */
export type LoadTarget = {
  /** Directory of the run; one folder is made in it for each submission. */
  readonly home: string;
  readonly jar: string;
  storm(args: readonly string[]): Promise<CommandResult>;
  topology(name: string): Promise<{ id: string; status: string } | undefined>;
  acked(id: string): Promise<number>;
  describeFailure(id: string): string;
};

/** Submits and waits, as far as `waitFor` says. */
export async function submitLoad(target: LoadTarget, options: LoadOptions): Promise<LoadTopology> {
  const components = { lines: 'lines', split: 'split', count: 'count', ...options.components };
  const directory = await mkdtemp(join(target.home, 'load-'));
  const counters = join(directory, 'counters');
  const control = join(directory, 'control.properties');
  await mkdir(counters);
  let settings = settingsOf(options);
  await writeControl(control, settings);

  const conf = { ...confOf(options), 'load.counters': counters, 'load.control': control };
  const words = Object.entries(conf).flatMap(([key, value]) => ['-c', `${key}=${JSON.stringify(value)}`]);
  const submitted = await target.storm([
    'jar',
    target.jar,
    'org.trimtab.load.LoadTopology',
    options.name,
    ...words,
  ]);
  if (submitted.status !== 0) {
    throw new Error(`submitting ${options.name} failed:\n${submitted.stdout}${submitted.stderr}`);
  }

  const read = () => readCounters(counters, components);
  const { id } = await waitForLoad(target, options, async () => total(await read()));
  return {
    name: options.name,
    id,
    components,
    counters: async () => total(await read()),
    rate: async (seconds) => {
      const before = await read();
      const start = performance.now();
      await sleep(seconds * 1000);
      return rates(before, await read(), (performance.now() - start) / 1000);
    },
    ratesDuring: (running) => recorded(running, read),
    set: async (changes) => {
      settings = { ...settings, ...changes };
      await writeControl(control, settings);
    },
  };
}

async function recorded(
  running: Promise<unknown>,
  read: () => Promise<Reading>,
): Promise<(seconds: number) => readonly Rates[]> {
  let isOver = false;
  const over = running.finally(() => {
    isOver = true;
  });
  const taken: { at: number; reading: Reading }[] = [];
  while (!isOver) {
    taken.push({ reading: await read(), at: performance.now() / 1000 });
    await sleep(1000);
  }
  await over;
  return (seconds) =>
    taken.flatMap((first, i) => {
      const last = taken.slice(i).find(({ at }) => at >= first.at + seconds);
      return last === undefined ? [] : [rates(first.reading, last.reading, last.at - first.at)];
    });
}

async function waitForLoad(
  target: LoadTarget,
  options: LoadOptions,
  counters: () => Promise<Counters>,
): Promise<{ id: string }> {
  const limitSeconds = options.limitSeconds ?? 180;
  const waitFor = options.waitFor ?? (options.crash ? 'accepted' : 'flow');
  const entry = await until(`${options.name} is listed`, () => target.topology(options.name), {
    limitSeconds,
  });
  if (waitFor === 'accepted') return entry;
  const flows = async () => {
    const now = await counters();
    return now.count.executed > 0 && (options.unreliable === true || now.lines.acked > 0);
  };
  await until(
    `${options.name} is ACTIVE and its tuples flow`,
    async () => {
      const status = (await target.topology(options.name))?.status;
      if (status === undefined) throw new Hopeless(`${options.name} is gone`);
      const ready = status === 'ACTIVE' && (await flows());
      return ready && (waitFor === 'flow' || (await target.acked(entry.id)) > 0) ? true : undefined;
    },
    { limitSeconds, describeFailure: () => target.describeFailure(entry.id) },
  );
  return entry;
}
