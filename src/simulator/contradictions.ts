// What a schema cannot say of a scenario: names that must exist, a flow without cycles, one meaning per stream, events in time.
import { own } from '../util/index.js';
import type { ScenarioEvent } from './event-schema.js';
import type { Scenario } from './scenario-schema.js';
import { checkSet, meantOf } from './settable.js';

/** @returns each problem with its place in the file */
export function contradictions(scenario: Scenario): string[] {
  const { components, streams } = scenario.topology;
  const names = Object.keys(components);
  const problems: string[] = [];
  const unknown = (path: string, name: string): void => {
    problems.push(`${path}: no component ${JSON.stringify(name)}; expected ${meantOf(name, names)}`);
  };
  streams.forEach(({ from, to, stream, tuplesPerInput }, i) => {
    if (!names.includes(from)) unknown(`topology.streams.${i}.from`, from);
    if (!names.includes(to)) unknown(`topology.streams.${i}.to`, to);
    if (own(components, to)?.kind === 'spout') {
      problems.push(`topology.streams.${i}.to: ${to} is a spout; expected a bolt`);
    }
    const first = streams.find((other) => other.from === from && other.stream === stream);
    if (first !== undefined && first.tuplesPerInput !== tuplesPerInput) {
      problems.push(
        `topology.streams.${i}.tuplesPerInput: expected ${first.tuplesPerInput} as above: ` +
          `all subscribers of stream ${from}.${stream} see the same tuples; name another stream to differ`,
      );
    }
  });
  for (const name of Object.keys(scenario.load)) {
    const loaded = own(components, name);
    if (loaded === undefined) unknown(`load.${name}`, name);
    else if (loaded.kind !== 'spout') problems.push(`load.${name}: ${name} is a bolt; expected a spout`);
  }
  if (problems.length === 0)
    problems.push(...unreachable(scenario), ...loadTimeProblems(scenario), ...eventProblems(scenario));
  return problems;
}

function unreachable({ topology, load }: Scenario): string[] {
  const problems: string[] = [];
  const spouts = Object.entries(topology.components).filter(([, { kind }]) => kind === 'spout');
  if (spouts.length === 0) problems.push('topology.components: expected at least one spout');
  for (const [name] of spouts) {
    if (own(load, name) === undefined) problems.push(`load.${name}: expected the load of spout ${name}`);
  }
  // Peel off components whose inputs are all peeled; what stays is in a cycle or behind one.
  let left = Object.entries(topology.components)
    .filter(([, { kind }]) => kind === 'bolt')
    .map(([name]) => name);
  for (const name of left) {
    if (!topology.streams.some(({ to }) => to === name)) {
      problems.push(`topology.components.${name}: no stream leads to it; expected one in topology.streams`);
    }
  }
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    left = left.filter((name) => topology.streams.some(({ from, to }) => to === name && left.includes(from)));
  }
  if (left.length > 0) problems.push(`topology.streams: ${left.join(', ')} form a cycle; expected none`);
  return problems;
}

/** What a load does after the end would never be seen, and is most likely a slip. */
function loadTimeProblems({ load, minutes = Number.POSITIVE_INFINITY }: Scenario): string[] {
  return Object.entries(load).flatMap(([spout, one]) =>
    startsOf(one)
      .filter(([, at]) => at > minutes)
      .map(([path]) => `load.${spout}.${path}: the scenario ends at minute ${minutes}; expected one before`),
  );
}

/** When a load begins to be another, by the place in its fields. */
function startsOf(load: Scenario['load'][string]): (readonly [path: string, atMinute: number])[] {
  switch (load.kind) {
    case 'step':
      return load.steps.map(({ atMinute }, i) => [`steps.${i}.atMinute`, atMinute]);
    case 'ramp':
      return [['startMinute', load.startMinute]];
    case 'flash':
      return [['atMinute', load.atMinute]];
    case 'daily':
      return load.burst === undefined ? [] : [['burst.atMinute', load.burst.atMinute]];
    case 'constant':
    case 'mmpp':
    case 'trace':
      return [];
  }
}

/** Events come in the order of their minutes, so that what comes last in the file holds last. */
function eventProblems(scenario: Scenario): string[] {
  return scenario.events.flatMap((event, i) => {
    const before = scenario.events[i - 1]?.atMinute ?? 0;
    const problems = [...timeProblems(scenario, event, before), ...contentProblems(scenario, event)];
    return problems.map((problem) => `events.${i}.${problem}`);
  });
}

function timeProblems(
  { minutes = Number.POSITIVE_INFINITY }: Scenario,
  event: ScenarioEvent,
  before: number,
): string[] {
  const end = `the scenario ends at minute ${minutes}`;
  if (event.atMinute < before) {
    return [`atMinute: ${event.atMinute} comes after ${before}; expected rising minutes`];
  }
  if (event.atMinute > minutes) return [`atMinute: ${end}; expected one before`];
  const isLong = 'minutes' in event && event.atMinute + event.minutes > minutes;
  return isLong ? [`minutes: ${end}; expected the fault to end before`] : [];
}

function contentProblems(scenario: Scenario, event: ScenarioEvent): string[] {
  if ('set' in event) {
    return Object.entries(event.set).flatMap(([field, value]) => {
      const problem = checkSet(scenario, field, value);
      return problem === null ? [] : [`set.${field}: ${problem}`];
    });
  }
  const problem = event.fault === 'lost-worker' ? null : nodeProblem(scenario, event);
  return problem === null ? [] : [problem];
}

function nodeProblem(
  { cluster }: Scenario,
  { node, cores }: { readonly node: string; readonly cores?: number },
): string | null {
  const names = cluster.nodes.map(({ name }) => name);
  const found = cluster.nodes.find(({ name }) => name === node);
  if (found === undefined) {
    return `node: no node ${JSON.stringify(node)}; expected ${meantOf(node, names)}`;
  }
  if (cores === undefined || cores < found.cores) return null;
  return `cores: ${node} has ${found.cores}; expected fewer than that`;
}
