// Says what a UI's failing answer means: Storm answers 500 with a stack trace to nearly everything, "not found" included.
import { z } from 'zod';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import { firstLine } from '../rest/first-line.js';
import type { Dialect } from '../rest/http.js';

interface Pattern {
  readonly matches: RegExp;
  readonly code: ErrorCode;
  /** What happened; `quoted` is the first group of `matches`. */
  readonly says: (quoted: string) => string;
}

/** First lines of `errorMessage`, 1.2 and 2.x (facts recorded from both; see test/clusters/storm). */
const patterns: readonly Pattern[] = [
  {
    matches: /Unable to fetch topo conf for topo id (\S+)|NotAliveException\(msg:([^)]*)\)/,
    code: 'TRIMTAB_E_TOPOLOGY_GONE',
    says: (id) => `the topology ${id} is not on the cluster`,
  },
  {
    matches: /(NimbusLeaderNotFoundException|Could not find leader nimbus)/,
    code: 'TRIMTAB_E_NO_LEADER',
    says: () => 'no Nimbus is the leader',
  },
  {
    matches: /Internal error processing (getComponentPageInfo)/,
    code: 'TRIMTAB_E_COMPONENT_UNKNOWN',
    says: () => 'Nimbus cannot show this component',
  },
  {
    matches: /Internal error processing (rebalance|activate|deactivate)/,
    code: 'TRIMTAB_E_REBALANCING',
    says: (call) =>
      `Nimbus refused to ${call}; most often a rebalance is under way (nimbus.log has the reason)`,
  },
  {
    matches: /InvalidTopologyException\(msg:([^)]*)\)/,
    code: 'TRIMTAB_E_VALUE_REFUSED',
    says: (reason) => `Nimbus refused the request: ${reason}`,
  },
  {
    matches: /NumberFormatException: (.*)/,
    code: 'TRIMTAB_E_VALUE_REFUSED',
    says: (reason) => `a number was expected: ${reason}`,
  },
  {
    matches: /(HTTP 404 Not Found)/,
    code: 'TRIMTAB_E_PATH_UNKNOWN',
    says: () => 'the UI has no such path',
  },
  {
    matches: /AuthorizationException\(msg:([^)]*)\)/,
    code: 'TRIMTAB_E_AUTH',
    says: (reason) => `Nimbus refused: ${reason}`,
  },
];

/**
 * @param json the parsed body, undefined when it is not JSON
 * @returns the error to throw for an answer that is no success, or is not JSON
 */
export function errorOfAnswer(
  url: string,
  status: number,
  contentType: string,
  body: string,
  json: unknown,
): TrimtabError {
  const line = firstLine(errorMessage(json) ?? '');
  if (status === 401 || status === 403) {
    return new TrimtabError('TRIMTAB_E_AUTH', `${url}: HTTP ${status}${line ? `: ${line}` : ''}`);
  }
  for (const { matches, code, says } of patterns) {
    const found = matches.exec(line);
    if (found !== null) return new TrimtabError(code, `${url}: ${says(found[1] ?? found[2] ?? '')}`);
  }
  if (line) return new TrimtabError('TRIMTAB_E_ENGINE_FAILED', `${url}: HTTP ${status}: ${line}`);
  if (status === 400 && /malformed json/i.test(body)) {
    return new TrimtabError('TRIMTAB_E_VALUE_REFUSED', `${url}: the request body is not JSON`);
  }
  if (isTracker(status, json)) {
    return new TrimtabError(
      'TRIMTAB_E_NOT_STORM',
      `${url}: no Storm UI: a Heron Tracker answers like this (HTTP ${status})`,
      {
        next: 'Name a Heron Tracker with --tracker URL, or in the configuration with engine: heron and tracker; for Storm give the base URL of its UI.',
      },
    );
  }
  if (status === 404)
    return new TrimtabError('TRIMTAB_E_PATH_UNKNOWN', `${url}: HTTP 404: ${firstLine(body)}`);
  if (status >= 200 && status < 300 && /json/i.test(contentType) && body !== '') {
    return new TrimtabError('TRIMTAB_E_ANSWER', `${url}: the JSON is cut off or damaged`);
  }
  const kind = contentType.split(';')[0] || 'an answer without content type';
  return new TrimtabError(
    'TRIMTAB_E_NOT_STORM',
    `${url}: HTTP ${status} with ${body === '' ? 'an empty body' : kind} where Storm's JSON was expected`,
  );
}

export const stormDialect: Dialect = { apiPath: '/api/v1', notThis: 'TRIMTAB_E_NOT_STORM', errorOfAnswer };

/** What has no such path: up to 0.20.4 with its own version, from 0.20.5 on in the words of FastAPI, which no Storm uses. */
const trackerAnswer = z.union([
  z.object({ tracker_version: z.string() }),
  z.strictObject({ detail: z.literal('Not Found') }),
]);

function isTracker(status: number, json: unknown): boolean {
  return status === 404 && trackerAnswer.safeParse(json).success;
}

function errorMessage(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('errorMessage' in json)) return undefined;
  return String(json.errorMessage);
}
