// A configuration that can be put in force: read, checked, and with who decides by it.
import type { Config, LoadedConfig } from '../config/index.js';
import type { Logger } from '../util/index.js';
import { ownUtilitiesOf } from './own-utilities.js';
import { checkSchedule } from './schedule.js';
import type { Policies } from './settings.js';

export interface Prepared {
  readonly loaded: LoadedConfig;
  readonly policies: Policies;
}

interface Sources {
  readonly load: () => LoadedConfig;
  readonly policies: (agent: Config['agent']) => Promise<Policies>;
  readonly log: Pick<Logger, 'warn'>;
}

/** @throws TrimtabError when the configuration is bad, or a model or module that it names */
export async function prepare({ load, policies, log }: Sources): Promise<Prepared> {
  const loaded = load();
  checkSchedule(loaded.config.agent.schedule);
  const ownUtilities = await ownUtilitiesOf(loaded.config, (text) => {
    log.warn('no-utility', { text });
  });
  return { loaded, policies: { ...(await policies(loaded.config.agent)), ownUtilities } };
}

/** Whether any topology may be changed, by itself or once a person has agreed. */
export function mayAct({ topologies: { defaults, overrides } }: Config): boolean {
  return [defaults, ...overrides].some(({ mode }) => mode === 'auto' || mode === 'approve');
}
