// A POST to the Storm UI: what of its answers is a success, a refusal, or neither.
import type { TrimtabError } from '../../errors/index.js';
import type { HttpOptions } from '../rest/http.js';
import { oncePoster, type Posted } from '../rest/post-once.js';
import { uncertain } from '../rest/uncertain.js';
import { errorOfAnswer, stormDialect } from './answer-errors.js';

/** POST under /api/v1 with a JSON body. It resolves on Storm's own "success" alone. */
export type PostJson = (path: string, body: unknown, signal: AbortSignal) => Promise<void>;

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function httpPoster(options: HttpOptions): PostJson {
  // 1.2 ignores a body of any other type, and answers "success".
  const post = oncePoster(options, stormDialect, 'application/json');
  return async (path, body, signal) => {
    const failure = failureOf(await post(path, JSON.stringify(body), signal));
    if (failure !== undefined) throw failure;
  };
}

/** Of a failure whose reason is not known, and of an answer that is not Storm's, such as a proxy's that has waited long enough. */
const unexplained: ReadonlySet<string> = new Set(['TRIMTAB_E_ENGINE_FAILED', 'TRIMTAB_E_NOT_STORM']);

/** Undefined for a success. What neither Storm nor a refusal before it explains may have been carried out. */
function failureOf({ url, status, contentType, body, json }: Posted): TrimtabError | undefined {
  const good = status >= 200 && status < 300;
  if (good && json !== undefined) {
    const says = (json as { readonly status?: unknown } | null)?.status;
    return says === 'success' ? undefined : uncertain('the request', `${url} did not answer "success"`);
  }
  const error = errorOfAnswer(url, status, contentType, body, json);
  const refused = status >= 300 && status < 500;
  const explained = json !== undefined && !unexplained.has(error.code);
  return refused || (!good && explained) ? error : uncertain('the request', error);
}
