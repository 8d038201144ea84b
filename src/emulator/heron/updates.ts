// Updates under way in the simulated cluster: one at a time, step by step in its time, as UpdateTopologyManager takes them.
import type { Packing } from '../../model/index.js';
import type { World } from '../../simulator/index.js';
import { ApiFailure } from './api-failure.js';
import { layoutOf } from './layout.js';
import type { TopologyManager } from './topology-manager.js';

/** Until the new packing plan is written, after the old one was deleted: a poller may see none. */
const packingSeconds = 1;
/** Between two looks whether there is a physical plan again. */
const lookSeconds = 10;
/** topology.update.reactivate.wait.secs */
const longestWaitSeconds = 600;
/** After which a second request gives up to wait for the first one's lock (measured). */
const lockSeconds = 6;

interface Update {
  readonly id: string;
  readonly packing: Packing;
  readonly beganAt: number;
  readonly wasActive: boolean;
  packed: boolean;
  lookAt: number;
  settle(failure: ApiFailure | null): void;
}

export class Updates {
  private current: Update | null = null;
  private locked: { readonly at: number; readonly fail: () => void }[] = [];

  constructor(
    private readonly world: World,
    private readonly manager: TopologyManager,
  ) {}

  get isUnderWay(): boolean {
    return this.current !== null;
  }

  /** Resolves when Heron's API server would answer with success; throws ApiFailure. */
  begin(packing: Packing): Promise<void> {
    const now = this.nowSeconds();
    const [topology] = this.world.topologies();
    if (topology === undefined) throw new ApiFailure(500, 'no topology');
    if (this.current !== null) {
      return new Promise((_, reject) => {
        this.locked.push({ at: now + lockSeconds, fail: () => reject(lockFailure(topology.name)) });
      });
    }
    if (!layoutOf(topology).isUp) throw new ApiFailure(500, noPhysicalPlan);
    const wasActive = topology.status !== 'INACTIVE';
    return new Promise((resolve, reject) => {
      this.current = {
        id: topology.id,
        packing,
        beganAt: now,
        wasActive,
        packed: false,
        lookAt: now + packingSeconds + lookSeconds,
        settle: (failure) => (failure === null ? resolve() : reject(failure)),
      };
      this.manager.isRepacking = true;
      if (wasActive) this.world.deactivate(topology.id);
    });
  }

  /** Call it once for each second of the cluster. */
  look(nowSeconds: number): void {
    for (const waiting of this.locked.filter(({ at }) => nowSeconds >= at)) waiting.fail();
    this.locked = this.locked.filter(({ at }) => nowSeconds < at);
    const { current } = this;
    if (current === null) return;
    if (!current.packed && nowSeconds >= current.beganAt + packingSeconds) {
      current.packed = true;
      this.manager.isRepacking = false;
      this.world.repack(current.id, current.packing);
      // Nothing has to be activated again, so nothing is waited for.
      if (!current.wasActive) this.end(current, null);
      return;
    }
    if (!current.packed || nowSeconds < current.lookAt) return;
    const topology = this.world.topologies().find(({ id }) => id === current.id);
    if (topology !== undefined && layoutOf(topology).isUp) {
      this.end(current, null);
      return;
    }
    current.lookAt += lookSeconds;
    if (nowSeconds < current.beganAt + longestWaitSeconds) return;
    this.end(current, new ApiFailure(500, `No physical plan within ${longestWaitSeconds} seconds`));
  }

  /** The API server dies: whatever it was at stays as it is, and nobody goes on with it. */
  abandon(): void {
    this.current = null;
    this.locked = [];
    this.manager.isRepacking = false;
  }

  private end(update: Update, failure: ApiFailure | null): void {
    this.current = null;
    update.settle(failure);
  }

  private nowSeconds(): number {
    return this.world.nowMs() / 1000;
  }
}

function lockFailure(name: string): ApiFailure {
  return new ApiFailure(
    500,
    `The update lock can not be obtained for topology ${name}. Another actor is performing an update on it. Failing this request, try again once current update is complete`,
  );
}

export const noPhysicalPlan =
  'Cannot invoke "org.apache.heron.proto.system.PhysicalPlans$PhysicalPlan.getTopology()" because the return value of ' +
  '"org.apache.heron.spi.statemgr.SchedulerStateManagerAdaptor.getPhysicalPlan(String)" is null';
