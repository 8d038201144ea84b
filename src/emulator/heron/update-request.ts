// Reads an update as TopologyResource and RuntimeManagerRunner do, traps included, and packs the topology accordingly.
import {
  inHashOrder,
  keepingRepacking,
  type Packing,
  type Parallelism,
  parallelismOf,
  roundRobinRepacking,
} from '../../model/index.js';
import { isWhole, type TopologyView } from '../../simulator/index.js';
import { own } from '../../util/index.js';
import { ApiFailure } from './api-failure.js';
import { layoutOf, packingOf } from './layout.js';
import { noPhysicalPlan } from './updates.js';

const roundRobin = 'org.apache.heron.packing.roundrobin.RoundRobinPacking';
/** Repackings that keep instances where they are, and know of no number of containers. */
const keeping = {
  'org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking': 'in-turn',
  'org.apache.heron.packing.binpacking.FirstFitDecreasingPacking': 'first-fit',
} as const;

/** More would keep it busy for minutes. */
const mostInstances = 10_000;

export type DryRunFormat = 'RAW' | 'TABLE' | 'COLORED_TABLE' | 'JSON';

export type UpdateRequest =
  /** Answered with success, whatever it asked for: runtime_config does nothing. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'update';
      readonly before: Packing;
      readonly after: Packing;
      readonly repacking: string;
      /** null: it is done. */
      readonly dryRun: DryRunFormat | null;
    };

/** @throws ApiFailure in the words of the real one */
export function readUpdate(form: URLSearchParams, topology: TopologyView): UpdateRequest {
  const parallelism = form.getAll('component_parallelism').flatMap((text) => text.split(','));
  const containers = form.get('container_number');
  if (parallelism.length === 0 && containers === null) {
    if (form.has('runtime_config')) return { kind: 'nothing' };
    throw new ApiFailure(422, 'missing component_parallelism or runtime_config param');
  }
  const layout = layoutOf(topology);
  if (!layout.isUp) throw new ApiFailure(500, noPhysicalPlan);
  const before = packingOf(layout);
  const wanted = wantedOf(parallelism, before);
  // Beside a parallelism the number of containers is ignored; the key that it should have become works.
  const number = containersOf(
    parallelism.length === 0 ? containers : form.get('RUNTIME_MANAGER_CONTAINER_NUMBER_KEY'),
    before,
    parallelism.length === 0,
  );
  const parallel = { ...parallelismOf(before), ...wanted };
  if (Object.values(parallel).reduce((sum, n) => sum + Math.max(0, n), 0) > mostInstances) {
    throw new ApiFailure(500, `the simulated Heron has no room for more than ${mostInstances} instances`);
  }
  const repacking = form.get('heron.class.repacking.algorithm') ?? roundRobin;
  return {
    kind: 'update',
    before,
    after: packed(repacking, before, parallel, number, submittedOf(topology)),
    repacking,
    dryRun: dryRunOf(form),
  };
}

function wantedOf(texts: readonly string[], before: Packing): Parallelism {
  const known = parallelismOf(before);
  const wanted = texts.map((text) => {
    const [, name, number] = /^(.*):(-?\d+)$/.exec(text) ?? [];
    if (name === undefined || number === undefined) {
      throw new ApiFailure(
        500,
        `Invalid parallelism parameter found. Expected: <component>:<parallelism>[,<component>:<parallelism>], Found: ${text}`,
      );
    }
    if (own(known, name) === undefined) {
      const names = inHashOrder(Object.keys(known)).join(', ');
      throw new ApiFailure(
        500,
        `Invalid component name in update request: ${name}. Valid components include: [${names}]`,
      );
    }
    return [name, toInt(number)] as const;
  });
  // Boxed integers are compared by reference: above 127 an equal number passes for another one.
  const isSame = wanted.every(([name, n]) => known[name] === n && n <= 127);
  if (wanted.length > 0 && isSame) {
    throw new ApiFailure(
      500,
      `The component parallelism request (${texts.join(',')}) is the same as the current topology parallelism. Not taking action.`,
    );
  }
  return Object.fromEntries(wanted);
}

/** Integer.parseInt */
function toInt(text: string): number {
  if (isWhole(text)) return Number(text);
  throw new ApiFailure(500, `For input string: "${text}"`);
}

function containersOf(text: string | null, before: Packing, isAlone: boolean): number | null {
  if (text === null) return null;
  const number = toInt(text);
  // The real one spells it so.
  if (number < 1) throw new ApiFailure(500, `Invlaid number of container: ${number}`);
  if (number !== before.length) return number;
  if (!isAlone) return null;
  throw new ApiFailure(
    500,
    'Both component parallelism request and container number are the same as in the running topology.',
  );
}

/** As it was submitted: an update leaves both numbers as they are. */
function submittedOf({ components, submittedWorkers }: TopologyView) {
  const own = components.filter(({ kind }) => kind !== 'system');
  const instances = own.reduce((sum, { submittedExecutors }) => sum + submittedExecutors, 0);
  return { instances, containers: submittedWorkers };
}

function packed(
  repacking: string,
  before: Packing,
  wanted: Parallelism,
  containers: number | null,
  submitted: { readonly instances: number; readonly containers: number },
): Packing {
  try {
    if (repacking === roundRobin) return roundRobinRepacking(wanted, submitted, containers);
  } catch (thrown) {
    throw new ApiFailure(500, thrown instanceof Error ? thrown.message : String(thrown));
  }
  const placing = Object.hasOwn(keeping, repacking) ? keeping[repacking as keyof typeof keeping] : undefined;
  if (placing === undefined)
    throw new ApiFailure(500, `Failed to instantiate packing instance: ${repacking}`);
  if (containers !== null) {
    const name = repacking.split('.').at(-1);
    throw new ApiFailure(
      500,
      `${name} does not currently support creating a new packing plan with a new number of containers.`,
    );
  }
  return keepingRepacking(before, wanted, submitted, placing);
}

/** Presence alone counts: dry_run=false is one, too. Names of formats are those of an enum: in lower case they are not known. */
function dryRunOf(form: URLSearchParams): DryRunFormat | null {
  if (!form.has('dry_run')) return null;
  const format = form.get('dry_run_format');
  return format === 'RAW' || format === 'COLORED_TABLE' || format === 'JSON' ? format : 'TABLE';
}
