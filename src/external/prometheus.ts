// One number from Prometheus: an instant query over its HTTP API.
import { z } from 'zod';
import { createClient, type HttpOptions } from '../clusters/storm/index.js';
import { TrimtabError } from '../errors/index.js';

/** @throws TrimtabError TRIMTAB_E_EXTERNAL saying what came instead of a number */
export type QueryNumber = (query: string, signal: AbortSignal) => Promise<number>;

const sample = z.tuple([z.number(), z.string()]);
const answerSchema = z.union([
  z.object({
    status: z.literal('success'),
    data: z.union([
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
      z.object({ resultType: z.literal('scalar'), result: sample }),
    ]),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/** @param options its base URL, without /api/v1, and how long an answer may take */
export function prometheus(options: HttpOptions): QueryNumber {
  const client = createClient(options);
  const url = `${options.url.replace(/\/+$/, '')}/api/v1/query`;
  return async (query, signal) => {
    let body: unknown;
    try {
      const answer = await client.get<string>(url, { params: { query }, signal });
      body = JSON.parse(answer.data) as unknown;
    } catch (thrown) {
      signal.throwIfAborted();
      const reason = thrown instanceof SyntaxError ? 'the answer is not JSON' : reasonOf(thrown);
      throw external(query, `${url}: ${reason}`, thrown);
    }
    const checked = answerSchema.safeParse(body);
    if (!checked.success) throw external(query, `${url}: not an answer of Prometheus to an instant query`);
    return numberOf(query, checked.data);
  };
}

function numberOf(query: string, answer: z.output<typeof answerSchema>): number {
  if (answer.status === 'error') throw external(query, answer.error);
  const { data } = answer;
  const samples = data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value);
  const [first, ...others] = samples;
  if (first === undefined) throw external(query, 'there is no such series now');
  if (others.length > 0) {
    throw external(query, `${samples.length} series where one number is expected; wrap it, as in sum(...)`);
  }
  const value = Number(first[1]);
  if (!Number.isFinite(value) || value < 0)
    throw external(query, `is ${first[1]}; expected a number from 0 on`);
  return value;
}

function external(query: string, reason: string, cause?: unknown): TrimtabError {
  return new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: ${reason}`, { cause });
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
