// The learned policy as a tree: what it is, how it decides, and how it is read.
export { loadTree } from './load-tree.js';
export { rounded, rulesOf, withoutTwins } from './rules.js';
export { leafOf, leavesOf, type Node, rowNames, type Tree } from './tree.js';
export { createTreePolicy, rowOf, treeName } from './tree-policy.js';
