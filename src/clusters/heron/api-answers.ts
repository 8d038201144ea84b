// What the answers of Heron's API server mean: it says 500 to nearly everything it does not do, and the message tells why.
import { z } from 'zod';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import { cut } from '../../util/index.js';
import type { Dialect } from '../rest/http.js';

const messageSchema = z.object({ message: z.string().nullable() });

interface Pattern {
  readonly matches: RegExp;
  readonly code: ErrorCode;
  readonly next?: string;
  /** The `heron` command may say it after the update, too: it activates the topology then. Of the API server it is an answer. */
  readonly isSaidLater?: true;
}

/** Messages of RuntimeManagerRunner after which certainly nothing was done (all of them measured, but for the memory). */
const refusals: readonly Pattern[] = [
  {
    matches: /update lock can not be obtained/,
    code: 'TRIMTAB_E_REBALANCING',
    next: 'Somebody else updates the topology: wait until that has ended.',
  },
  {
    matches: /PhysicalPlan.* is null|Failed to get physical plan/,
    code: 'TRIMTAB_E_REBALANCING',
    isSaidLater: true,
    next: 'It has no physical plan: it is being updated or restarted. Wait until it runs.',
  },
  {
    matches: /Topology '.*' does not exist|cluster\/role\/environ does not match/,
    code: 'TRIMTAB_E_TOPOLOGY_GONE',
    isSaidLater: true,
  },
  {
    matches:
      /the same as (the current|in the running)|Invalid (component name|parallelism)|More containers|Inv\w+ number of container|For input string|does not currently support|Failed to instantiate packing|Could not initialize containers|missing component_parallelism/,
    code: 'TRIMTAB_E_VALUE_REFUSED',
    next: 'Nothing was changed; the next decision starts from what is in force.',
  },
];

/** The error of a refusal; null where the answer is none, so that something may have been done. */
export function refusalOf(url: string, status: number, json: unknown): TrimtabError | null {
  if (status === 401 || status === 403) return new TrimtabError('TRIMTAB_E_AUTH', `${url}: HTTP ${status}`);
  const message = messageOf(json);
  const known = message === null ? null : refusalIn(message, `${url}: ${message}`);
  if (known !== null) return known;
  // Before the request came to anything: a path, a method, a body that is not taken.
  const isRefused = status >= 300 && status < 500;
  return isRefused ? errorOfApi(url, status, '', '', json) : null;
}

/**
 * The error of a refusal whose words stand in `said`; null where there are none.
 * @param of what was said by whom: an answer, or a command that may have changed something before it
 */
export function refusalIn(said: string, text: string, of: 'answer' | 'log' = 'answer'): TrimtabError | null {
  const known = refusals.find(({ matches }) => matches.test(said));
  if (known === undefined || (of === 'log' && known.isSaidLater === true)) return null;
  const { code, next } = known;
  return new TrimtabError(code, text, next === undefined ? {} : { next });
}

/** In one line of at most 200 characters; null where it is no answer of an API server, or says nothing. */
export function messageOf(json: unknown): string | null {
  const message = messageSchema.safeParse(json).data?.message ?? null;
  return message === null ? null : cut(message.replace(/\s+/g, ' ').trim(), 200);
}

function errorOfApi(url: string, status: number, _type: string, _body: string, json: unknown): TrimtabError {
  if (status === 401 || status === 403) return new TrimtabError('TRIMTAB_E_AUTH', `${url}: HTTP ${status}`);
  // Whatever else answers with a message, a Tracker of 0.20.4 for one, has no such path.
  const message = status === 404 ? null : messageOf(json);
  if (message !== null) {
    return new TrimtabError('TRIMTAB_E_ENGINE_FAILED', `${url}: HTTP ${status}: ${message}`, {
      next: 'Look for the quoted line in the log of heron-apiserver.',
    });
  }
  return new TrimtabError(
    'TRIMTAB_E_NOT_API_SERVER',
    `${url}: HTTP ${status} where an answer of Heron's API server was expected`,
  );
}

export const apiDialect: Dialect = {
  apiPath: '/api/v1',
  notThis: 'TRIMTAB_E_NOT_API_SERVER',
  unreachableNext: 'Correct clusters[].api, start heron-apiserver there, or leave the option out.',
  errorOfAnswer: errorOfApi,
};
