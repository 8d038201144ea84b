// The state directory of a command: the one to keep in, or that of which a command means to read that speaks to no cluster.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { openStateDir, type StateStore, suggestionsFolder } from '../../agent/index.js';
import { journalFolder } from '../../audit/index.js';
import type { LoadedConfig, Origin } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Logger } from '../../util/index.js';
import { loadFor } from './configuration.js';
import { aName, type ClusterOptions, configOption, outputOption } from './options.js';

/** Of a command that only reads what an agent keeps. */
export interface ReadingOptions {
  readonly config?: string;
  readonly stateDir?: string;
  readonly cluster?: string;
  readonly topology?: string;
  readonly output: 'text' | 'json';
}

/** Gives a command the ReadingOptions. */
export function readingOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var, ./var/demo)')
    .option('--cluster <name>', 'only of this cluster (default: all)', aName('leave --cluster out for all'))
    .option(
      '--topology <name>',
      'only of topologies of this name (default: all)',
      aName('leave --topology out for all'),
    )
    .addOption(outputOption());
}

/** A state directory, and the configuration, where that is good. */
export interface Located {
  readonly loaded: LoadedConfig | null;
  readonly stateDir: string;
}

/**
 * That of the options or the configuration. A bad configuration is passed over, with a warning, where the directory is named: the kill
 * switch and the journal are needed most where something is wrong.
 * @throws TrimtabError what loadConfig throws
 */
export function locateState(
  { config, stateDir }: Partial<Pick<ClusterOptions, 'config' | 'stateDir'>>,
  log: Logger,
): Located {
  try {
    const loaded = loadFor({
      ...(config === undefined ? {} : { config }),
      ...(stateDir === undefined ? {} : { stateDir }),
    });
    return { loaded, stateDir: loaded.config.stateDir };
  } catch (error) {
    const isBad = error instanceof TrimtabError && error.code.startsWith('TRIMTAB_E_CONFIG');
    // An empty name is none, and one of the things that the error tells.
    if (!isBad || stateDir === undefined || stateDir.trim() === '') throw error;
    const named = resolve(stateDir);
    log.warn(`${error.message}; the configuration is passed over, and the state directory is ${named}`);
    return { loaded: null, stateDir: named };
  }
}

export function hasJournal(directory: string): boolean {
  return existsSync(journalFolder(directory));
}

/** Whether a state directory has anything that could be explained or rendered. */
export function hasDecisions(directory: string): boolean {
  return hasJournal(directory) || existsSync(suggestionsFolder(directory));
}

/**
 * That of the configuration; where none is named and the usual one has no journal, that of the demo. Creates nothing.
 * @param isUsed whether somebody has left there what the command reads
 */
export function existingStateDirectory(
  { config, origins }: LoadedConfig,
  log: Logger,
  isUsed: (directory: string) => boolean = hasJournal,
): string {
  const usual = config.stateDir;
  if (origins.get('stateDir')?.kind !== 'default' || isUsed(usual)) return usual;
  const demo = join(usual, 'demo');
  if (!hasJournal(demo)) return usual;
  log.info(`no state directory is named and ${usual} has no journal: this is the demo's, in ${demo}`);
  return demo;
}

/** @throws TrimtabError TRIMTAB_E_NO_JOURNAL: nobody has ever kept anything there */
export function refuseMissing(directory: string): void {
  if (existsSync(directory)) return;
  throw new TrimtabError('TRIMTAB_E_NO_JOURNAL', `there is no directory ${directory}`);
}

/**
 * The state directory; null, with a warning, where it cannot be written and the command does without: it then keeps nothing.
 * @param isNeeded told where the directory is named
 * @throws TrimtabError TRIMTAB_E_STATE_DIR where it is needed
 */
export function openState(
  { config, origins }: LoadedConfig,
  log: Logger,
  isNeeded: (named: Origin['kind']) => boolean,
): StateStore | null {
  try {
    return openStateDir(config.stateDir);
  } catch (error) {
    const named = origins.get('stateDir')?.kind ?? 'default';
    if (isNeeded(named) || !(error instanceof TrimtabError)) throw error;
    log.warn(`${error.message}; nothing is kept`);
    return null;
  }
}
