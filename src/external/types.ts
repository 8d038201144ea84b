// What is asked of the source and of the application, beside the engine.
import type { ExternalInputs } from '../metrics/index.js';

/** PromQL for each input; {topology} stands for the name of the topology. */
export type ExternalQueries = Partial<Readonly<Record<keyof ExternalInputs, string | undefined>>>;

export interface ExternalReading {
  readonly inputs: ExternalInputs;
  /** What was asked and not answered, a sentence each. */
  readonly problems: readonly string[];
}

export const nothingKnown: ExternalInputs = {
  backlogTuples: null,
  offeredPerSecond: null,
  latencyMs: null,
  latencyP95Ms: null,
};
