// What could be better in a cluster's storm.yaml: keys that hold for every topology, so that only an operator sets them.
import type { Generation } from '../../knobs/index.js';
import { unifiedDiff } from './diff-text.js';
import { type FileFunctions, readDiskFile } from './disk-file.js';
import { lengthenList, setValue } from './edit.js';
import type { FilePlan } from './plan-files.js';
import type { NewValue, Target } from './types.js';

export interface ClusterWideAdvice {
  readonly key: string;
  /** In force on the cluster. */
  readonly from: unknown;
  readonly to: NewValue | readonly number[];
  /** What reads the key, and so has to be started again. */
  readonly restart: 'workers' | 'supervisors';
  readonly text: string;
}

export interface ClusterWideFacts {
  readonly generation: Generation;
  readonly slotsFree: number | null;
  /** The engine's view of every setting. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Storm's own: defaults.yaml. */
const usualPorts = [6700, 6701, 6702, 6703];
const morePorts = 2;

export function clusterWideAdvice(facts: ClusterWideFacts): ClusterWideAdvice[] {
  return [statistics, localizer, slots, heap].flatMap((rule) => rule(facts) ?? []);
}

/** Read by each worker at its start; not one of the settings that a topology may have for itself. */
function statistics({ generation, settings }: ClusterWideFacts): ClusterWideAdvice | null {
  const key = 'executor.metrics.frequency.secs';
  const from = settings[key] ?? 60;
  if (generation !== 'storm-2.x' || typeof from !== 'number' || from <= 10) return null;
  const text = `statistics come every ${from} s: at 10 s a window is full, and a change judged, that much sooner`;
  return { key, from, to: 10, restart: 'workers', text };
}

/** How long a changed setting may wait on a supervisor before its workers are started again. */
function localizer({ generation, settings }: ClusterWideFacts): ClusterWideAdvice | null {
  const key = 'supervisor.localizer.update.blob.interval.secs';
  const from = settings[key] ?? 30;
  if (generation !== 'storm-2.x' || typeof from !== 'number' || from <= 5) return null;
  const text = `a changed setting waits up to ${from} s on each supervisor: at 5 s it is in force sooner`;
  return { key, from, to: 5, restart: 'supervisors', text };
}

function slots({ slotsFree, settings }: ClusterWideFacts): ClusterWideAdvice | null {
  const key = 'supervisor.slots.ports';
  const found = settings[key];
  const ports = isPorts(found) ? found : usualPorts;
  if (slotsFree === null || slotsFree > 0) return null;
  const text =
    'no slot is free, so no topology can get another worker: more ports are more slots, where the machines have the CPU and memory';
  return { key, from: ports, to: [...ports, ...portsAfter(ports)], restart: 'supervisors', text };
}

function isPorts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((port) => Number.isInteger(port));
}

function portsAfter(ports: readonly number[]): number[] {
  const last = Math.max(...ports);
  return Array.from({ length: morePorts }, (_, i) => last + 1 + i);
}

/** Storm puts the sum of the executors' memory in place of %HEAP-MEM%; a number there makes the heap ignore them. */
function heap({ generation, settings }: ClusterWideFacts): ClusterWideAdvice | null {
  const key = 'worker.childopts';
  const from = settings[key];
  if (generation !== 'storm-2.x' || typeof from !== 'string') return null;
  const fixed = /-Xmx\d+[kKmMgG]?/.exec(from)?.[0];
  if (fixed === undefined) return null;
  const to = from.replace(/-Xmx\d+[kKmMgG]?/g, '-Xmx%HEAP-MEM%m');
  const text = `${fixed} gives each worker the same heap, however many executors it holds: with %HEAP-MEM% it follows them`;
  return { key, from, to, restart: 'supervisors', text };
}

/**
 * What the advice makes of a storm.yaml. Nothing is written.
 * @throws TrimtabError TRIMTAB_E_FILE_READ, TRIMTAB_E_FILE_FORM, TRIMTAB_E_FILE_PLACE
 */
export async function planClusterFile(
  files: FileFunctions,
  path: string,
  advice: readonly ClusterWideAdvice[],
  shown: (path: string) => string = (name) => name,
): Promise<FilePlan> {
  const file = await readDiskFile(files, path);
  const text = advice.reduce((now, { key, to }) => {
    const target: Target = { kind: 'setting', key };
    const edited =
      typeof to === 'object'
        ? lengthenList(path, now, target, to.slice(0, -morePorts), portsAfter)
        : setValue(path, now, target, to);
    return edited?.text ?? now;
  }, file.text);
  return { file, text, edits: [], diff: unifiedDiff(shown(path), file.text, text) };
}
