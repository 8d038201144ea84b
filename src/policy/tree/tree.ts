// A decision tree over the features of one change: what it asks, and what its leaves say that change is worth.
import { z } from 'zod';
import { candidateFeatures, stateFeatures } from '../dqn/index.js';

/**
 * Names of the features as the tree and its rules write them, in the order of a row: `now.` of the topology as it is, `then.` of the change
 * that is looked at. docs/reference/features.md says what they are.
 */
export const rowNames: readonly string[] = [
  ...stateFeatures.map(({ name }) => `now.${name}`),
  ...candidateFeatures.map(({ name }) => `then.${name}`),
];

export interface Leaf {
  /** Of the decisions that came here those for the change less those against, of all, each by what it counts: -1 to 1. Above 0: it is made. */
  readonly vote: number;
  /** Decisions it was learned from. */
  readonly decisions: number;
}

export interface Fork {
  /** One of `rowNames`. */
  readonly feature: string;
  /** `yes` where the feature is at most this, `no` where it is more. */
  readonly atMost: number;
  readonly yes: Node;
  readonly no: Node;
}

export type Node = Leaf | Fork;

const leafSchema = z.strictObject({
  vote: z.number().min(-1).max(1),
  decisions: z.number().int().nonnegative(),
});
const forkSchema = z.strictObject({
  feature: z.enum(rowNames as [string, ...string[]]),
  atMost: z.number(),
  get yes(): z.ZodType<Node> {
    return nodeSchema;
  },
  get no(): z.ZodType<Node> {
    return nodeSchema;
  },
});
const nodeSchema: z.ZodType<Node> = z.union([leafSchema, forkSchema]);

/** The file of a tree. */
export const treeSchema = z.strictObject({
  schema: z.literal('trimtab/tree/v1'),
  /** What it was learned from: a policy, and the SHA-256 of its weights. */
  teacher: z.strictObject({ policy: z.string(), sha256: z.string() }),
  /** Of the features and of the candidates, as in the manifest of a model. */
  features: z.string(),
  candidates: z.string(),
  seed: z.number().int().nonnegative(),
  /** On decisions of episodes that it was not learned from: shares of those that the teacher made and held. */
  agreement: z.strictObject({
    decisions: z.number().int(),
    onApply: z.number().nullable(),
    onHold: z.number().nullable(),
    sameChange: z.number().nullable(),
  }),
  root: nodeSchema,
});

export type Tree = z.infer<typeof treeSchema>;

const places = new Map(rowNames.map((name, i) => [name, i]));

export function isLeaf(node: Node): node is Leaf {
  return !('feature' in node);
}

/** @param row one number for each of `rowNames` */
export function leafOf(root: Node, row: ArrayLike<number>): Leaf {
  let node = root;
  while (!isLeaf(node)) node = (row[places.get(node.feature) ?? -1] ?? 0) <= node.atMost ? node.yes : node.no;
  return node;
}

/** The forks that lead to its leaf, in order. */
export function wayTo(
  root: Node,
  row: ArrayLike<number>,
): { readonly fork: Fork; readonly isYes: boolean }[] {
  const way: { fork: Fork; isYes: boolean }[] = [];
  let node = root;
  while (!isLeaf(node)) {
    const isYes = (row[places.get(node.feature) ?? -1] ?? 0) <= node.atMost;
    way.push({ fork: node, isYes });
    node = isYes ? node.yes : node.no;
  }
  return way;
}

export function leavesOf(node: Node): Leaf[] {
  return isLeaf(node) ? [node] : [...leavesOf(node.yes), ...leavesOf(node.no)];
}
