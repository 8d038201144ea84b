// The types of survive-kill.mjs, for the test on a real cluster.
export interface Values {
  /** Executors of the bolt split. */
  readonly split: number;
  /** topology.max.spout.pending */
  readonly pending: number;
}

/** A topology with a bolt `split`, as it was submitted. */
export interface Round {
  /** The cluster, as in the agent's configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** More of the agent's settings. */
  readonly agent: Readonly<Record<string, unknown>>;
  /** The rebalances that Nimbus was sent so far, and whether it took them. */
  calls(): Promise<readonly { readonly ok: boolean; readonly rebalance: unknown }[]>;
  inForce(): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** Where agents are killed. */
export interface Site {
  /** For the line above the table. */
  readonly name: string;
  readonly before: Values;
  /** Within so long after a call it is in force. */
  readonly intoForceMs: number;
  /** A round that takes longer is stuck, and the bench wrong. */
  readonly patienceMs: number;
  /** Knobs that stay. */
  readonly exclude: readonly string[];
  /** Of a round: the configuration files to keep changes in, and their whole text by the values in them. */
  writers(round: number): Readonly<Record<string, (values: Values) => string>>;
  /** @param files directory in which those files lie */
  start(round: number, files: string): Promise<Round>;
}

/** Prints what was found. @returns how many things went wrong */
export function kill(kills: number, seed: number, site: Site): Promise<number>;
