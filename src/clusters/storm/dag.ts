// Whether the DAG that the UI shows is that of the whole topology.
import type { TopologyPage, Visualization } from './schemas.js';

const isOwn = (name: string): boolean => !name.startsWith('__');

/**
 * The UI shows only components of which executors are assigned (UIHelpers.getVisualizationData): none after a submission, or while a
 * rebalance has taken the assignment away. It is whole where it has all that the page lists, all that the assignment has, and all that
 * its own streams come from.
 */
export function isWholeDag(dag: Visualization, page: TopologyPage): boolean {
  const names = [
    ...page.spouts.map(({ spoutId }) => spoutId),
    ...page.bolts.map(({ boltId }) => boltId),
    ...page.workers.flatMap(({ componentNumTasks }) => Object.keys(componentNumTasks)),
    ...Object.values(dag).flatMap((node) => node[':inputs'].map((input) => input[':component'])),
  ].filter(isOwn);
  return Object.keys(dag).some(isOwn) && names.every((name) => Object.hasOwn(dag, name));
}
