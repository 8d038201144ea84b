// Runs `trimtab agent` beside a cluster as the service would, and reads its journal and its log.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalLine } from '../../src/audit/index.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface RunningAgent {
  /** Of the configuration file and of ./var. */
  readonly directory: string;
  readonly child: ChildProcess;
  /** The journal so far. */
  lines(): JournalLine[];
  /** Its log on stderr so far. */
  log(): string;
  /** Sends SIGTERM; the exit code, and the seconds until it came. */
  stop(): Promise<{ readonly code: number | null; readonly seconds: number }>;
}

/**
 * @param directory where a former agent ran, to carry on from its state; undefined: a new one
 * @param words further options of the command
 */
export function startAgent(config: string, directory?: string, words: readonly string[] = []): RunningAgent {
  const cwd = directory ?? mkdtempSync(join(tmpdir(), 'trimtab-agent-'));
  writeFileSync(join(cwd, 'trimtab.yaml'), config);
  const child = spawn(process.execPath, [main, 'agent', '--output', 'json', ...words], {
    cwd,
    env: { ...process.env, TRIMTAB_CONFIG: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  return {
    directory: cwd,
    child,
    lines: () => journalOf(join(cwd, 'var')),
    log: () => log,
    stop: async () => {
      const start = performance.now();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      return { code: child.exitCode, seconds: (performance.now() - start) / 1000 };
    },
  };
}

/** Whole lines only: the last one may be being written. */
export function journalOf(stateDirectory: string): JournalLine[] {
  const folder = join(stateDirectory, 'journal');
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((n) => n.endsWith('.jsonl'))
      .sort();
  } catch {
    return [];
  }
  return names.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalLine),
  );
}
