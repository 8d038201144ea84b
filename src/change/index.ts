// From accepted changes to what is sent or printed, and how they are seen to have come into force.
export { type Advice, tasksAdvice } from './advice.js';
export { type Applied, apply } from './apply.js';
export { stormCommands } from './commands.js';
export { type SendFacts, sendFacts } from './facts.js';
export {
  type HeronTarget,
  heronCommands,
  isSayable,
  runtimeCommand,
  submitCommand,
  updateCommand,
} from './heron-commands.js';
export { isNoOp } from './no-op.js';
export {
  type ClusterWideAdvice,
  clusterWideAdvice,
  type FileFunctions,
  type FilePlan,
  type FilesPlan,
  parseFile,
  planClusterFile,
  planFiles,
  setValue,
  systemGit,
  type Target,
  type Wish,
  type Written,
  writeFiles,
} from './persist/index.js';
export { drainWaitSeconds, planOf } from './plan.js';
export { runningExecutors, schedulerRoom } from './scheduler-room.js';
export { send } from './send.js';
export { assertValid, validateOperation } from './validate.js';
