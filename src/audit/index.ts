// The journal: an append-only, hash-chained record of all that Trimtab saw, decided and did.
export type { JournalProblem } from './chain.js';
export { damageOf } from './damage.js';
export { journalFolder, refuseEmpty } from './files.js';
export { timeOfId } from './glance.js';
export { type JournalOptions, journalHolder, openJournal } from './open.js';
export { type JournalFilter, journalParts, type ReadText, readJournal, readTexts } from './read.js';
export { type Trim, type TrimOptions, trimJournal } from './retention.js';
export {
  type Journal,
  type JournalEntry,
  type JournalKind,
  type JournalLine,
  type JournalTopology,
  journalKinds,
} from './types.js';
export { type Verification, verifyJournal } from './verify.js';
