// Checks an answer against its schema; what does not fit ends in an error that names the field.
import type { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';

/** @throws TrimtabError TRIMTAB_E_ANSWER naming the path, the field and what was expected */
export function readBody<S extends z.ZodType>(schema: S, path: string, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'the whole answer';
  throw new TrimtabError('TRIMTAB_E_ANSWER', `${path}: ${field}: ${issue?.message ?? 'unexpected shape'}`);
}
