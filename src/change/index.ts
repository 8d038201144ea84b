// From accepted changes to what is sent or printed.
export { type Advice, tasksAdvice } from './advice.js';
export { stormCommands } from './commands.js';
export { type SendFacts, sendFacts } from './facts.js';
export { isNoOp } from './no-op.js';
export { drainWaitSeconds, planOf } from './plan.js';
export type { Problem } from './problem.js';
export { send } from './send.js';
export { assertValid, validateOperation } from './validate.js';
