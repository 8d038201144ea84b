// A sample of the states that a model was trained on, as it lies beside the model: made from them, and checked when it is read.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { placeOf } from '../../rl/index.js';
import { quantile } from '../../util/index.js';
import { descriptors } from './descriptors.js';
import type { Point } from './familiar.js';
import { familiarByGroups, type GroupedFamiliar, limitsBy, worstOf } from './grouped.js';

/** In the folder of the model. */
export const statesFile = 'states.json';
/** With fewer nobody can say what is usual. */
export const fewestStates = 50;
/** Share of the states of the same training that are called unlike it, one by one. */
const falseAlarms = 0.01;

const statesSchema = z.strictObject({
  schema: z.literal('trimtab/training-states/v1'),
  /** Where they come from, for people. */
  about: z.string(),
  /** Names, in the order of the numbers of a state; ratios are logarithms to the base 2, null is unknown. */
  descriptors: z.array(z.string()).min(1),
  /** From other states of the same training, held back. */
  heldBack: z.strictObject({
    states: z.int().positive(),
    falseAlarms: z.number().gt(0).lt(1),
    limits: z.strictObject({ topology: z.number().positive(), objective: z.number().positive() }),
    /** Of their distances as shares of the limits: the least, each hundredth, the most. */
    percentiles: z.array(z.number()).length(101),
  }),
  states: z.array(z.array(z.number().nullable())).min(fewestStates),
});
export type TrainingStates = z.infer<typeof statesSchema>;

/** What a model was trained on, ready to be compared with. */
export interface Training {
  readonly states: TrainingStates;
  readonly familiar: GroupedFamiliar;
  /** Of the file. */
  readonly sha256: string;
}

const names = descriptors.map(({ name }) => name);

/**
 * @param others of the same training, not among `states`
 * @returns null where there are too few to say what is usual
 */
export function trainingStates(
  about: string,
  states: readonly Point[],
  others: readonly Point[],
): TrainingStates | null {
  if (states.length < fewestStates || others.length < fewestStates) return null;
  // As it is read back.
  const kept = states.map((state) =>
    state.map((value) => (value === null ? null : Number(value.toFixed(2)))),
  );
  const familiar = familiarByGroups(kept);
  const limits = limitsBy(familiar, others, falseAlarms);
  const ratios = others.map((state) => worstOf(familiar.distancesOf(state), limits).ratio);
  const percentiles = Array.from({ length: 101 }, (_, i) => Number(quantile(ratios, i / 100).toFixed(3)));
  return {
    schema: 'trimtab/training-states/v1',
    about,
    descriptors: names,
    heldBack: { states: others.length, falseAlarms, limits, percentiles },
    states: kept,
  };
}

/** One state a line, so that a difference can be read. */
export function statesText({ states, ...rest }: TrainingStates): string {
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"states":[\n${states.map((state) => JSON.stringify(state)).join(',\n')}\n]}\n`;
}

/**
 * @returns null where the model has none: it was trained by an earlier release
 * @throws TrimtabError TRIMTAB_E_MODEL_UNREADABLE for a file that is not as Trimtab wrote it, TRIMTAB_E_MODEL_SCHEMA for one of other descriptors
 */
export async function loadTraining(folder: string): Promise<Training | null> {
  const text = await textOf(folder);
  if (text === null) return null;
  const parsed = statesSchema.safeParse(jsonOf(folder, text));
  if (!parsed.success)
    throw unreadable(folder, `it is not as it should be: ${z.prettifyError(parsed.error)}`);
  const states = parsed.data;
  if (states.descriptors.join('\n') !== names.join('\n')) {
    throw new TrimtabError(
      'TRIMTAB_E_MODEL_SCHEMA',
      `The model ${folder} has training states (${statesFile}) of other descriptors than this release compares.`,
    );
  }
  if (states.states.some((state) => state.length !== names.length))
    throw unreadable(folder, `it has states of other than ${names.length} numbers`);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return familiarTraining({ states, sha256 });
}

/** The same where only plain data can go. */
export function familiarTraining({ states, sha256 }: Omit<Training, 'familiar'>): Training {
  return { states, familiar: familiarByGroups(states.states), sha256 };
}

async function textOf(folder: string): Promise<string | null> {
  try {
    // Beside the weights, also where a crash left those set aside.
    return await readFile(join(await placeOf(folder), statesFile), 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return null;
    throw unreadable(folder, code ?? String(cause), cause);
  }
}

function jsonOf(folder: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(folder, 'it is not JSON', cause);
  }
}

function unreadable(folder: string, what: string, cause?: unknown): TrimtabError {
  const text = `The model ${folder} cannot be read: ${statesFile}: ${what}.`;
  return new TrimtabError('TRIMTAB_E_MODEL_UNREADABLE', text, { cause });
}
