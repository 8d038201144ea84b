// What the agent does: collect, decide, suggest, keep state.

export { planToKeep } from './act/keep-in-files.js';
export {
  carryOutRollback,
  type KnobToRestore,
  planRollback,
  type RollbackOutcome,
  type RollbackPlan,
  restored,
  vetoOf,
} from './act/rollback.js';
export { inEnginesNames, turnedKnobs, wishesOf, wishesOfCurrent } from './act/wishes.js';
export { lockForActing } from './acting-lock.js';
export { reportersOperation } from './advice/reporting.js';
export { decline } from './approval/decline.js';
export { answerAt, type PendingEntry } from './approval/entry.js';
export { Queue } from './approval/queue.js';
export { type Answer, type Asked, Requests, type Told } from './approval/requests.js';
export { isThisMachine } from './beside.js';
export { type AgentContext, emptyMemory } from './context.js';
export { Daemon } from './daemon.js';
export { autonomyText, shownOutcomes } from './decide/autonomy.js';
export { whoAndWhyOf } from './decide/why.js';
export { heronCommandFindings, stormCommandFindings } from './doctor/command.js';
export { examine } from './doctor/doctor.js';
export type { Finding } from './doctor/finding.js';
export { objectiveFindings } from './doctor/objective.js';
export type { ReportingToExamine } from './doctor/reporting.js';
export { stateFinding } from './doctor/state.js';
export { trustFindings } from './doctor/trust.js';
export { heronText, inHeronNames, inSharedWords } from './heron-words.js';
export {
  bareName,
  isCalled,
  lastingName,
  type Named,
  placedName,
  placeIn,
  refuseAmbiguous,
  toldName,
  withPlace,
} from './lasting-name.js';
export { collect } from './look/collect.js';
export type { OpenedCluster } from './opened-cluster.js';
export { judgedBy, ownUtilitiesOf, refuseUnreadableModules } from './own-utilities.js';
export { chooseChange, type JournaledChange } from './past/changes.js';
export { findChanges } from './past/find-changes.js';
export { type Trust, trustOf, trustText } from './past/trust.js';
export { isMeant, tooShortText } from './past/which-id.js';
export { mayAct } from './prepared.js';
export { DecisionStore } from './replay/decision-store.js';
export type { Difference } from './replay/differences.js';
export { readHistory } from './replay/history.js';
export type { Who } from './replay/record.js';
export { recordedCase } from './replay/recorded-case.js';
export { type Replayed, replayDecision } from './replay/replay.js';
export { longestGapSeconds } from './schedule.js';
export { Service, watchdogProblem } from './service.js';
export { type Policies, settingsOf } from './settings.js';
export { type DamagedDrift, DriftStore, type KeptDrift, savedEverySeconds } from './state/drift-store.js';
export { isForbidden, nextAfter } from './state/json-files.js';
export { KillSwitch, type Pause, type PauseScope, resumeWords, scopeName } from './state/kill-switch.js';
export { type KeptOutcomes, OutcomeStore } from './state/outcome-store.js';
export {
  type SavedDecision,
  savedDecision,
  suggestionFile,
  suggestionIds,
  suggestionsFolder,
} from './state/saved-suggestions.js';
export { openStateDir, type StateStore, timePrefix } from './state/state.js';
export { chooseTopology } from './suggest/choose-topologies.js';
export { type SuggestOptions, suggest } from './suggest/suggest.js';
export type { Suggestion, TopologySuggestion } from './suggest/suggestion.js';
