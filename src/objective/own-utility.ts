// A utility function of the site, from a module of its own, in place of the weighted parts.
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { TrimtabError } from '../errors/index.js';
import type { Objective, OwnUtility, Valued } from './types.js';

/** What the site's function is told beside the window: none of it has to be looked at. */
type OwnContext = Pick<Objective, 'weights' | 'slo' | 'prices'>;

/** On which a function is tried once when it is loaded: a window with acknowledgements, and one without. */
const tried: readonly Valued[] = [
  { throughputPerSecond: 100, completeLatencyMs: 50, costPerHour: 1, pauseSecondsLastHour: 0 },
  { throughputPerSecond: 50, completeLatencyMs: null, costPerHour: 2, pauseSecondsLastHour: 60 },
];
const context: OwnContext = {
  weights: { throughput: 1, latency: 1, cost: 1, stability: 1 },
  slo: {},
  prices: { executorPerHour: 1, workerPerHour: 1 },
};
/** An error may have another text each time. */
const mostTold = 5;

/**
 * @param path absolute; a module whose default export is the function
 * @param told once for each of the first few things that go wrong with it later on; the utility is unknown then, so that nothing is changed
 * @throws TrimtabError TRIMTAB_E_OBJECTIVE where the file cannot be loaded, or holds no function that gives a number
 */
export async function loadOwnUtility(path: string, told: (text: string) => void): Promise<OwnUtility> {
  const sha256 = await digestOf(path);
  const given = await importedFrom(path, sha256);
  if ((await digestOf(path)) !== sha256) throw unusable(path, 'it was written while it was read');
  if (typeof given !== 'function') {
    throw unusable(
      path,
      `its default export is ${given === undefined ? 'missing' : typeof given}, not a function`,
    );
  }
  const ask = (window: Valued, own: OwnContext): number | string =>
    answerOf(given as (window: Valued, own: OwnContext) => unknown, window, own);
  for (const window of tried) {
    const answer = ask(window, context);
    if (typeof answer === 'string') throw unusable(path, `${answer} for ${JSON.stringify(window)}`);
    if (ask(window, context) !== answer) {
      throw unusable(path, `gives another value each time it is asked about ${JSON.stringify(window)}`);
    }
  }
  const said = new Set<string>();
  return {
    path,
    sha256,
    of: (window, objective) => {
      const answer = ask(window, objective);
      if (typeof answer === 'number') return answer;
      if (!said.has(answer) && said.size < mostTold) {
        said.add(answer);
        told(`objective.module ${path} ${answer} for ${JSON.stringify(window)}: no utility`);
      }
      return null;
    },
  };
}

/**
 * Without loading it, which runs it.
 * @throws TrimtabError TRIMTAB_E_OBJECTIVE where the file of a module cannot be read, as loadOwnUtility
 */
export async function refuseUnreadable(path: string): Promise<void> {
  await digestOf(path);
}

async function digestOf(path: string): Promise<string> {
  const text = await readFile(path).catch((cause: unknown) => {
    throw unusable(path, reasonOf(cause), cause);
  });
  return createHash('sha256').update(text).digest('hex');
}

/** A module that was changed is read anew: the runtime keeps what it has once imported under a name. */
async function importedFrom(path: string, sha256: string): Promise<unknown> {
  const address = pathToFileURL(path);
  address.searchParams.set('sha256', sha256);
  try {
    // Of a CommonJS module it goes by the file alone.
    Reflect.deleteProperty(createRequire(import.meta.url).cache, await realpath(path));
    return ((await import(address.href)) as { readonly default?: unknown }).default;
  } catch (cause) {
    throw unusable(path, reasonOf(cause), cause);
  }
}

/** The number that it gives, or what is wrong, in words. It gets copies: what it writes to them is its own. */
function answerOf(
  utility: (window: Valued, own: OwnContext) => unknown,
  window: Valued,
  { weights, slo, prices }: OwnContext,
): number | string {
  try {
    const value = utility({ ...window }, { weights: { ...weights }, slo: { ...slo }, prices: { ...prices } });
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    // One that is refused later on, and that nobody waits for, would end the process.
    if (value instanceof Promise) value.catch(() => {});
    return `gives ${shown(value)}`;
  } catch (thrown) {
    return `throws ${reasonOf(thrown)}`;
  }
}

function shown(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'number' || value === undefined || value === null
    ? String(value)
    : `a ${typeof value}`;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

function unusable(path: string, reason: string, cause?: unknown): TrimtabError {
  // The runtime tells the line of a slip to whoever runs the file, and not to whoever loads it.
  const next = cause instanceof SyntaxError ? { next: `node --check ${path} shows the line.` } : {};
  return new TrimtabError('TRIMTAB_E_OBJECTIVE', `objective.module ${path}: ${reason}`, { cause, ...next });
}
