// The knobs: what can be turned, by how much, and on which engine.
export { knobCatalogue } from './catalogue.js';
export { type Coordinate, counted, descend, type Found, onLadder } from './descent.js';
export { addsExecutors, type Directions, directionsOf } from './directions.js';
export { fromHeronName, heronKnobs, heronName, isHeronKnob, mostTimesAsMany } from './heron.js';
export { misfitsOf } from './misfits.js';
export { type Asked, type NodeRoom, type Room, whyNoRoom } from './room.js';
export {
  componentOf,
  executorsKnob,
  isLive,
  knobNamed,
  memoryComponentOf,
  memoryKnob,
  stepOnLadder,
  unfitFor,
} from './space.js';
export type { Changes, Configuration, Generation, Knob, KnobName } from './types.js';
