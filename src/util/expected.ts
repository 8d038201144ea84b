// What was expected where zod has found something else, in plain words.
import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  string: 'text',
};

/** Follows "expected"; a message of a schema's own is taken as it is. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === 'too_small') {
    if (issue.origin === 'array') return 'a list that is not empty';
    if (issue.origin === 'string') return 'text that is not empty';
    return issue.inclusive === true ? `at least ${issue.minimum}` : `a number above ${issue.minimum}`;
  }
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return issue.code === 'invalid_value' ? issue.values.map(String).join(' or ') : issue.message;
}
