// What is said about an option beside its check: meaning, example, and which commands use it.
import type { z } from 'zod';

/** The commands that read the configuration of a cluster in this release. */
export type UsedBy = 'suggest' | 'doctor' | 'agent' | 'render';

export interface OptionAbout {
  readonly description: string;
  /** Which commands use it. */
  readonly usedBy: readonly UsedBy[];
  readonly example?: unknown;
  /** A default that is put in later than by the schema, because a layer must be able to leave the option out. */
  readonly builtIn?: unknown;
  /** What is expected, for a list or a mapping. */
  readonly words?: string;
}

export const reading: readonly UsedBy[] = ['suggest', 'doctor', 'agent'];
export const deciding: readonly UsedBy[] = ['suggest', 'agent'];
export const acting: readonly UsedBy[] = ['agent'];
/** What doctor looks at, too, of what acting needs. */
export const actingOrExamined: readonly UsedBy[] = ['doctor', 'agent'];
export const everything: readonly UsedBy[] = ['suggest', 'doctor', 'agent', 'render'];

export function option<S extends z.ZodType>(schema: S, about: OptionAbout): S {
  return schema.meta({ ...about });
}
