// Finds a run's worker processes and their logs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Process, processesOf } from './processes.js';

/** The main class: in Clojure (1.x), and in Java (2.x). */
const WORKER_CLASSES = ['org.apache.storm.daemon.worker', 'org.apache.storm.daemon.worker.Worker'];

/** The log writer around each worker repeats the worker's command line as its own arguments. */
export function workers(home: string, topologyId?: string): Process[] {
  return processesOf(home).filter(
    ({ args }) =>
      WORKER_CLASSES.some((name) => args.includes(name)) &&
      !args.includes('org.apache.storm.LogWriter') &&
      (topologyId === undefined || args.includes(`-Dstorm.id=${topologyId}`)),
  );
}

/** Of all slots that a topology ever ran in. */
export function workerLogs(home: string, topologyId: string): string[] {
  const artifacts = join(home, 'logs', 'workers-artifacts', topologyId);
  try {
    return readdirSync(artifacts).map((slot) => join(artifacts, slot, 'worker.log'));
  } catch {
    return [];
  }
}
