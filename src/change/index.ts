// From accepted changes to what is sent or printed.
export { type Advice, tasksAdvice } from './advice.js';
export { stormCommands } from './commands.js';
export { drainWaitSeconds, planOf } from './plan.js';
export { runningAdvice } from './running-advice.js';
