// One HTTP client per cluster: time limit, retries for reads, bounded concurrency, TLS and headers; every failure a TrimtabError.
import { Agent } from 'node:https';
import axios, { type AxiosError, type AxiosInstance } from 'axios';
import axiosRetry from 'axios-retry';
import pLimit from 'p-limit';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import { type AuthFiles, readAuthFiles, withDeadline } from '../../util/index.js';
import { masker } from './masked.js';
import { networkReason } from './network-reasons.js';
import { refusalIn, refuseWithoutTls, shownUrl } from './redirects.js';
import { isTlsCode, tlsError } from './tls-error.js';

export interface HttpOptions {
  /** Base URL of the server, with its path prefix, without what the dialect adds. */
  readonly url: string;
  /** Wall time allowed for one request, its retries apart. */
  readonly timeoutSeconds: number;
  /** Requests in flight at one time. */
  readonly concurrency: number;
  readonly auth?: AuthFiles & { readonly header?: string | undefined };
}

/** How one kind of server talks. */
export interface Dialect {
  /** Between the base URL and the paths. */
  readonly apiPath: string;
  /** For what speaks no HTTP, or not as that server. */
  readonly notThis: ErrorCode;
  /** What to do where nothing answers, if it is not what the catalogue says. */
  readonly unreachableNext?: string;
  /**
   * @param json the parsed body, undefined when it is not JSON
   * @returns the error to throw for an answer that is no success, or is not JSON
   */
  errorOfAnswer(url: string, status: number, contentType: string, body: string, json: unknown): TrimtabError;
}

/** GET of a path of the API; the parsed JSON. */
export type GetJson = (path: string, signal: AbortSignal) => Promise<unknown>;

const maxAnswerBytes = 64 * 1024 * 1024;
const mostRedirects = 3;

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read or used */
export function httpReader(options: HttpOptions, dialect: Dialect): GetJson {
  const client = createClient(options);
  const limit = pLimit(options.concurrency);
  // The client's own limit counts idle time; this one also ends an answer that drips for ever.
  const deadlineMs = (2 * options.timeoutSeconds + 2) * 1000;
  return (path, signal) =>
    limit(async () => {
      signal.throwIfAborted();
      const url = apiUrl(options, dialect, path);
      const start = performance.now();
      return await withDeadline(signal, deadlineMs, async (own) => {
        try {
          const answer = await client.get<string>(url, { signal: own });
          const contentType = String(answer.headers['content-type'] ?? '');
          return parseAnswer(dialect, shownUrl(url, answer.request), answer.status, contentType, answer.data);
        } catch (thrown) {
          if (signal.aborted) throw signal.reason;
          throw networkError(dialect, url, thrown, patienceOf(options, own, start));
        }
      });
    });
}

export function apiUrl({ url }: HttpOptions, { apiPath }: Dialect, path: string): string {
  return `${url.replace(/\/+$/, '')}${apiPath}${path}`;
}

export function createClient(options: HttpOptions): AxiosInstance {
  const { auth } = options;
  const { headerValue, ...tls } = readAuthFiles(auth ?? {});
  const masked = masker(headerValue);
  const client = axios.create({
    timeout: options.timeoutSeconds * 1000,
    responseType: 'text',
    transformResponse: (body: string, _headers: unknown, status = 0) =>
      status >= 200 && status < 300 ? body : masked(body),
    validateStatus: () => true,
    maxContentLength: maxAnswerBytes,
    maxRedirects: mostRedirects,
    beforeRedirect: ({ href }: { readonly href?: string }) => refuseWithoutTls(options.url, href ?? ''),
    ...(auth?.header && { sensitiveHeaders: [auth.header] }),
    headers: {
      Accept: 'application/json',
      ...(auth?.header && headerValue && { [auth.header]: headerValue }),
    },
    httpsAgent: new Agent(tls),
  });
  axiosRetry(client, {
    retries: 2,
    shouldResetTimeout: true,
    retryDelay: (count) => 200 * 2 ** (count - 1),
    // A server that hangs is asked once more, not three times: a person waits for the answer.
    retryCondition: (error) => {
      const tries = error.config?.['axios-retry']?.retryCount ?? 0;
      const reads = error.config?.method === 'get';
      return reads && isConnectionFailure(error) && (error.code !== 'ECONNABORTED' || tries < 1);
    },
  });
  return client;
}

function isConnectionFailure(error: AxiosError): boolean {
  const decided = error.code === 'ERR_CANCELED' || error.code?.startsWith('ERR_FR_') || isTlsCode(error.code);
  return error.response === undefined && !decided;
}

function parseAnswer(
  dialect: Dialect,
  url: string,
  status: number,
  contentType: string,
  body: string,
): unknown {
  const json = parsedJson(body);
  if (json !== undefined && status >= 200 && status < 300) return json;
  const error = dialect.errorOfAnswer(url, status, contentType, body, json);
  // What the engine itself says tells more. Some proxies answer in JSON of their own.
  const isForeign = json === undefined || error.code === dialect.notThis;
  throw (isForeign ? gatewayError(dialect, url, status) : undefined) ?? error;
}

/** Undefined where it is not JSON. */
export function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A proxy's own answer: the address is right, and what is behind it was not asked, or is away. Undefined where it is none. */
function gatewayError({ unreachableNext }: Dialect, url: string, status: number): TrimtabError | undefined {
  const refused = (reason: string, next: string | undefined): TrimtabError =>
    new TrimtabError(
      'TRIMTAB_E_UNREACHABLE',
      `${url}: HTTP ${status}: ${reason}`,
      next === undefined ? {} : { next },
    );
  if (status === 407) return refused('a proxy on the way wants to know who asks', pastTheProxy);
  if (status === 429)
    return refused('what stands before the server takes no more requests now', fewerRequests);
  const isAway = status >= 502 && status <= 504;
  return isAway ? refused('what stands before the server does not reach it', unreachableNext) : undefined;
}

const pastTheProxy =
  'Name the host of the cluster in the variable NO_PROXY, or give HTTPS_PROXY (HTTP_PROXY) as http://NAME:PASSWORD@HOST:PORT.';
const fewerRequests = 'Look more seldom (agent.schedule), or let the proxy take more from this host.';

export interface Patience {
  readonly timeoutSeconds: number;
  /** Whether the time for the whole answer is over. */
  readonly deadline: boolean;
  /** Whether at least the time limit has passed since the request was made. */
  readonly late: boolean;
}

/** @param startMs by performance.now(), when the request was made */
export function patienceOf(
  { timeoutSeconds }: Pick<HttpOptions, 'timeoutSeconds'>,
  deadline: AbortSignal,
  startMs: number,
): Patience {
  // A timer may come a little early.
  const late = performance.now() - startMs >= timeoutSeconds * 1000 - 5;
  return { timeoutSeconds, deadline: deadline.aborted, late };
}

/** In the middle of an answer; the last of one that is packed. */
const isCutShort = /^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR)$/;
/** The codes of zlib and of brotli for what is not packed as the header says. */
const isPacking = /^(Z_|ERR__ERROR_)/;

export function networkError(
  dialect: Dialect,
  url: string,
  thrown: unknown,
  { timeoutSeconds, deadline, late }: Patience,
): unknown {
  const refusal = refusalIn(thrown);
  if (refusal !== undefined) return refusal;
  if (!axios.isAxiosError(thrown)) return thrown;
  const code = thrown.code ?? '';
  const isCut =
    (code === 'ERR_BAD_RESPONSE' && /aborted/.test(thrown.message)) ||
    (thrown.response !== undefined && isCutShort.test(code));
  // Once an answer has begun, the client ends a silent connection as if the server had cut it.
  if (deadline || (isCut && late) || code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return new TrimtabError('TRIMTAB_E_TIMEOUT', `${url}: no complete answer within ${timeoutSeconds} s`);
  }
  if (isTlsCode(code)) return tlsError(url, thrown);
  if (code === 'ERR_FR_TOO_MANY_REDIRECTS') {
    const text = `${url}: redirected more than ${mostRedirects} times, one after the other`;
    const next = 'See where it leads (curl -sIL): a login needs auth, and a proxy the address behind it.';
    return new TrimtabError(dialect.notThis, text, { next });
  }
  if (thrown.message.startsWith('maxContentLength')) {
    const text = `${url}: the answer is longer than ${maxAnswerBytes / 1024 ** 2} MiB`;
    return new TrimtabError(dialect.notThis, text, {
      next: 'Look at what answers there (curl -s ADDRESS | head -c 300): no cluster has as much to say.',
    });
  }
  if (isPacking.test(code) && !isCut) {
    const text = `${url}: the answer is not packed as its content-encoding says (${thrown.message})`;
    return new TrimtabError(dialect.notThis, text);
  }
  if (code.startsWith('HPE_') || (code === 'ERR_BAD_RESPONSE' && !isCut)) {
    return new TrimtabError(dialect.notThis, `${url}: ${thrown.message}`);
  }
  const reason = isCut ? 'the answer was cut off' : networkReason(code, thrown.message);
  const { unreachableNext: next } = dialect;
  return new TrimtabError('TRIMTAB_E_UNREACHABLE', `${url}: ${reason}`, {
    cause: thrown,
    ...(next === undefined ? {} : { next }),
  });
}
