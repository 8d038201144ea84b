// Small tools that any folder may use.
export { type AuthFiles, authFileProblems, readAuthFiles } from './auth-files.js';
export { type Clock, systemClock } from './clock.js';
export { formatSeconds, parseDuration } from './duration.js';
export { expectedBy } from './expected.js';
export { acquireLock, holderOf, type KernelLock, type LockHeld } from './kernel-lock.js';
export { largestKnown } from './largest-known.js';
export { createLogger, type LogFormat, type Logger, type LogLevel, logLevels } from './logger.js';
export { median } from './median.js';
export { editDistance, nearest } from './nearest.js';
export { own } from './own.js';
export { quantile, quantileOfSorted } from './quantile.js';
export { createRandom, type Random } from './random.js';
export { type ServiceManager, serviceManager } from './service-manager.js';
export { shellCommand, shellQuote } from './shell.js';
export { show } from './show.js';
export { shown, shownLines } from './shown.js';
export { whyUnreadable } from './unreadable.js';
export { replaceWhole, syncDirectory, type WriteWhole, writeWhole } from './write-whole.js';
