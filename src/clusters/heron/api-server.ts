// Heron's API server: whether it is there. Nothing is sent to it; the commands that are suggested go through it.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { type Dialect, type HttpOptions, httpReader } from '../rest/http.js';

const versionSchema = z.looseObject({ 'heron.build.version': z.string() });

const dialect: Dialect = {
  apiPath: '/api/v1',
  notThis: 'TRIMTAB_E_NOT_API_SERVER',
  unreachableNext: 'Correct clusters[].api, start heron-apiserver there, or leave the option out.',
  errorOfAnswer: (url, status) =>
    status === 401 || status === 403
      ? new TrimtabError('TRIMTAB_E_AUTH', `${url}: HTTP ${status}`)
      : new TrimtabError('TRIMTAB_E_NOT_API_SERVER', `${url}: HTTP ${status} where the version was expected`),
};

/**
 * @returns the version that it tells
 * @throws TrimtabError of exit code 3 when it is not there, or something else answers
 */
export async function apiServerVersion(options: HttpOptions, signal: AbortSignal): Promise<string> {
  const read = versionSchema.safeParse(await httpReader(options, dialect)('/version', signal));
  if (read.success) return read.data['heron.build.version'];
  throw new TrimtabError(
    'TRIMTAB_E_NOT_API_SERVER',
    `${options.url}/api/v1/version: JSON came, but not its version`,
  );
}
