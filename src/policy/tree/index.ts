// The learned policy as a tree: what it is, how it decides, and how it is read.
export { loadTree } from './load-tree.js';
export { rounded, rulesOf, withoutTwins } from './rules.js';
export {
  type Fork,
  isLeaf,
  type Leaf,
  leafOf,
  leavesOf,
  type Node,
  rowNames,
  type Tree,
  treeSchema,
} from './tree.js';
export { createTreePolicy, rowOf, treeName } from './tree-policy.js';
