// The kinds of number that a load is described with.
import { z } from 'zod';

/** Tuples per second, or a factor of them. */
export const rate = z.number().min(0);
/** A moment of the scenario. */
export const minute = z.number().min(0);
/** How long something lasts. */
export const lasting = z.number().gt(0);
