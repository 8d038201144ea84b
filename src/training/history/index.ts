// Learning from what a site recorded.
export { type Remembered, remember, type Trusted } from './remembered.js';
export type { RecordedDecision, RecordedEpisode } from './transitions.js';
