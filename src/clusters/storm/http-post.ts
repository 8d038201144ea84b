// Sends one POST, never twice and without following a redirect, and tells what was certainly not sent from what may have been done.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { AxiosResponse } from 'axios';
import type { TrimtabError } from '../../errors/index.js';
import { apiUrl, createClient, type HttpOptions, networkError } from '../rest/http.js';
import { errorOfAnswer, stormDialect, uncertain } from './answer-errors.js';

/** POST under /api/v1 with a JSON body. It resolves on Storm's own "success" alone. */
export type PostJson = (path: string, body: unknown, signal: AbortSignal) => Promise<void>;

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function httpPoster(options: HttpOptions): PostJson {
  const client = createClient(options);
  return async (path, body, signal) => {
    signal.throwIfAborted();
    const url = apiUrl(options, stormDialect, path);
    const deadline = AbortSignal.timeout(options.timeoutSeconds * 1000);
    const { transport, wasSent } = watched();
    let answer: AxiosResponse<string>;
    try {
      answer = await client.post<string>(url, JSON.stringify(body), {
        signal: AbortSignal.any([signal, deadline]),
        // 1.2 ignores a body of any other type, and answers "success".
        headers: { 'Content-Type': 'application/json' },
        maxRedirects: 0,
        // A connection of its own: one kept from a read may be closed by the server just as the request goes out.
        httpAgent: new http.Agent(),
        transport,
        'axios-retry': { retries: 0 },
      });
    } catch (thrown) {
      const error = signal.aborted
        ? signal.reason
        : networkError(stormDialect, url, thrown, deadline.aborted, options.timeoutSeconds);
      throw wasSent() ? uncertain('the request', error) : error;
    }
    const failure = failureOf(url, answer);
    if (failure !== undefined) throw failure;
  };
}

/** Of a failure whose reason is not known, and of an answer that is not Storm's, such as a proxy's that has waited long enough. */
const unexplained: ReadonlySet<string> = new Set(['TRIMTAB_E_ENGINE_FAILED', 'TRIMTAB_E_NOT_STORM']);

/** Undefined for a success. What neither Storm nor a refusal before it explains may have been carried out. */
function failureOf(url: string, { status, headers, data }: AxiosResponse<string>): TrimtabError | undefined {
  const json = parsed(data);
  const good = status >= 200 && status < 300;
  if (good && json !== undefined) {
    const says = (json as { readonly status?: unknown } | null)?.status;
    return says === 'success' ? undefined : uncertain('the request', `${url} did not answer "success"`);
  }
  const error = errorOfAnswer(url, status, String(headers['content-type'] ?? ''), data, json);
  const refused = status >= 300 && status < 500;
  const explained = json !== undefined && !unexplained.has(error.code);
  return refused || (!good && explained) ? error : uncertain('the request', error);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Node's own client, which says when the connection stands (with TLS: when the handshake is done): then the request goes out. */
function watched() {
  let sent = false;
  const onSend = (): void => {
    sent = true;
  };
  const request = (
    options: https.RequestOptions,
    answered: (response: http.IncomingMessage) => void,
  ): http.ClientRequest => {
    const secure = options.protocol === 'https:';
    const made = (secure ? https : http).request(options, answered);
    made.once('socket', (socket: Socket) => {
      if (!socket.connecting) onSend();
      else socket.once(secure ? 'secureConnect' : 'connect', onSend);
    });
    return made;
  };
  return { transport: { request }, wasSent: () => sent };
}
