// How long things take on a Storm 2.8 cluster, in seconds. "Measured": from the request with wait 0, Storm 2.8.3, one host.

/** The status stays REBALANCING that long after the wait (measured: below 0.5 to 1.9 where nothing goes wrong). */
export const rebalanceSeconds = 1;

/** From a new assignment, or from a configuration that the supervisor has found, until the old worker is gone (measured: 7). */
export const oldWorkerSeconds = 7;

/** From a worker's launch until it runs: that long, plus up to the spread (measured: 2 to 9). */
export const leastStartSeconds = 2;
export const startSpreadSeconds = 7;

/** supervisor.worker.start.timeout.secs: a worker that died at its start is launched again after it (measured: 120). */
export const workerStartTimeoutSeconds = 120;

/** supervisor.localizer.update.blob.interval.secs: how often the supervisors look for new configurations (defaults.yaml). */
export const blobPollSeconds = 30;

/** From the crash of a supervisor until it runs again under a keeper (measured: old worker gone at 9, new one there at 34). */
export const keeperSeconds = 25;

/** nimbus.supervisor.timeout.secs: a dead supervisor is listed that long (defaults.yaml). */
export const supervisorTimeoutSeconds = 60;

/** Two errors that a crash-looping worker reports are that far apart. */
export const crashEverySeconds = 10;

/**
 * Heron: from a new packing plan until the topology manager is there again and stream managers and instances are started. With their start
 * an update is through after 5 to 11 s; its answer, which looks every 10 s, was measured after 10.1 to 13.2 s.
 */
export const managerSeconds = 3;
