// Says what every real cluster offers to the tests, whatever its version.
import type { LoadOptions } from './load-conf.js';
import type { LoadTopology } from './load-topology.js';

export type RealCluster = {
  readonly version: string;
  /** Null where the version has no UI at Maven Central. */
  readonly uiUrl: string | null;
  readonly nimbusPort: number;
  /** storm.home of this run: configuration, logs and state; removed by stop(). */
  readonly home: string;
  /** Holds an executable `storm`: put it first in the PATH and pasted commands work. */
  readonly binDir: string;
  submit(options: LoadOptions): Promise<LoadTopology>;
  /** Kills a topology and waits until it is no longer listed and its workers are gone. */
  kill(name: string, waitSeconds: number): Promise<void>;
  workerPids(): Promise<number[]>;
  stop(): Promise<void>;
};
