// What doctor says of queue sizes that a Prometheus is to tell: whether it answers and has them, and the sink to switch on where not.
import { createTwoFilesPatch } from 'diff';
import { type Snapshot, withoutQueueSizes } from '../../clusters/index.js';
import { asTrimtabError } from '../../errors/index.js';
import { type Prometheus, type QueueSizes, readQueueSizes } from '../../external/index.js';
import { lastingName, toldName } from '../lasting-name.js';
import type { Finding } from './finding.js';

const check = 'queue sizes';
/** Heron's own conf folders in which the sink is on. */
const portsOfOthers: Readonly<Record<string, string>> = {
  kubernetes: 'port 8080',
  nomad: 'the port in its port_file',
};

/** One of each topology whose Tracker shows no queue sizes; one alone where Prometheus does not answer. */
export async function prometheusFindings(
  prometheus: Prometheus,
  snapshots: readonly Snapshot[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const names = snapshots.map(({ topology }) => lastingName(topology));
  const findings: Finding[] = [];
  for (const snapshot of snapshots) {
    const told = toldName(lastingName(snapshot.topology), names);
    try {
      const sizes = await readQueueSizes(prometheus, snapshot, signal);
      if (sizes !== null) findings.push(findingOf(told, snapshot, sizes));
    } catch (thrown) {
      signal.throwIfAborted();
      const { code, message } = asTrimtabError(thrown);
      const text = `${code}: ${message}`;
      const next =
        'Let clusters[].prometheus be the base URL of a Prometheus that this machine reaches. Until then decisions are made without queue sizes.';
      return [{ check, status: 'warning', text, next }];
    }
  }
  // The same lines are to be added whichever topology they are for.
  const first = findings.findIndex(({ diff }) => diff !== undefined);
  return findings.map(({ diff, ...finding }, i) => (i === first && diff ? { ...finding, diff } : finding));
}

function findingOf(told: string, snapshot: Snapshot, { query, byInstance }: QueueSizes): Finding {
  const instances = withoutQueueSizes(snapshot).flatMap(({ samples }) => samples.map(({ id }) => id));
  const known = instances.filter((id) => byInstance.has(id)).length;
  if (known === 0) return noneFinding(told, snapshot.topology.place?.cluster ?? '', query);
  const text = `${told}: Prometheus has them, of ${known} of ${instances.length} instances of bolts`;
  if (known === instances.length) return { check, status: 'ok', text };
  const next = `Let Prometheus scrape the sink of every container. ${ownPorts}`;
  return { check, status: 'warning', text, next };
}

function noneFinding(told: string, cluster: string, query: string): Finding {
  const text = `${told}: Prometheus has no series of an instance that runs: ${query}`;
  const file = `conf/${cluster}/metrics_sinks.yaml`;
  const port = portsOfOthers[cluster];
  if (port !== undefined) {
    const next = `Heron's own ${file} has the sink: let Prometheus scrape it in every container (${port}, path /metrics), once a minute or more often.`;
    return { check, status: 'warning', text, next };
  }
  const next = `Add the lines marked + below to ${file} where topologies are submitted, submit these again, and let Prometheus scrape every container (port 8080, path /metrics), once a minute or more often. ${ownPorts}`;
  return { check, status: 'warning', text, next, diff: sinkDiff(file) };
}

/** MetricsManager.java: a sink that fails and has no attempts left ends alone. */
const ownPorts =
  'Containers that share a machine each take a port of their own (port-file in place of port): a sink whose port is taken ends.';

/** As every one of Heron's own files begins, as far as the lines beside the new ones. */
const before = `sinks:
  - file-sink
  - tmanager-sink
  - metricscache-sink

### Config for file-sink
`;
const after = before.replace('sinks:\n', 'sinks:\n  - prometheus-sink\n').replace(
  '### Config for file-sink\n',
  `### Config for prometheus-sink
prometheus-sink:
  class: "org.apache.heron.metricsmgr.sink.PrometheusSink"
  port: 8080
  path: /metrics

### Config for file-sink
`,
);

function sinkDiff(file: string): string {
  const patch = createTwoFilesPatch(file, file, before, after, undefined, undefined, { context: 1 });
  return patch.slice(patch.indexOf('---'));
}
