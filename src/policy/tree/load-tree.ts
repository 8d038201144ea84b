// The policy tree from the folder of its file, checked before anything is decided with it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { candidateSchema, featureSchema } from '../dqn/index.js';
import type { ModelFacts, Policy } from '../types.js';
import { type Tree, treeSchema } from './tree.js';
import { createTreePolicy } from './tree-policy.js';

export const treeFile = 'tree.json';

export interface TreePolicy extends Policy {
  readonly model: ModelFacts;
  readonly tree: Tree;
}

/** @throws TRIMTAB_E_MODEL_UNREADABLE, TRIMTAB_E_MODEL_SCHEMA */
export async function loadTree(folder: string): Promise<TreePolicy> {
  const text = await textOf(folder);
  const tree = parseTree(folder, text);
  const { features, candidates, seed } = tree;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    ...createTreePolicy(tree.root),
    tree,
    model: { folder, sha256, seeds: [seed], features, candidates },
  };
}

async function textOf(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, treeFile), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw unreadable(folder, code === 'ENOENT' ? `${treeFile} is missing` : `${treeFile}: ${code}`, cause);
  }
}

function parseTree(folder: string, text: string): Tree {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(folder, `${treeFile} is not JSON`, cause);
  }
  const head = z.looseObject({ features: z.unknown(), candidates: z.unknown() }).safeParse(json);
  const of = head.success ? head.data : { features: undefined, candidates: undefined };
  const isOther = typeof of.features === 'string' && of.features !== featureSchema;
  if (isOther || (typeof of.candidates === 'string' && of.candidates !== candidateSchema)) {
    throw new TrimtabError(
      'TRIMTAB_E_MODEL_SCHEMA',
      `The tree ${folder} was learned from other features or candidates than those of this release.`,
    );
  }
  const parsed = treeSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw unreadable(folder, `${treeFile} is not as it should be: ${z.prettifyError(parsed.error)}`);
}

function unreadable(folder: string, what: string, cause?: unknown): TrimtabError {
  return new TrimtabError('TRIMTAB_E_MODEL_UNREADABLE', `The tree ${folder} cannot be used: ${what}.`, {
    cause,
  });
}
