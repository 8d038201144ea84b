// A Prometheus: instant queries over its HTTP API, for one number or for all series that a query finds.
import pLimit from 'p-limit';
import { z } from 'zod';
import { createClient, type HttpOptions } from '../clusters/storm/index.js';
import { TrimtabError } from '../errors/index.js';
import { withDeadline } from '../util/index.js';

export interface Prometheus {
  /** @throws TrimtabError TRIMTAB_E_EXTERNAL saying what came instead of a number from 0 on */
  number(query: string, signal: AbortSignal): Promise<number>;
  /** @throws TrimtabError TRIMTAB_E_EXTERNAL saying what came instead of series; none at all is no error */
  series(query: string, signal: AbortSignal): Promise<readonly QueriedSeries[]>;
}

export interface QueriedSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** As it came: "NaN" and "+Inf" are values, too. */
  readonly value: string;
}

export interface PrometheusOptions extends HttpOptions {
  /** Time since some fixed moment, milliseconds. */
  readonly elapsedMs: () => number;
}

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const answerSchema = z.union([
  z.object({
    status: z.literal('success'),
    data: z.union([
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: labels, value: sample })),
      }),
      z.object({ resultType: z.literal('scalar'), result: sample }),
    ]),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/** One that does not answer is left alone for so long: several topologies, and several queries of each, would wait for it in turn. */
const restMs = 60_000;

/** @param options its base URL, without /api/v1, and how long an answer may take */
export function prometheus(options: PrometheusOptions): Prometheus {
  const client = createClient(options);
  const limit = pLimit(options.concurrency);
  const url = `${options.url.replace(/\/+$/, '')}/api/v1/query`;
  let silent: { readonly untilMs: number; readonly reason: string } | null = null;
  const ask = async (query: string, signal: AbortSignal): Promise<string> => {
    if (silent !== null && options.elapsedMs() < silent.untilMs) throw external(query, silent.reason);
    // The client's own limit counts idle time; this one also ends an answer that drips for ever.
    const deadlineMs = (2 * options.timeoutSeconds + 2) * 1000;
    return await withDeadline(signal, deadlineMs, async (own) => {
      try {
        const { data } = await client.get<string>(url, { params: { query }, signal: own });
        silent = null;
        return data;
      } catch (thrown) {
        signal.throwIfAborted();
        const late = `no complete answer within ${options.timeoutSeconds} s`;
        const reason = `${url}: ${own.aborted ? late : reasonOf(thrown)}`;
        silent = { untilMs: options.elapsedMs() + restMs, reason };
        throw external(query, reason, thrown);
      }
    });
  };
  const series = async (query: string, signal: AbortSignal): Promise<readonly QueriedSeries[]> =>
    seriesOf(query, url, await limit(() => ask(query, signal)));
  return { series, number: async (query, signal) => numberOf(query, await series(query, signal)) };
}

function seriesOf(query: string, url: string, text: string): readonly QueriedSeries[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw external(query, `${url}: the answer is not JSON`, cause);
  }
  const checked = answerSchema.safeParse(body);
  if (!checked.success) throw external(query, `${url}: not an answer of Prometheus to an instant query`);
  const answer = checked.data;
  if (answer.status === 'error') throw external(query, answer.error);
  const { data } = answer;
  return data.resultType === 'scalar'
    ? [{ labels: {}, value: data.result[1] }]
    : data.result.map((one) => ({ labels: one.metric, value: one.value[1] }));
}

function numberOf(query: string, found: readonly QueriedSeries[]): number {
  const [first, ...others] = found;
  if (first === undefined) throw external(query, 'there is no such series now');
  if (others.length > 0) {
    throw external(query, `${found.length} series where one number is expected; wrap it, as in sum(...)`);
  }
  const value = Number(first.value);
  if (!Number.isFinite(value) || value < 0)
    throw external(query, `is ${first.value}; expected a number from 0 on`);
  return value;
}

function external(query: string, reason: string, cause?: unknown): TrimtabError {
  return new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: ${reason}`, { cause });
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
