// The part of Nimbus's Thrift interface that Trimtab speaks, as bytes: for the client that asks, and the emulator that answers.
export type { CallName } from './calls.js';
export { Frames, framed } from './frame.js';
export { decodeCall, decodeReply, encodeCall, encodeReply, failure, type Reply } from './message.js';
export { Malformed } from './read.js';
export { numErrorsChoice } from './structs.js';
export type { StructValue, Value } from './types.js';
export { int32 } from './write.js';
