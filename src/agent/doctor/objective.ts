// What doctor says of the utility functions of the site: whether each can be used, and which it is.
import type { Config } from '../../config/index.js';
import { asTrimtabError } from '../../errors/index.js';
import { loadOwnUtility } from '../../objective/index.js';
import { modulesIn } from '../own-utilities.js';
import type { Finding } from './finding.js';

export async function objectiveFindings({ topologies }: Pick<Config, 'topologies'>): Promise<Finding[]> {
  return Promise.all(modulesIn(topologies).map(objectiveFinding));
}

async function objectiveFinding(path: string): Promise<Finding> {
  const check = 'objective';
  try {
    const { sha256 } = await loadOwnUtility(path, () => {});
    return { check, status: 'ok', text: `${path} gives a utility, SHA-256 ${sha256.slice(0, 12)}…` };
  } catch (thrown) {
    const { code, message, next, exitCode } = asTrimtabError(thrown);
    return { check, status: 'broken', text: `${code}: ${message}`, next, code, exit: exitCode };
  }
}
