// Configuration files: rewritten token by token, so that the next submission of a topology begins with what was found to be right.
export { type ClusterWideAdvice, clusterWideAdvice, planClusterFile } from './cluster-wide.js';
export type { FileFunctions } from './disk-file.js';
export { parseFile, setValue } from './edit.js';
export { systemGit } from './git.js';
export { type FilePlan, type FilesPlan, planFiles, type Wish } from './plan-files.js';
export type { Target } from './types.js';
export { type Written, writeFiles } from './write-files.js';
