package org.trimtab.load;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.storm.task.TopologyContext;

/**
 * What one task did since its worker started, counted one by one and never sampled.
 *
 * <p>Published by {@link Publisher} when {@code load.counters} names a directory.
 */
final class Counters {
  final AtomicLong emitted = new AtomicLong();
  final AtomicLong acked = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong executed = new AtomicLong();
  /** Sum over the acked lines of the time from emission to ack, as the spout sees it. */
  final AtomicLong completeNanos = new AtomicLong();

  private final String component;
  private final int task;

  private Counters(String component, int task) {
    this.component = component;
    this.task = task;
  }

  static Counters of(Map conf, TopologyContext context) {
    Counters counters = new Counters(context.getThisComponentId(), context.getThisTaskId());
    Object directory = conf.get("load.counters");
    if (directory != null) Publisher.of(directory.toString()).add(counters);
    return counters;
  }

  /** One JSON object. {@code atMillis} is the machine's monotonic clock, the same for all its processes. */
  String json(String pid, double atMillis) {
    return "{\"component\":\"" + escape(component) + "\",\"task\":" + task + ",\"pid\":" + pid
        + ",\"atMillis\":" + atMillis + ",\"emitted\":" + emitted + ",\"acked\":" + acked
        + ",\"failed\":" + failed + ",\"executed\":" + executed + ",\"completeNanos\":" + completeNanos + "}";
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\' || c < ' ') escaped.append(String.format("\\u%04x", (int) c));
      else escaped.append(c);
    }
    return escaped.toString();
  }
}
