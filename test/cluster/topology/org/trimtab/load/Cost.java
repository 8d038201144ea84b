package org.trimtab.load;

/** What one tuple costs a component: time on a processor, and time spent waiting for something outside. */
final class Cost {
  final long cpuNanos;
  final long waitNanos;

  Cost(double cpuMicros, double waitMillis) {
    cpuNanos = Math.round(cpuMicros * 1e3);
    waitNanos = Math.round(waitMillis * 1e6);
  }
}
