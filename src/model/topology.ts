// What makes a model well formed: known indexes, no cycle, quantities that mean something.
import type { RoutedConfiguration } from './placement.js';
import type { ModelConfiguration, ModelHardware, ModelNode, ModelStream, ModelTopology } from './types.js';

/** Components so that each comes after all that feed it. @throws RangeError when they form a cycle */
export function topologicalOrder({ components, streams }: ModelTopology): Int32Array {
  const waitsFor = new Int32Array(components.length);
  for (const { to } of streams) waitsFor[to]! += 1;
  const order: number[] = [];
  waitsFor.forEach((n, c) => {
    if (n === 0) order.push(c);
  });
  const outputs: number[][] = components.map(() => []);
  for (const { from, to } of streams) outputs[from]!.push(to);
  for (let i = 0; i < order.length; i++) {
    for (const to of outputs[order[i]!]!) if (--waitsFor[to]! === 0) order.push(to);
  }
  if (order.length < components.length) {
    const names = cycleOf(components.length, streams).map((c) => components[c]!.name);
    throw new RangeError(`streams form a cycle through ${names.join(', ')}`);
  }
  return Int32Array.from(order);
}

/** Components whose tuples come back to them, by index; none where all can be put in an order. */
export function cycleOf(components: number, streams: readonly Pick<ModelStream, 'from' | 'to'>[]): number[] {
  return Array.from({ length: components }, (_, c) => c).filter((c) => {
    const reached = new Set<number>();
    for (const { from, to } of streams) if (from === c) reached.add(to);
    for (const at of reached) for (const { from, to } of streams) if (from === at) reached.add(to);
    return reached.has(c);
  });
}

/** What `checkTopology` does not look at. @throws RangeError naming the first quantity that is wrong */
export function checkModel(
  topology: ModelTopology,
  configuration: ModelConfiguration,
  { nodes, sigma, kappa }: ModelHardware,
): void {
  checkStructure(topology, configuration, nodes);
  for (const component of topology.components) {
    atLeast(component.name, 'cpuSeconds', component.cpuSeconds, 0);
    atLeast(component.name, 'waitSeconds', component.waitSeconds, 0);
    atLeast(component.name, 'variation', component.variation, 0);
  }
  const { pendingPerTask } = configuration;
  if (pendingPerTask !== null) whole('', 'pendingPerTask', pendingPerTask, 1);
  atLeast('', 'sigma', sigma, 0);
  atLeast('', 'kappa', kappa, 0);
}

/** What no configuration decides. @throws RangeError naming the first quantity that is wrong */
export function checkTopology({ components, streams }: ModelTopology): void {
  if (!components.some(({ kind }) => kind === 'spout')) throw new RangeError('a topology needs a spout');
  for (const { name, tasks } of components) whole(name, 'tasks', tasks, 1);
  for (const { from, to, tuplesPerInput, hotShare } of streams) {
    const known = components[from] !== undefined && components[to] !== undefined;
    if (!known) throw new RangeError(`a stream from ${from} to ${to} names no component`);
    if (components[to]!.kind === 'spout')
      throw new RangeError(`a stream leads to spout ${components[to]!.name}`);
    atLeast('', 'tuplesPerInput', tuplesPerInput, 0);
    if (!(hotShare >= 0 && hotShare <= 1)) throw new RangeError(`hotShare is ${hotShare}, must be 0..1`);
  }
}

/** What is no time and no limit. @throws RangeError naming the first quantity that is wrong */
export function checkStructure(
  { components }: ModelTopology,
  { executors, workers, ackers }: RoutedConfiguration,
  nodes: readonly ModelNode[],
): void {
  if (executors.length !== components.length) {
    throw new RangeError(
      `executors of ${executors.length} components given, the topology has ${components.length}`,
    );
  }
  for (let c = 0; c < components.length; c++) {
    const { name, tasks } = components[c]!;
    const k = executors[c]!;
    whole(name, 'executors', k, 1);
    if (k > tasks) throw new RangeError(`${name}: ${k} executors for ${tasks} tasks`);
  }
  whole('', 'workers', workers, 1);
  whole('', 'ackers', ackers, 0);
  if (nodes.length === 0) throw new RangeError('the hardware has no node');
  for (const { cores, speed } of nodes) {
    if (!(cores > 0 && speed > 0)) throw new RangeError(`a node has ${cores} cores of speed ${speed}`);
  }
}

function atLeast(of: string, what: string, value: number, least: number): void {
  if (!(value >= least && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${named(of, what)} is ${value}, must be >= ${least}`);
}

function whole(of: string, what: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${named(of, what)} is ${value}, must be a whole number >= ${least}`);
  }
}

function named(of: string, what: string): string {
  return of === '' ? what : `${of}: ${what}`;
}
