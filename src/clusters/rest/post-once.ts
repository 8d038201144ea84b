// Sends one POST, never twice and without following a redirect, and tells what was certainly not sent from what may have been done.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { withDeadline } from '../../util/index.js';
import {
  apiUrl,
  createClient,
  type Dialect,
  type HttpOptions,
  networkError,
  parsedJson,
  patienceOf,
} from './http.js';
import { uncertain } from './uncertain.js';

export interface Posted {
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The parsed body, undefined when it is not JSON. */
  readonly json: unknown;
}

/** POST of a path of the API. It resolves with any answer; whether that is a success is for the caller to say. */
export type PostOnce = (path: string, body: string, signal: AbortSignal) => Promise<Posted>;

/**
 * Rejects with TRIMTAB_E_UNCERTAIN where the request went out and no whole answer came; after any other error nothing was sent.
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read
 */
export function oncePoster(options: HttpOptions, dialect: Dialect, bodyType: string): PostOnce {
  const client = createClient(options);
  return async (path, body, signal) => {
    signal.throwIfAborted();
    const url = apiUrl(options, dialect, path);
    const start = performance.now();
    const { transport, wasSent } = watched();
    return await withDeadline(signal, options.timeoutSeconds * 1000, async (own) => {
      try {
        const { status, headers, data } = await client.post<string>(url, body, {
          signal: own,
          headers: { 'Content-Type': bodyType },
          maxRedirects: 0,
          // A connection of its own: one kept from a read may be closed by the server just as the request goes out.
          httpAgent: new http.Agent(),
          transport,
          'axios-retry': { retries: 0 },
        });
        return {
          url,
          status,
          contentType: String(headers['content-type'] ?? ''),
          body: data,
          json: parsedJson(data),
        };
      } catch (thrown) {
        const error = signal.aborted
          ? signal.reason
          : networkError(dialect, url, thrown, patienceOf(options, own, start));
        throw wasSent() ? uncertain('the request', error) : error;
      }
    });
  };
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
