// From accepted changes to what is sent or printed.
export { type Advice, tasksAdvice } from './advice.js';
export { type Applied, type Applying, apply } from './apply.js';
export { stormCommands } from './commands.js';
export { drainWaitSeconds, planOf } from './plan.js';
export { send } from './send.js';
export { type Finding, SteadyWatch } from './steady.js';
