// What doctor says of the inputs beside the engine: what the source and the application of each topology tell now, or why they do not.
import type { Snapshot, TopologyRef } from '../../clusters/index.js';
import { asTrimtabError } from '../../errors/index.js';
import type { ExternalQueries, ExternalReader, ExternalReading } from '../../external/index.js';
import type { ExternalInputs } from '../../metrics/index.js';
import { lastingName, toldName } from '../lasting-name.js';
import type { Finding } from './finding.js';

export interface ExternalToExamine {
  readonly reader: ExternalReader;
  readonly queriesOf: (topology: TopologyRef) => ExternalQueries;
}

const check = 'external';
const words: Readonly<Record<keyof ExternalInputs, (value: string) => string>> = {
  backlogTuples: (value) => `${value} tuples wait at the source`,
  offeredPerSecond: (value) => `${value} tuples/s on offer`,
  latencyMs: (value) => `latency ${value} ms`,
  latencyP95Ms: (value) => `95th percentile of the latency ${value} ms`,
};

/**
 * One of each topology of which anything is asked or told.
 * @param snapshots of those that were measured
 */
export async function externalFindings(
  { reader, queriesOf }: ExternalToExamine,
  topologies: readonly TopologyRef[],
  snapshots: readonly Snapshot[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const names = topologies.map(lastingName);
  const found = await Promise.all(
    topologies.map(async (topology) => {
      const name = toldName(lastingName(topology), names);
      try {
        const snapshot = snapshots.find((one) => one.topology.id === topology.id) ?? null;
        const reading = await reader.read(topology, queriesOf(topology), signal, snapshot);
        return reading === null ? [] : findingsOf(name, reading);
      } catch (thrown) {
        // Such as settings that contradict each other once they are laid over each other.
        signal.throwIfAborted();
        const { code, message, next, exitCode } = asTrimtabError(thrown);
        const text = `${name}: ${code}: ${message}`;
        return [{ check, status: 'broken' as const, text, next, code, exit: exitCode }];
      }
    }),
  );
  return found.flat();
}

function findingsOf(name: string, { inputs, problems }: ExternalReading): Finding[] {
  const known = Object.entries(words).flatMap(([input, text]) => {
    const value = inputs[input as keyof ExternalInputs];
    return value === null ? [] : [text(String(Math.round(10 * value) / 10))];
  });
  const told = known.length > 0 ? [`${name}: ${known.join(', ')}`] : [];
  if (problems.length === 0) return told.map((text) => ({ check, status: 'ok', text }));
  const text = [...told, ...problems.map((problem) => `${name}: ${problem}`)].join('; ');
  const next = 'Until it answers, decisions go by what the engine shows (docs/guide/external-inputs.md).';
  return [{ check, status: 'warning', text, next }];
}
