// One decision from what was measured: shared by the agent, the dry run and the evaluation of policies.
export {
  type Considered,
  type Considering,
  consider,
  crowdingIn,
  type Deliberating,
  situationOf,
  type Unfamiliar,
  wholeOutlookOf,
} from './consider.js';
export { type CpuShortage, type CpuWindows, cpuShortage } from './cpu-shortage.js';
export { type CrowdingInput, crowdingOf } from './crowding.js';
export { type EvidenceInput, evidenceOf, type LoadSample, loadAt, type PastChange } from './evidence.js';
export {
  deservesSecondLook,
  type Intended,
  isBad,
  type Measured,
  measuredBy,
  type Outcome,
  outcomeOf,
  type Promised,
} from './outcome.js';
export { type Peak, peakLeadSeconds, withPeak } from './peak.js';
export type { RecordedDecision, RecordedEpisode } from './recorded.js';
