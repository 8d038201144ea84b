// A configuration that can be put in force: read, checked, and with who decides by it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/** Whether any topology may be changed. */
export function mayAct({ topologies }: Config): boolean {
  return topologies.defaults.mode === 'auto' || topologies.overrides.some((o) => o.mode === 'auto');
}

/** null without a file: the defaults hold. */
export function digestOf({ file }: LoadedConfig): { readonly file: string; readonly sha256: string } | null {
  if (file === null) return null;
  const sha256 = createHash('sha256').update(readFileSync(file.path)).digest('hex');
  return { file: file.path, sha256 };
}
