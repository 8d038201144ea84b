// What a model folder says of itself, and the words for a model that cannot be used.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';

export const modelSchema = 'trimtab/model/v1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestShape = z.strictObject({
  schema: z.literal(modelSchema),
  /** Names of what the features and the candidates mean, made by those who do: a model of others is refused. */
  features: z.string().min(1),
  candidates: z.string().min(1),
  network: z.strictObject({
    inputs: z.int().positive(),
    hidden: z.array(z.int().positive()),
    parts: z.int().positive(),
  }),
  /** Names of the parts of the value, in their order. */
  parts: z.array(z.string().min(1)).min(1),
  /** One for each network of the ensemble. */
  seeds: z.array(z.int()).min(1),
  /** How it was trained, and how it did: free records for people and reports. */
  training: z.record(z.string(), z.unknown()),
  evaluation: z.record(z.string(), z.unknown()),
  /** Of the code that trained it. */
  revision: z.string(),
  weights: z.strictObject({ bytes: z.int().positive(), sha256 }),
});

export type Manifest = z.infer<typeof manifestShape>;

/** What the one who saves a model says of it; the rest follows from the weights. */
export type ModelAbout = Pick<
  Manifest,
  'features' | 'candidates' | 'parts' | 'seeds' | 'training' | 'evaluation' | 'revision'
>;

/** What the one who loads a model can use: one of the features, and the candidates. */
export interface ModelExpected {
  readonly features: readonly string[];
  readonly candidates: string;
}

/** @throws TRIMTAB_E_MODEL_UNREADABLE or TRIMTAB_E_MODEL_SCHEMA */
export function parseManifest(folder: string, text: string, expected: ModelExpected): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(folder, 'manifest.json is not JSON', cause);
  }
  const { schema } = z.looseObject({ schema: z.unknown() }).catch({ schema: undefined }).parse(json);
  if (typeof schema === 'string' && schema !== modelSchema) {
    throw otherSchema(folder, `has the form ${schema}; this release reads ${modelSchema}`);
  }
  const parsed = manifestShape.safeParse(json);
  if (!parsed.success) {
    throw unreadable(folder, `manifest.json is not as it should be: ${z.prettifyError(parsed.error)}`);
  }
  const { features, candidates } = parsed.data;
  if (!expected.features.includes(features)) {
    throw otherSchema(folder, `was made for features ${features}; this release has ${expected.features[0]}`);
  }
  if (candidates !== expected.candidates) {
    throw otherSchema(
      folder,
      `was made for candidates ${candidates}; this release has ${expected.candidates}`,
    );
  }
  return parsed.data;
}

export const unreadable = (folder: string, what: string, cause?: unknown): TrimtabError =>
  new TrimtabError('TRIMTAB_E_MODEL_UNREADABLE', `The model ${folder} cannot be read: ${what}.`, { cause });

const otherSchema = (folder: string, what: string): TrimtabError =>
  new TrimtabError('TRIMTAB_E_MODEL_SCHEMA', `The model ${folder} ${what}.`);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
