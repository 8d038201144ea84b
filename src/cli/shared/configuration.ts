// The configuration that the options of a command lead to, and what in it will not work as meant.
import { type LoadedConfig, loadConfig, noticesOf, secretVariables } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Logger } from '../../util/index.js';
import { knownKnobs } from './known-knobs.js';
import type { ClusterOptions } from './options.js';

/** The configuration that the options of a command lead to. */
export function loadFor(options: Partial<ClusterOptions>): LoadedConfig {
  if (options.tracker !== undefined && (options.ui ?? options.nimbus) !== undefined) {
    const other = options.ui === undefined ? '--nimbus' : '--ui';
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      `--tracker is for Heron and ${other} for Storm: give one of them`,
    );
  }
  if (options.ui !== undefined && options.nimbus !== undefined) {
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      '--nimbus stands in place of --ui, where there is no Storm UI: give one of them',
      { next: 'For both, name them in the configuration: clusters[].ui and clusters[].nimbus.' },
    );
  }
  return loadConfig({
    file: options.config,
    ui: options.ui,
    nimbus: options.nimbus,
    tracker: options.tracker,
    env: process.env,
    cwd: process.cwd(),
    overrides: {
      stateDir: options.stateDir,
      'clusters[].timeScale': options.timeScale,
      'agent.model': options.model,
    },
  });
}

/** Says what in the configuration will not have the effect that its author may expect. */
export function warnAbout(loaded: LoadedConfig, log: Logger): void {
  for (const { place, path, text } of noticesOf(loaded, knownKnobs)) log.warn(`${place}: ${path}: ${text}`);
  for (const name of secretVariables(process.env)) {
    log.warn(
      `environment: ${name}: not read, since other processes can see it: put the secret into a file, name that in clusters[].auth.valueFile, and unset the variable`,
    );
  }
}
