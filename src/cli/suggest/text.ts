// A suggestion as an operator reads it: one line for a hold; for a change the numbers, the reason, the price and the commands.
import {
  lastingName,
  type Suggestion,
  type TopologySuggestion,
  toldName,
  whoAndWhyOf,
} from '../../agent/index.js';
import { plainNumber } from '../../explain/index.js';
import { counted, formatSeconds, shown } from '../../util/index.js';
import { fixed, said } from '../shared/numbers.js';
import { shortNames } from '../shared/short-names.js';
import { table } from '../shared/table.js';

type GuardReason = TopologySuggestion['decision']['reasons'][number];

export function suggestionText({ cluster, topologies }: Suggestion): string {
  // Heron has no leader: whoever acts is to be beside its API server.
  const role = cluster.engine === 'heron' ? 'API server' : 'leader';
  const leader = cluster.leader === null ? '' : `, ${role} ${cluster.leader}`;
  const head = shown(`${cluster.name}  ${cluster.engine} ${cluster.version}${leader}`);
  if (topologies.length === 0) return `${head}: no topology is running\n`;
  const isHeron = cluster.engine === 'heron';
  const names = topologies.map(lastingName);
  const blocks = topologies.map((t) => {
    const name = shown(toldName(lastingName(t), names));
    return (t.decision.action === 'hold' ? holdText(t, name) : applyText(t, name, isHeron)).join('\n');
  });
  return `${head}\n${blocks.join('\n')}\n`;
}

function holdText(topology: TopologySuggestion, name: string): string[] {
  const reason = topology.decision.reasons.find((r) => r.answer === 'veto');
  const code = reason?.code ?? 'NO_CHANGE';
  const text = reason?.text ?? 'nothing to change';
  const margin = reason?.margin == null ? '' : ` (${said(reason.margin)})`;
  return [
    `${name}  hold  ${code}: ${shown(text)}${margin}`,
    ...sourceText(topology),
    ...adviceText(topology),
  ];
}

function applyText(topology: TopologySuggestion, name: string, isHeron: boolean): string[] {
  const { window, predicted, price, decision } = topology;
  const guards = decision.reasons
    .filter((r) => r.guard !== 'policy')
    .map((r) => `${r.guard} ${guardText(r)}`)
    .join(', ');
  const source =
    window?.source === 'engine' ? 'the engine’s own ten minutes' : counted(window?.samples ?? 0, 'sample');
  return [
    `${name}  apply  ${shown(whoAndWhyOf(decision))}`,
    ...(isHeron ? instanceTable : componentTable)(topology).map((line) => `  ${line}`),
    `  now        ${performance(topology.throughputPerSecond, topology.completeLatencyMs, topology.utility)}` +
      ` (window ${formatSeconds(window?.seconds ?? 0)}, ${source})`,
    ...sourceText(topology),
    ...(predicted === null
      ? []
      : [
          `  predicted  ${performance(predicted.throughputPerSecond.mean, predicted.completeLatencyMs?.mean ?? null, predicted.utility)}` +
            ` (${range(predicted.throughputPerSecond)} tuples/s${predicted.completeLatencyMs === null ? '' : `, ${range(predicted.completeLatencyMs)} ms`}` +
            `${predicted.completeLatencyP95Ms === null ? '' : `, p95 ${plainNumber(predicted.completeLatencyP95Ms.mean)} ms`})`,
          `             ${predicted.assumes}`,
        ]),
    ...(price === null
      ? []
      : [`  price      ${priceText(price, isHeron ? 'containers' : 'workers')}${movesText(topology)}`]),
    `  guards     ${shown(guards)}`,
    ...topology.commands.map((command, i) => `  ${i === 0 ? 'command  ' : 'then     '}  ${shown(command)}`),
    ...adviceText(topology),
  ];
}

function sourceText({ external }: TopologySuggestion): string[] {
  if (external === null) return [];
  const { backlogTuples: backlog, offeredPerSecond: offered, latencyMs, latencyP95Ms: p95 } = external;
  const parts = [
    ...(offered === null ? [] : [`${plainNumber(offered)} tuples/s on offer`]),
    ...(backlog === null ? [] : [`${plainNumber(backlog)} tuples waiting`]),
    ...(latencyMs === null ? [] : [`latency ${plainNumber(latencyMs)} ms`]),
    ...(p95 === null ? [] : [`p95 ${plainNumber(p95)} ms`]),
  ];
  return [`  source     ${parts.length === 0 ? 'tells nothing' : parts.join(', ')}`];
}

function guardText({ answer, code, text }: GuardReason): string {
  if (code === 'FRESHNESS_UNKNOWN') return 'not checked';
  return answer === 'clip' ? `clip (${text})` : answer;
}

function componentTable({ components, bottleneck, proposed }: TopologySuggestion): string[] {
  const queues = components.some((c) => c.queueFill !== null);
  const names = componentNames(components);
  const rows = components.map((c, i) => {
    const target = proposed?.[`executors.${c.name}`];
    return [
      names[i] ?? '',
      c.kind,
      `${c.executors}${target === undefined ? '' : ` → ${target}`}`,
      String(c.tasks),
      c.inputPerSecond === null ? '-' : plainNumber(c.inputPerSecond),
      plainNumber(c.outputPerSecond),
      percent(c.utilisation),
      ...(queues ? [percent(c.queueFill)] : []),
      c.executeLatencyMs === null ? '-' : plainNumber(c.executeLatencyMs),
      c.name === bottleneck ? '← bottleneck' : '',
    ];
  });
  const head = [
    'COMPONENT',
    'KIND',
    'EXECUTORS',
    'TASKS',
    'IN/S',
    'OUT/S',
    'BUSY',
    ...(queues ? ['QUEUE'] : []),
    'EXECUTE MS',
    '',
  ];
  return table([head, ...rows], new Set([3, 4, 5, 6, 7, ...(queues ? [8] : [])]));
}

/** Heron's instances are tasks: there is nothing to set against each other. */
function instanceTable({ components, bottleneck, proposed }: TopologySuggestion): string[] {
  const queues = components.some((c) => c.queueFill !== null);
  const names = componentNames(components);
  const rows = components.map((c, i) => {
    const target = proposed?.[`parallelism.${c.name}`];
    return [
      names[i] ?? '',
      c.kind,
      `${c.executors}${target === undefined ? '' : ` → ${target}`}`,
      c.inputPerSecond === null ? '-' : plainNumber(c.inputPerSecond),
      plainNumber(c.outputPerSecond),
      percent(c.utilisation),
      ...(queues ? [percent(c.queueFill)] : []),
      c.executeLatencyMs === null ? '-' : plainNumber(c.executeLatencyMs),
      c.name === bottleneck ? '← bottleneck' : '',
    ];
  });
  const queue = queues ? ['QUEUE'] : [];
  const head = ['COMPONENT', 'KIND', 'INSTANCES', 'IN/S', 'OUT/S', 'BUSY', ...queue, 'EXECUTE MS', ''];
  return table([head, ...rows], new Set([3, 4, 5, 6, ...(queues ? [7] : [])]));
}

function componentNames(components: TopologySuggestion['components']): string[] {
  return shortNames(components.map(({ name }) => shown(name)));
}

function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`;
}

function performance(throughput: number | null, latencyMs: number | null, utility: number | null): string {
  return [
    throughput === null ? 'throughput unknown' : `${plainNumber(throughput)} tuples/s`,
    latencyMs === null ? 'latency unknown' : `complete latency ${plainNumber(latencyMs)} ms`,
    utility === null ? 'utility unknown' : `utility ${fixed(utility, 2)}`,
  ].join(', ');
}

function priceText(
  {
    restarts,
    pauseSeconds,
    catchUpSeconds,
    breakEvenSeconds,
    restartsSeen,
  }: NonNullable<TopologySuggestion['price']>,
  restarted: 'workers' | 'containers',
): string {
  return [
    `${counted(restarts, 'restart')} of all ${restarted}`,
    `about ${formatSeconds(pauseSeconds)} without throughput`,
    ...(catchUpSeconds === null ? [] : [`${formatSeconds(catchUpSeconds)} to catch up`]),
    breakEvenSeconds === null
      ? 'not known when it pays'
      : `pays for itself after ${formatSeconds(breakEvenSeconds)}`,
  ]
    .join(', ')
    .concat(
      restartsSeen === 0
        ? ' (pause: from a table of measured restarts)'
        : ` (pause: by the last ${restartsSeen === 1 ? 'restart' : `${restartsSeen} restarts`} here)`,
    );
}

/** What an update starts anew: every stream manager, the instances that are new, and those that move. */
function movesText({ moves, price }: TopologySuggestion): string {
  if (moves == null) return '';
  const { kept, before, containers } = moves;
  const moved = `moves ${before - kept} of ${before} instances`;
  const made =
    containers.after === containers.before ? '' : `, containers ${containers.before} → ${containers.after}`;
  const update = price?.update;
  if (update === undefined) return `; ${moved}${made}`;
  const managers = counted(update.streamManagers, 'stream manager');
  const anew = `${update.instances - update.kept} of then ${update.instances} instances`;
  return `; starts ${managers} and ${anew} anew, ${moved}${made}`;
}

function adviceText({ advice }: TopologySuggestion): string[] {
  return advice.flatMap((a) => [
    `  advice     ${shown(a.text)}`,
    ...a.commands.map((c) => `             ${shown(c)}`),
  ]);
}

function range({ low, high }: { low: number; high: number }): string {
  return `${plainNumber(low)} … ${plainNumber(high)}`;
}
