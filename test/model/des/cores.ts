// The cores of one node, shared equally by whatever computes on them.
import { EventQueue } from './event-queue.js';

interface Job<Thread> {
  /** Work that each running job has been given, counted from the start, when this one ends: CPU seconds. */
  readonly at: number;
  readonly thread: Thread;
}

/** Processor sharing: each of n jobs proceeds at speed x min(1, cores / n). */
export class Cores<Thread> {
  private readonly running = new EventQueue<Job<Thread>>();
  private given = 0;
  private lastSeconds = 0;
  /** Core seconds used. */
  used = 0;

  constructor(
    readonly cores: number,
    private readonly speed: number,
  ) {}

  private rate(): number {
    return this.speed * Math.min(1, this.cores / this.running.size);
  }

  advance(now: number): void {
    if (this.running.size > 0) {
      this.given += (now - this.lastSeconds) * this.rate();
      this.used += (now - this.lastSeconds) * Math.min(this.cores, this.running.size);
    }
    this.lastSeconds = now;
  }

  start(now: number, thread: Thread, cpuSeconds: number): void {
    this.advance(now);
    this.running.put({ at: this.given + cpuSeconds, thread });
  }

  /** When the next job ends if none is added; Infinity when none runs. */
  nextEnd(): number {
    const first = this.running.first();
    return first === undefined
      ? Number.POSITIVE_INFINITY
      : this.lastSeconds + Math.max(0, first.at - this.given) / this.rate();
  }

  /** Takes the job that ends now. */
  end(now: number): Thread | undefined {
    this.advance(now);
    return this.running.take()?.thread;
  }
}
