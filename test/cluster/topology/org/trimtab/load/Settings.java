package org.trimtab.load;

import java.util.Map;

/**
 * What can be changed while the topology runs, as it is at one moment. Keys, with their defaults:
 * <ul>
 *   <li>{@code rate} [0]: lines per second over all tasks of the spout; 0 means as fast as the engine allows;
 *   <li>{@code words} [4]: words per line, on average (2.5 gives lines of two and of three);
 *   <li>{@code hot} [0]: share of the words, 0 to 1, that are one and the same word, so one task of count gets them;
 *   <li>{@code lines.cpuMicros}, {@code split.cpuMicros}, {@code count.cpuMicros} [0]: processor time per tuple;
 *   <li>{@code lines.waitMillis}, {@code split.waitMillis}, {@code count.waitMillis} [0]: idle waiting per tuple.
 * </ul>
 * All may be fractions. In the topology's configuration each key has {@code load.} in front.
 */
final class Settings {
  final double rate;
  final double words;
  final double hot;
  final Cost lines;
  final Cost split;
  final Cost count;

  /** Takes what the control file says, and what the topology's configuration says where the file is silent. */
  Settings(Map conf, Map control) {
    rate = pick(conf, control, "rate", 0);
    words = pick(conf, control, "words", 4);
    hot = pick(conf, control, "hot", 0);
    lines = cost(conf, control, "lines");
    split = cost(conf, control, "split");
    count = cost(conf, control, "count");
  }

  private static Cost cost(Map conf, Map control, String role) {
    return new Cost(
        pick(conf, control, role + ".cpuMicros", 0), pick(conf, control, role + ".waitMillis", 0));
  }

  private static double pick(Map conf, Map control, String key, double usual) {
    return number(control, key, number(conf, "load." + key, usual));
  }

  /** A number that may be written as a number or as text; {@code usual} where the key is absent. */
  static double number(Map map, String key, double usual) {
    Object value = map.get(key);
    return value == null ? usual : Double.parseDouble(value.toString().trim());
  }
}
