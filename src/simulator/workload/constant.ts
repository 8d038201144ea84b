// A load that never changes.
import { z } from 'zod';
import { rate } from './fields.js';
import type { Workload } from './types.js';

export const constantLoad = z.strictObject({ kind: z.literal('constant'), meanPerSecond: rate });

export function constantWorkload({ meanPerSecond }: z.output<typeof constantLoad>): Workload {
  return { perSecond: () => meanPerSecond };
}
