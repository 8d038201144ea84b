// What must be known of a topology before anything may be sent to it.
import type { ClusterInfo, Snapshot } from '../clusters/index.js';
import type { Generation, KnobName, Room } from '../knobs/index.js';
import { runningExecutors, schedulerRoom } from './scheduler-room.js';

export interface SendFacts {
  readonly generation: Generation;
  /** The most executors by component, the acker included where there is one: its tasks, or on Heron how far one update may go. */
  readonly tasks: Readonly<Record<string, number>>;
  /** Slots that this topology may have: its own and those that are free. */
  readonly slots: number;
  /** Of the resource-aware scheduler; absent where another one runs. */
  readonly room?: Room;
  /** Executors that run, by component. */
  readonly executors?: Readonly<Record<string, number>>;
  /** The settings in force, as the engine shows them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The operator's own limits. */
  readonly bounds: Readonly<
    Record<KnobName, { readonly min?: number | undefined; readonly max?: number | undefined }>
  >;
}

/** Heron has no limit of its own (issue 1422 of its repository): a slip by so much is taken for one, not sent. */
const heronMostTimes = 20;

/**
 * @param info of about the same moment as the snapshot
 * @param bounds in the names that decisions are made in
 */
export function sendFacts(snapshot: Snapshot, info: ClusterInfo, bounds: SendFacts['bounds']): SendFacts {
  const times = info.engine === 'heron' ? heronMostTimes : 1;
  return {
    generation: info.generation,
    tasks: Object.fromEntries(snapshot.components.map(({ name, tasks }) => [name, times * tasks])),
    slots: times * snapshot.assignedWorkers + (info.slotsFree ?? 0),
    ...roomFacts(snapshot, info),
    settings: snapshot.configuration,
    bounds,
  };
}

function roomFacts(snapshot: Snapshot, info: ClusterInfo): Pick<SendFacts, 'room' | 'executors'> {
  const room = schedulerRoom(info, snapshot);
  if (room === null) return {};
  return { room, executors: runningExecutors(snapshot) };
}

/** An own property: neither `constructor` nor `__proto__` is one unless somebody has set it. */
export function own(record: object, key: PropertyKey): unknown {
  return Object.hasOwn(record, key) ? (record as Record<PropertyKey, unknown>)[key] : undefined;
}
