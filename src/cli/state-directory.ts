// Which state directory a command that only reads looks into.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { journalFolder } from '../audit/index.js';
import type { LoadedConfig } from '../config/index.js';
import { TrimtabError } from '../errors/index.js';
import type { Logger } from '../util/index.js';

/**
 * That of the configuration; where none is named and the usual one has no journal, that of the demo. Creates nothing.
 * @param isUsed whether somebody has left there what the command reads
 */
export function existingStateDirectory(
  { config, origins }: LoadedConfig,
  log: Logger,
  isUsed: (directory: string) => boolean = (directory) => existsSync(journalFolder(directory)),
): string {
  const usual = config.stateDir;
  if (origins.get('stateDir')?.kind !== 'default' || isUsed(usual)) return usual;
  const demo = join(usual, 'demo');
  if (!existsSync(journalFolder(demo))) return usual;
  log.info(`no state directory is named and ${usual} has no journal: this is the demo's, in ${demo}`);
  return demo;
}

/** @throws TrimtabError TRIMTAB_E_NO_JOURNAL: nobody has ever kept anything there */
export function refuseMissing(directory: string): void {
  if (existsSync(directory)) return;
  throw new TrimtabError('TRIMTAB_E_NO_JOURNAL', `there is no directory ${directory}`);
}
