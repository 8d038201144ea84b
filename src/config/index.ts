// The configuration: the option table, reading and validating a file, and what holds for one topology.
export { mostOutcomes } from './approval-options.js';
export { clusterFromUrl } from './cluster-from-url.js';
export { effectiveValues } from './effective.js';
export { type NamedKnob, namedKnobs } from './knob-notices.js';
export type { Origin } from './layers.js';
export { type LoadedConfig, type LoadOptions, loadConfig, usualFiles } from './load.js';
export { builtInTopology, matches, topologyConfig } from './merge.js';
export { modelFolder, shippedModel, shippedTree } from './model-folder.js';
export { noticesOf } from './notices.js';
export { objectiveFrom } from './objective.js';
export { formatPath, leaves } from './path.js';
export { objectivePresets, policyNames, presetNames, usualPolicy } from './presets.js';
export { configJsonSchema, optionRows } from './schema.js';
export { secretVariables } from './secrets.js';
export { readSource } from './source.js';
export type * from './types.js';
