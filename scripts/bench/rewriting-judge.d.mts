// The types of rewriting-judge.mjs, for the test that uses it.
import type { RewritingCase } from './rewriting-cases.mjs';

/** null when the bytes around the edit are as before and the value reads as wanted; else what is wrong. */
export function wrongWith(one: RewritingCase, edit: (one: RewritingCase) => string | null): string | null;
