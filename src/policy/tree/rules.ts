// A tree as rules that a person can read: one line for each leaf, and the way to it.
import { isLeaf, type Node } from './tree.js';

/** Indented, as `if … then … else`; every leaf says what is done there and on how many decisions that rests. */
export function rulesOf(node: Node, indent = ''): string {
  if (isLeaf(node)) {
    const what = node.vote > 0 ? 'make the change' : 'wait';
    return `${indent}${what} (${signed(node.vote)}, ${node.decisions} decisions)\n`;
  }
  const { feature, atMost, yes, no } = node;
  return `${indent}${feature} ≤ ${atMost}\n${rulesOf(yes, `${indent}  `)}${indent}${feature} > ${atMost}\n${rulesOf(no, `${indent}  `)}`;
}

/** Leaves that do the same and belong to one fork say nothing apart. */
export function withoutTwins(node: Node): Node {
  if (isLeaf(node)) return node;
  const [yes, no] = [withoutTwins(node.yes), withoutTwins(node.no)];
  if (!isLeaf(yes) || !isLeaf(no) || yes.vote > 0 !== no.vote > 0) return { ...node, yes, no };
  const decisions = yes.decisions + no.decisions;
  const vote = (yes.vote * yes.decisions + no.vote * no.decisions) / Math.max(1, decisions);
  return { vote: rounded(vote), decisions };
}

/** To three decimals, which is more than is known. */
export function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}

const signed = (value: number): string => `${value > 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;
