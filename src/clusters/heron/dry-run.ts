// A dry run of the API server, read again: not one JSON document but two, each behind a heading.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { readBody } from '../rest/read-body.js';

const planSchema = z.object({
  containers: z.array(
    z.object({
      id: z.number(),
      components: z.array(z.object({ component: z.string(), id: z.number().int() })),
    }),
  ),
});

/** Who is where: container_CONTAINER_COMPONENT_TASK, with the component. */
export interface PackedPlan {
  readonly containers: readonly number[];
  readonly instances: ReadonlyMap<string, string>;
}

export interface DryRun {
  readonly before: PackedPlan;
  readonly after: PackedPlan;
}

/** @throws TrimtabError TRIMTAB_E_ANSWER */
export function parseDryRun(url: string, text: string): DryRun {
  const [, after, before] = /^New packing plan:\n(.*)\nOld packing plan:\n(.*)\n?$/.exec(text) ?? [];
  if (after === undefined || before === undefined) {
    throw new TrimtabError('TRIMTAB_E_ANSWER', `${url}: the dry run does not hold two packing plans`);
  }
  return { before: planOf(url, before), after: planOf(url, after) };
}

function planOf(url: string, text: string): PackedPlan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TrimtabError('TRIMTAB_E_ANSWER', `${url}: a packing plan of the dry run is no JSON`);
  }
  const { containers } = readBody(planSchema, url, json);
  return {
    containers: containers.map(({ id }) => id),
    instances: new Map(
      containers.flatMap(({ id, components }) =>
        components.map((one) => [`container_${id}_${one.component}_${one.id}`, one.component] as const),
      ),
    ),
  };
}

/** Instances by component. */
export function countsOf({ instances }: PackedPlan): Map<string, number> {
  const counts = new Map<string, number>();
  for (const component of instances.values()) counts.set(component, (counts.get(component) ?? 0) + 1);
  return counts;
}
