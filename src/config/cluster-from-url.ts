// A cluster for those who have no configuration file: everything from the URL of its UI, or of its Tracker.
import { TrimtabError } from '../errors/index.js';
import { show } from '../util/index.js';
import { asClusterName, baseUrl } from './kinds.js';
import { clusterSchema } from './options.js';
import type { ClusterConfig } from './types.js';

const uiUrl = baseUrl('http://master-1:8080');
const trackerUrl = baseUrl('http://master-1:8888');

/**
 * The cluster behind a Storm UI, named by the URL's host, port and path, with default limits.
 * @throws TRIMTAB_E_USAGE when the text is no base URL
 */
export function clusterFromUrl(ui: string): ClusterConfig {
  return clusterSchema.parse(clusterDataFromUrl(ui));
}

/** The same as it would stand in the file. */
export function clusterDataFromUrl(ui: string): { name: string; engine: 'storm'; ui: string } {
  const url = urlOf('--ui', uiUrl, ui);
  return { name: nameOf(url), engine: 'storm', ui: url };
}

/** The cluster behind a Heron Tracker, as it would stand in the file. */
export function clusterDataFromTracker(tracker: string): { name: string; engine: 'heron'; tracker: string } {
  const url = urlOf('--tracker', trackerUrl, tracker);
  return { name: nameOf(url), engine: 'heron', tracker: url };
}

function urlOf(option: string, schema: typeof uiUrl, text: string): string {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `${option}: found ${show(text)}, expected ${result.error.issues[0]?.message}`,
  );
}

function nameOf(url: string): string {
  // Host, port and path: what is kept of one cluster must not mix with another's.
  const { hostname, port, pathname } = new URL(url);
  // An IPv6 address stands in brackets in a URL; a name has none.
  const host = hostname.replace(/^\[|\]$/g, '') + (port === '' ? '' : `:${port}`);
  return asClusterName(`${host}${pathname.replace(/\/+$/, '')}`);
}

/** Whether a value of the file is the URL `url`, whatever slash or /api/v1 it ends in. */
export function sameUrl(value: unknown, url: string): boolean {
  return uiUrl.safeParse(value).data === url;
}
