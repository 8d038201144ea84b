package org.trimtab.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/**
 * Spends the cost of tuples on the calling thread; one instance per task.
 *
 * <p>Processor time is the thread's own, not the clock's: on a machine short of processors the tuple takes longer, as
 * real work would. Reading that clock takes under 1 microsecond, so costs below about 2 microseconds are not kept.
 *
 * <p>A wait of the operating system lasts some 60 to 120 microseconds longer than asked. What was waited too long is
 * taken off the waits that follow, so the average is right even for waits far below a millisecond (a wait of 0.01 ms is
 * then one longer wait every so many tuples). At most 1 ms is carried over: when a busy machine wakes the thread late,
 * that delay is real and stays.
 */
final class Work {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long MOST_CARRIED_NANOS = 1_000_000;

  private long waitedTooLong;

  void spend(Cost cost) {
    if (cost.cpuNanos > 0) compute(cost.cpuNanos);
    if (cost.waitNanos > 0) pause(cost.waitNanos);
  }

  private static void compute(long nanos) {
    long end = THREADS.getCurrentThreadCpuTime() + nanos;
    for (long left = nanos; left > 0; left = end - THREADS.getCurrentThreadCpuTime()) {
      long pause = System.nanoTime() + left;
      while (System.nanoTime() < pause) {}
    }
  }

  private void pause(long nanos) {
    long wanted = nanos - waitedTooLong;
    if (wanted <= 0) {
      waitedTooLong -= nanos;
      return;
    }
    long start = System.nanoTime();
    long waited = 0;
    // A park may end early for no reason, and at once when the thread is interrupted: the worker is then being stopped.
    while (waited < wanted && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(wanted - waited);
      waited = System.nanoTime() - start;
    }
    waitedTooLong = Math.min(waited - wanted, MOST_CARRIED_NANOS);
  }
}
