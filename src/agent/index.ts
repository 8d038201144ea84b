// What the agent does: collect, decide, suggest, keep state.
export { type Collected, type CollectOptions, collect } from './collect.js';
export { Daemon, type DaemonOptions } from './daemon.js';
export { type ExamineOptions, examine, type Finding } from './doctor.js';
export { KillSwitch, type PauseScope, scopeText } from './kill-switch.js';
export { openStateDir, type StateStore, timePrefix } from './state.js';
export { type SuggestOptions, suggest } from './suggest.js';
export type { Suggestion, TopologySuggestion } from './suggestion.js';
