// A twin that is calibrated from measured configurations alone, without metrics of the components.
export { calibrate, type MeasuredTwin } from './calibrate.js';
export { unitPoint } from './features.js';
export type { KnobRole, MeasuredKnob, MeasuredRow } from './types.js';
