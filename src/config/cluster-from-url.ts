// A cluster for those who have no configuration file: everything from the URL of its UI.
import { TrimtabError } from '../errors/index.js';
import { baseUrl } from './kinds.js';
import { clusterSchema } from './options.js';
import { show } from './problems.js';
import type { ClusterConfig } from './types.js';

const uiUrl = baseUrl('http://master-1:8080');

/**
 * The cluster behind a Storm UI, named by the URL's host, port and path, with default limits.
 * @throws TRIMTAB_E_USAGE when the text is no base URL
 */
export function clusterFromUrl(ui: string): ClusterConfig {
  return clusterSchema.parse(clusterDataFromUrl(ui));
}

/** The same as it would stand in the file. */
export function clusterDataFromUrl(ui: string): { name: string; engine: 'storm'; ui: string } {
  const result = uiUrl.safeParse(ui);
  if (!result.success)
    throw new TrimtabError(
      'TRIMTAB_E_USAGE',
      `--ui: found ${show(ui)}, expected ${result.error.issues[0]?.message}`,
    );
  // Host, port and path: what is kept of one cluster must not mix with another's.
  const { hostname, port, pathname } = new URL(result.data);
  // An IPv6 address stands in brackets in a URL; a name has none.
  const host = hostname.replace(/^\[|\]$/g, '') + (port === '' ? '' : `:${port}`);
  const name = `${host}${pathname.replace(/\/+$/, '')}`.replace(/[^A-Za-z0-9._:-]|^[.-]/g, '_');
  return { name, engine: 'storm', ui: result.data };
}

/** Whether a value of the file is the URL `url`, whatever slash or /api/v1 it ends in. */
export function sameUrl(value: unknown, url: string): boolean {
  return uiUrl.safeParse(value).data === url;
}
