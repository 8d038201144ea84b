// What the Prometheus sinks of the simulated containers have: the last export of each instance, kept for a while when it is gone.
import type { Exported } from './exports.js';

export const queueSize = '__gateway-in-stream-queue-size';
/** metrics-cache-ttl-sec */
const keptSeconds = 600;
/** As often as the Prometheus that scrapes them looks. */
const scrapeSeconds = 15;

interface Instance {
  readonly component: string;
  /** Of its last export, seconds since the epoch. */
  readonly at: number;
  readonly values: ReadonlyMap<string, number>;
  readonly sizes: readonly { readonly at: number; readonly size: number }[];
}

const noLooks = { sum: 0, count: 0 };

export class PrometheusSink {
  private readonly instances = new Map<string, Instance>();
  /** Of the queue, since the last export. */
  private readonly looks = new Map<string, { readonly sum: number; readonly count: number }>();

  /** One look at the queue of an instance. */
  look(instance: string, waiting: number): void {
    const { sum, count } = this.looks.get(instance) ?? noLooks;
    this.looks.set(instance, { sum: sum + waiting, count: count + 1 });
  }

  /** What an instance exports once a minute, and with it the mean of the looks at its queue. */
  export(instance: string, component: string, exported: readonly Exported[], nowSeconds: number): void {
    const { sum, count } = this.looks.get(instance) ?? noLooks;
    this.looks.delete(instance);
    const size = count === 0 ? null : sum / count;
    const before = this.instances.get(instance);
    const values = new Map([
      ...(before?.values ?? []),
      ...exported.map(({ metric, value }) => [metric, value] as const),
      ...(size === null ? [] : [[queueSize, size] as const]),
    ]);
    const known = (before?.sizes ?? []).filter(({ at }) => at > nowSeconds - 2 * keptSeconds);
    const sizes = size === null ? known : [...known, { at: nowSeconds, size }];
    this.instances.set(instance, { component, at: nowSeconds, values, sizes });
  }

  /** The last export of each instance whose sink still has it, by metric. */
  exposed(nowSeconds: number): readonly (readonly [string, Pick<Instance, 'component' | 'values'>])[] {
    return [...this.instances].filter(([, { at }]) => nowSeconds - at <= keptSeconds);
  }

  /** By instance: the mean of what was there to be scraped within the last so many seconds (avg_over_time). */
  queueSizes(nowSeconds: number, seconds: number): ReadonlyMap<string, number> {
    const means = [...this.instances].flatMap(([id, { sizes }]) => {
      const sinceFirst = Math.floor((nowSeconds - (sizes[0]?.at ?? nowSeconds)) / scrapeSeconds) + 1;
      const number = Math.max(0, Math.min(Math.floor(seconds / scrapeSeconds), sinceFirst));
      const scrapes = Array.from({ length: number }, (_, i) => nowSeconds - i * scrapeSeconds);
      const seen = scrapes.flatMap((at) => {
        const last = sizes.findLast((one) => one.at <= at);
        return last === undefined || at - last.at > keptSeconds ? [] : [last.size];
      });
      return seen.length === 0
        ? []
        : [[id, seen.reduce((sum, size) => sum + size, 0) / seen.length] as const];
    });
    return new Map(means);
  }
}
