// What the Tracker's answers are: wrapped up to 0.20.4, bare from 0.20.5 on; and what its failures mean.
import { z } from 'zod';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import { cut } from '../../util/index.js';
import type { Dialect } from '../rest/http.js';

/** Tornado up to 0.20.4, FastAPI from 0.20.5 on. */
export type TrackerGeneration = 'tornado' | 'fastapi';

const wrapped = z.object({
  status: z.enum(['success', 'failure']),
  tracker_version: z.string(),
  message: z.string().optional(),
  result: z.unknown().optional(),
});

export interface Unwrapped {
  readonly generation: TrackerGeneration;
  /** Of the Tracker itself; only the older generation tells. */
  readonly trackerVersion: string | null;
  readonly payload: unknown;
}

/** A payload has a `status` too (an execution state), but never `tracker_version` beside it. */
export function unwrap(json: unknown): Unwrapped {
  const read = wrapped.safeParse(json);
  if (!read.success) return { generation: 'fastapi', trackerVersion: null, payload: json };
  return { generation: 'tornado', trackerVersion: read.data.tracker_version, payload: read.data.result };
}

interface Pattern {
  readonly matches: RegExp;
  readonly code: ErrorCode;
  readonly says: (message: string) => string;
}

/** Messages of both generations; the newer one answers 500 to everything, the older one 404. */
const patterns: readonly Pattern[] = [
  {
    matches: /No topology found|Topology not found for/,
    code: 'TRIMTAB_E_TOPOLOGY_GONE',
    says: (message) => `the Tracker has no such topology (${message})`,
  },
  {
    matches: /Unknown component/,
    code: 'TRIMTAB_E_COMPONENT_UNKNOWN',
    says: () => 'its topology manager knows no such component',
  },
  {
    // "[Errno -2]" is of a host name that is gone with its container; HTTP 599 is Tornado's own for a time that is over.
    matches:
      /\[Errno -?\d+\]|Connect call failed|All connection attempts failed|Connection refused|ReadTimeout|ConnectTimeout|HTTP 599/,
    code: 'TRIMTAB_E_TMANAGER',
    says: (message) => `the Tracker does not reach the topology manager (${message})`,
  },
  {
    matches: /No Tma(nager|ster) found|TManager not set/,
    code: 'TRIMTAB_E_TMANAGER',
    says: (message) => `the Tracker knows of no topology manager (${message})`,
  },
  {
    // The time-outs of httpx have no text.
    matches: /^$/,
    code: 'TRIMTAB_E_TMANAGER',
    says: () => 'the Tracker fails without a word, as where the topology manager hangs',
  },
  {
    matches: /URL not supported|^Not Found$/,
    code: 'TRIMTAB_E_PATH_UNKNOWN',
    says: () => 'this Tracker has no such path',
  },
];

const nextOfPath =
  'Give the base URL of the Tracker, with its path prefix behind a proxy: URL/clusters must answer.';

/** @returns the error to throw for an answer that is no success, or is not JSON */
export function errorOfTracker(
  url: string,
  status: number,
  contentType: string,
  body: string,
  json: unknown,
): TrimtabError {
  const message = messageOf(json);
  if (status === 401 || status === 403) {
    return new TrimtabError('TRIMTAB_E_AUTH', `${url}: HTTP ${status}${message ? `: ${message}` : ''}`);
  }
  for (const { matches, code, says } of message === null ? [] : patterns) {
    if (!matches.test(message ?? '')) continue;
    const next = code === 'TRIMTAB_E_PATH_UNKNOWN' ? { next: nextOfPath } : {};
    return new TrimtabError(code, `${url}: ${says(message ?? '')}`, next);
  }
  if (message !== null) {
    return new TrimtabError('TRIMTAB_E_ENGINE_FAILED', `${url}: HTTP ${status}: ${message}`, {
      next: 'Look for the quoted line in the log of heron-tracker.',
    });
  }
  if (status >= 200 && status < 300 && /json/i.test(contentType) && body !== '') {
    return new TrimtabError('TRIMTAB_E_ANSWER', `${url}: the JSON is cut off or damaged`);
  }
  const kind = contentType.split(';')[0] || 'an answer without content type';
  const found = body === '' ? 'an empty body' : kind;
  return new TrimtabError(
    'TRIMTAB_E_NOT_TRACKER',
    `${url}: HTTP ${status} with ${found} where JSON of a Heron Tracker was expected`,
  );
}

const detailed = z.object({
  detail: z.union([z.string(), z.array(z.object({ msg: z.string(), loc: z.array(z.unknown()) }))]),
});

/** The one line that says what failed; null for what no Tracker says. */
function messageOf(json: unknown): string | null {
  const old = wrapped.safeParse(json);
  if (old.success) return oneLine(old.data.message ?? old.data.status);
  if (typeof json === 'string')
    return oneLine(json.replace(/^request failed: /, '').replace(/^'(.*)'$/, '$1'));
  const detail = detailed.safeParse(json).data?.detail;
  if (detail === undefined) return null;
  if (typeof detail === 'string') return oneLine(detail);
  return oneLine(detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
}

function oneLine(text: string): string {
  return cut(text.replace(/\s+/g, ' ').trim(), 200);
}

export const trackerDialect: Dialect = {
  apiPath: '',
  notThis: 'TRIMTAB_E_NOT_TRACKER',
  unreachableNext: 'Check the URL and that heron-tracker runs: curl URL/clusters',
  errorOfAnswer: errorOfTracker,
};
