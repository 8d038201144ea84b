// The `heron update` commands that carry out a plan, exact for Heron 0.20, directly or through an API server.
import type { HeronPlace, Operation, TopologyManager } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import { shellCommand } from '../util/index.js';

export interface HeronTarget {
  readonly name: string;
  readonly place: HeronPlace;
  /** The API server that the command goes through; null: it works by itself. */
  readonly apiUrl: string | null;
}

/** heron/tools/cli/src/python/update.py: `^[\w\.-]+:[\d]+$`. */
const sayable = /^[\w.-]+$/;

/** Whether `heron update` takes the name of a component. */
export function isSayable(component: string): boolean {
  return sayable.test(component);
}

/**
 * In order; between two, wait until the topology runs again.
 * @param byItself containers that a parallelism alone leads to: a command that asks for these would be refused after it; null is not known
 * @throws TrimtabError TRIMTAB_E_INVALID_PLAN for a number that is no count (Heron takes 0 and -1, and then removes the component), a
 *   name that the command refuses, or what only a new submission changes
 */
export function heronCommands(
  target: HeronTarget,
  plan: readonly Operation[],
  byItself: number | null = null,
): string[] {
  return plan.flatMap((operation) => {
    if (operation.kind !== 'rebalance-assignment') {
      throw invalid(`${operation.kind}: Heron changes only parallelism and containers of a running topology`);
    }
    const named = Object.entries(operation.executors).flatMap(([component, n]) => {
      if (!isSayable(component)) {
        throw invalid(
          `parallelism.${component}: heron update takes names of letters, digits, "_", "." and "-" only`,
        );
      }
      return ['--component-parallelism', `${component}:${counted(`parallelism.${component}`, n)}`];
    });
    const { workers } = operation;
    const sized = workers === null ? [] : ['--container-number', String(counted('containers', workers))];
    // The API server ignores the number of containers beside a parallelism, and answers 200 all the same.
    const apart = target.apiUrl !== null && named.length > 0 && sized.length > 0;
    const parts = apart ? [named, ...(workers === byItself ? [] : [sized])] : [[...named, ...sized]];
    return parts.map((options) => updateCommand(target, options));
  });
}

/** @param options of what is changed, and how */
export function updateCommand({ name, place, apiUrl }: HeronTarget, options: readonly string[]): string {
  const service = apiUrl === null ? [] : ['--service-url', apiUrl];
  return shellCommand(['heron', 'update', ...service, placeText(place), name, ...options]);
}

/**
 * Sets a value in the running topology: by the command in direct mode, and by the topology manager itself, where the command goes through an
 * API server, which answers "updated" to a runtime configuration and does nothing.
 * @param setting [COMPONENT:]KEY:VALUE
 */
export function runtimeCommand(
  target: HeronTarget,
  manager: TopologyManager | null,
  setting: string,
): string[] {
  if (target.apiUrl === null) return [updateCommand(target, ['--runtime-config', setting])];
  if (manager === null) return [];
  const { host, controllerPort, topologyId } = manager;
  const query = `topologyid=${encodeURIComponent(topologyId)}&runtime-config=${encodeURIComponent(setting)}`;
  return [shellCommand(['curl', `http://${host}:${controllerPort}/runtime_config/update?${query}`])];
}

/**
 * What a new submission takes; upper case is the operator's to fill in.
 * @param properties KEY=VALUE of Heron itself: no key of the topology is set so, but topology.stmgrs
 */
export function submitCommand({ name, place, apiUrl }: HeronTarget, properties: readonly string[]): string[] {
  const service = apiUrl === null ? [] : ['--service-url', apiUrl];
  const given = properties.flatMap((property) => ['--config-property', property]);
  return [
    shellCommand(['heron', 'kill', ...service, placeText(place), name]),
    shellCommand(['heron', 'submit', ...service, placeText(place), 'JAR', 'MAIN_CLASS', name, ...given]),
  ];
}

function placeText({ cluster, role, environ }: HeronPlace): string {
  return [cluster, role, environ].join('/');
}

function counted(knob: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw invalid(`${knob}: found ${value}, expected an integer of at least 1`);
}

function invalid(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_INVALID_PLAN', text);
}
