// Reads the trace files that the loads of a scenario name.
import { dirname, resolve } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import { readWhole } from '../util/index.js';
import type { Scenario } from './scenario-schema.js';
import { parseTrace, TraceProblem, type TraceRow } from './workload/index.js';

/**
 * @param scenarioFile relative names start at its directory
 * @returns the rows by the name that the scenario gives the file; null when it names none
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable, TRIMTAB_E_CONFIG when not a trace
 */
export async function readTraces(
  { load }: Scenario,
  scenarioFile: string,
): Promise<Record<string, readonly TraceRow[]> | null> {
  // By any name that a file may have, `constructor` too.
  const traces = new Map<string, readonly TraceRow[]>();
  for (const one of Object.values(load)) {
    if (one.kind !== 'trace' || traces.has(one.trace)) continue;
    const file = resolve(dirname(scenarioFile), one.trace);
    traces.set(one.trace, await readTrace(file, 'the directory of the scenario file'));
  }
  return traces.size === 0 ? null : Object.fromEntries(traces);
}

/**
 * @param startsAt where a relative path starts, in words
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable, TRIMTAB_E_CONFIG when not a trace
 */
export async function readTrace(
  file: string,
  startsAt = 'the working directory',
): Promise<readonly TraceRow[]> {
  let text: string;
  try {
    text = readWhole(file).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The trace ${file} cannot be read: ${reason}`, {
      next: `Check the path, which starts at ${startsAt}, and the permissions.`,
      cause,
    });
  }
  try {
    return parseTrace(text);
  } catch (cause) {
    if (!(cause instanceof TraceProblem)) throw cause;
    throw new TrimtabError('TRIMTAB_E_CONFIG', `${file}:${cause.line}: ${cause.message}`, {
      next: 'Correct the trace; docs/guide/scenarios.md says what a trace looks like.',
      cause,
    });
  }
}
