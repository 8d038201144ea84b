// The JSON that `trimtab suggest` prints and scripts rely on (schema trimtab/suggestion/v1).

import type { Advice } from '../../change/index.js';
import type { ClusterInfo } from '../../clusters/index.js';
import type { GuardAnswer } from '../../guard/index.js';
import type { Changes, Configuration } from '../../knobs/index.js';
import type { Evaluation, ExternalInputs } from '../../metrics/index.js';
import type { Moves } from '../../model/index.js';
import type { Predicted } from '../../outlook/index.js';
import type { Price } from '../../twin/index.js';
import type { ReportingAdvice } from '../advice/reporting.js';

export interface Suggestion {
  readonly schema: 'trimtab/suggestion/v1';
  readonly at: string;
  readonly cluster: {
    readonly name: string;
    readonly engine: string;
    readonly version: string;
    readonly leader: string | null;
  };
  readonly topologies: readonly TopologySuggestion[];
}

/** Unknown is null, never a made-up number. */
export interface TopologySuggestion {
  readonly name: string;
  readonly id: string;
  readonly window: Evaluation['window'] | null;
  readonly components: readonly SuggestedComponent[];
  readonly throughputPerSecond: number | null;
  readonly completeLatencyMs: number | null;
  readonly queueingMs: number | null;
  readonly failedPerSecond: number | null;
  readonly pendingUse: number | null;
  /** What the source and the application tell; null where they are not asked. */
  readonly external: ExternalInputs | null;
  readonly utility: number | null;
  readonly bottleneck: string | null;
  readonly current: Configuration | null;
  readonly proposed: Changes | null;
  readonly predicted: Predicted | null;
  readonly price: Price | null;
  /** Heron only: what an update would move; null where that is not known. */
  readonly moves?: Moves | null;
  readonly decision: {
    readonly action: 'apply' | 'hold';
    readonly policy: string;
    readonly id: string;
    readonly reasons: readonly GuardAnswer[];
  };
  readonly commands: readonly string[];
  readonly advice: readonly (Advice | ReportingAdvice)[];
}

export interface SuggestedComponent {
  readonly name: string;
  readonly kind: 'spout' | 'bolt';
  readonly executors: number;
  readonly tasks: number;
  readonly inputPerSecond: number | null;
  readonly outputPerSecond: number;
  readonly utilisation: number | null;
  readonly executeLatencyMs: number | null;
  readonly processLatencyMs: number | null;
  readonly skew: number | null;
  /** Fill of the fullest receive queue, 0 … 1, by Graphite lines; no other interface has it. */
  readonly queueFill: number | null;
  readonly lastError: string | null;
  /** Heron only: cores, memory and garbage collection, each of the instance that is worst off in it. */
  readonly process?: NonNullable<Evaluation['components'][number]['process']>;
}

export function clusterOf(name: string, info: ClusterInfo): Suggestion['cluster'] {
  return { name, engine: info.engine, version: info.version, leader: info.leader };
}

/** Spouts and bolts in the order of the DAG's own listing; system components are left out. */
export function suggestedComponents(evaluation: Evaluation): SuggestedComponent[] {
  return evaluation.components.flatMap((c) =>
    c.kind === 'system'
      ? []
      : [
          {
            name: c.name,
            kind: c.kind,
            executors: c.executors,
            tasks: c.tasks,
            inputPerSecond: c.inputPerSecond,
            outputPerSecond: c.outputPerSecond,
            utilisation: c.utilisation,
            executeLatencyMs: c.executeLatencyMs,
            processLatencyMs: c.processLatencyMs,
            skew: c.skew,
            queueFill: c.queueFill,
            lastError: c.lastError?.text ?? null,
            ...(c.process === undefined ? {} : { process: c.process }),
          },
        ],
  );
}
