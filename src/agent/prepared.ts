// A configuration that can be put in force: read, checked, and with who decides by it.
import type { Config, LoadedConfig } from '../config/index.js';
import { checkSchedule } from './schedule.js';
import type { Policies } from './settings.js';

export interface Prepared {
  readonly loaded: LoadedConfig;
  readonly policies: Policies;
}

interface Sources {
  readonly load: () => LoadedConfig;
  readonly policies: (agent: Config['agent']) => Promise<Policies>;
}

/** @throws TrimtabError when the configuration is bad, or the model that it names */
export async function prepare({ load, policies }: Sources): Promise<Prepared> {
  const loaded = load();
  checkSchedule(loaded.config.agent.schedule);
  return { loaded, policies: await policies(loaded.config.agent) };
}

/** Whether any topology may be changed, by itself or once a person has agreed. */
export function mayAct({ topologies: { defaults, overrides } }: Config): boolean {
  return [defaults, ...overrides].some(({ mode }) => mode === 'auto' || mode === 'approve');
}
