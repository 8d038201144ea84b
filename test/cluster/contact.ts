// What the tests' own set-up asks of a running cluster, through whatever it answers.

export type TopologyEntry = { readonly id: string; readonly name: string; readonly status: string };

export type Contact = {
  /** True once the leader is chosen and a supervisor has announced its slots. */
  isReady(): Promise<boolean>;
  topology(name: string): Promise<TopologyEntry | undefined>;
  /** Acks of the spouts as the engine estimates them; 0 until its statistics are there. */
  acked(id: string): Promise<number>;
  kill(topology: TopologyEntry, waitSeconds: number): Promise<void>;
};
