// trimtab demo: a simulated cluster under a daily load with a burst, the agent on it in auto, and what came of it.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { Daemon, KillSwitch, openStateDir } from '../../agent/index.js';
import { type Journal, journalHolder, openJournal, readJournal, trimJournal } from '../../audit/index.js';
import { loadConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { createLogger, makeFolders, parseDuration, shellQuote, systemClock } from '../../util/index.js';
import { choosePolicies } from '../shared/choose-policies.js';
import { openConfigured } from '../shared/cluster.js';
import { newDecisionId } from '../shared/decision-id.js';
import { version } from '../shared/version.js';
import { type SimulatedForDemo, startForDemo } from './cluster.js';
import { toPort, toSpeed } from './simulate.js';
import { DemoDiary, demoHeading, demoSummary } from './text.js';

interface Options {
  readonly engine: string;
  readonly duration: string;
  readonly timeScale: string;
  readonly port: string;
  readonly stateDir: string;
}

/** Where `audit` looks when nothing else is named. */
const usualStateDir = './var/demo';
/** In a state directory that may be emptied: it was made by a former demo. */
const marker = '.trimtab-demo';

export function demoCommand(signal: AbortSignal): Command {
  return new Command('demo')
    .description(
      'a simulated cluster and the agent on it in auto, with nothing else installed: live output, a summary at the end',
    )
    .option('--engine <name>', 'storm or heron', 'storm')
    .option('--duration <time>', 'how long it runs by the clock on the wall', '60s')
    .option('--time-scale <n>', 'how many times faster the cluster runs', '60')
    .option('--port <number>', 'port of the simulated Storm UI, or Heron Tracker; 0 = a free one', '0')
    .option('--state-dir <dir>', 'journal and state; emptied at the start', usualStateDir)
    .action((options: Options) => demo(options, signal));
}

async function demo(options: Options, signal: AbortSignal): Promise<void> {
  const { engine } = options;
  if (engine !== 'storm' && engine !== 'heron') {
    throw new TrimtabError('TRIMTAB_E_ENGINE', `There is no demo of ${engine}.`, {
      next: 'Use --engine storm or --engine heron.',
    });
  }
  const seconds = durationOf(options.duration);
  const scale = toSpeed('--time-scale', options.timeScale);
  const port = toPort('--port', options.port);
  const stateDir = await emptied(resolve(options.stateDir));
  const isUsual = options.stateDir === usualStateDir;
  const stateOption = isUsual ? '' : ` --state-dir ${shellQuote(options.stateDir)}`;
  const simulated = await startForDemo(engine, scale, port);
  try {
    await runDemo({ stateDir, scale, seconds, simulated, stateOption }, signal);
  } finally {
    await simulated.stop();
  }
}

interface Demo {
  readonly stateDir: string;
  readonly scale: number;
  readonly seconds: number;
  readonly simulated: SimulatedForDemo;
  /** What `audit` must be given to find the journal. */
  readonly stateOption: string;
}

async function runDemo(
  { stateDir, scale, seconds, simulated, stateOption }: Demo,
  signal: AbortSignal,
): Promise<void> {
  const file = join(stateDir, 'trimtab.yaml');
  writeFileSync(file, configuration(stateDir, simulated.entry, scale));
  const { journal } = await openJournal(stateDir);
  const begin = simulated.world.nowMs();
  const diary = new DemoDiary(
    (text) => process.stdout.write(text),
    begin,
    () => simulated.world.truth(),
  );
  const daemon = await Daemon.open({
    load: () => loadConfig({ file, env: {}, cwd: stateDir }),
    only: undefined,
    open: (cluster) =>
      Promise.resolve({ ...openConfigured(cluster), reporting: null, close: () => Promise.resolve() }),
    policies: choosePolicies,
    journal: heard(journal, diary),
    readJournal: (since, passesOver) => readJournal(stateDir, { since, passesOver }),
    trim: (limits) => trimJournal({ stateDirectory: stateDir, journal, ...limits }),
    state: openStateDir(stateDir),
    killSwitch: new KillSwitch(stateDir),
    // What happens is told by the journal's lines; the log would say it twice.
    log: createLogger('error', 'text'),
    newId: newDecisionId,
    version: version(),
  });
  process.stdout.write(demoHeading(simulated, scale, seconds));
  try {
    await daemon.start();
    await Promise.race([
      systemClock()
        .sleep(seconds * 1000, signal)
        .catch(() => {}),
      daemon.failed.then((error) => Promise.reject(error)),
    ]);
    await daemon.stop('the demo is over');
  } finally {
    await journal.close();
  }
  process.stdout.write(demoSummary(diary, stateOption, simulated.words));
}

/** Lets the diary hear of each line once it is on disk. */
function heard(journal: Journal, diary: DemoDiary): Journal {
  return {
    append: async (entry) => {
      await journal.append(entry);
      diary.hear(entry);
    },
    close: () => journal.close(),
  };
}

function configuration(stateDir: string, entry: SimulatedForDemo['entry'], scale: number): string {
  const fields = Object.entries(entry).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `# Written by trimtab demo, for the simulated cluster of its last run.
stateDir: ${JSON.stringify(stateDir)}
clusters:
  - { name: demo, ${fields.join(', ')}, timeScale: ${scale} }
agent:
  window: 120s
  warmUp: 60s
  coolDown: 5m
topologies:
  defaults: { mode: auto, budgets: { changesPerHour: 12, changesPerDay: 100 } }
`;
}

/** Only what a former demo made is emptied, and none that still runs: anything else may be the state of a real agent. */
async function emptied(directory: string): Promise<string> {
  try {
    const there = existsSync(directory) ? readdirSync(directory) : [];
    if (there.length > 0 && !there.includes(marker)) {
      throw new TrimtabError('TRIMTAB_E_STATE_DIR', `${directory} holds files that no demo has made`, {
        next: 'Name another directory with --state-dir; the demo empties the one it is given.',
      });
    }
    const holder = await journalHolder(directory);
    if (holder !== null) {
      throw new TrimtabError('TRIMTAB_E_LOCKED', `the journal in ${directory} is written by ${holder}`, {
        next: 'End that one, or name another directory with --state-dir.',
      });
    }
    rmSync(directory, { recursive: true, force: true });
    makeFolders(directory);
    writeFileSync(join(directory, marker), 'This directory belongs to trimtab demo, which empties it.\n');
  } catch (cause) {
    if (cause instanceof TrimtabError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_STATE_DIR', `cannot empty ${directory}: ${reason}`, { cause });
  }
  return directory;
}

function durationOf(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `--duration is ${JSON.stringify(text)}; expected a duration such as 60s or 5m, longer than zero.`,
  );
}
