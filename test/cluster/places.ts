// Knows where the checkout is, where the tests' own files are, and where what they build may be kept.
import { fileURLToPath } from 'node:url';

/** This folder. */
export const clusterTests = fileURLToPath(new URL('.', import.meta.url));

/** Kept between runs, ignored by git, safe to delete. Nothing is kept outside it. */
export const cache = fileURLToPath(new URL('../../.cache', import.meta.url));
