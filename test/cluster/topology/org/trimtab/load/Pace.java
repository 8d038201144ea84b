package org.trimtab.load;

/**
 * Says when a spout task may emit its next line to keep a steady rate.
 *
 * <p>A task that was held up (max spout pending, a slow engine) catches up on at most one second: what it missed before
 * that is lost, as with a source that keeps only a little.
 */
final class Pace {
  private static final long CATCH_UP_NANOS = 1_000_000_000L;

  private long next;
  private double perSecond;

  /** {@code phase} (0 to 1) spreads the tasks over the first interval, so that they do not emit all at once. */
  boolean due(double rate, double phase) {
    if (rate <= 0) {
      perSecond = 0;
      return true;
    }
    long now = System.nanoTime();
    long gap = (long) (1e9 / rate);
    if (rate != perSecond) {
      next = now + (long) (phase * gap);
      perSecond = rate;
    }
    if (now < next) return false;
    next = Math.max(next + gap, now - CATCH_UP_NANOS);
    return true;
  }
}
