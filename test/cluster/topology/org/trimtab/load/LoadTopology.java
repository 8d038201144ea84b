package org.trimtab.load;

import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.tuple.Fields;
import org.apache.storm.utils.Utils;

/**
 * Submits lines -> split -> count: a word count whose load and costs can be changed while it runs.
 *
 * <p>The only argument is the topology's name. Everything else comes from the options of {@code storm jar -c key=value}:
 * the engine's own {@code topology.*}, and
 * <ul>
 *   <li>{@code load.name.lines}, {@code load.name.split}, {@code load.name.count}: other component names;
 *   <li>{@code load.executors.lines} [1], {@code .split} [2], {@code .count} [2]: executors at the start;
 *   <li>{@code load.tasks.lines} [4], {@code .split} [16], {@code .count} [16]: tasks, the limit that a rebalance cannot pass;
 *   <li>the settings of {@link Settings}, {@link Control} and {@link Counters}.
 * </ul>
 */
public final class LoadTopology {
  private LoadTopology() {}

  public static void main(String[] arguments) throws Exception {
    Map conf = Utils.readStormConfig();
    String lines = name(conf, "lines");
    String split = name(conf, "split");
    String count = name(conf, "count");
    int linesExecutors = executors(conf, "lines", 1);
    int splitExecutors = executors(conf, "split", 2);
    int countExecutors = executors(conf, "count", 2);

    TopologyBuilder builder = new TopologyBuilder();
    builder.setSpout(lines, new LinesSpout(), linesExecutors).setNumTasks(tasks(conf, "lines", 4, linesExecutors));
    builder.setBolt(split, new SplitBolt(), splitExecutors)
        .setNumTasks(tasks(conf, "split", 16, splitExecutors))
        .shuffleGrouping(lines);
    builder.setBolt(count, new CountBolt(), countExecutors)
        .setNumTasks(tasks(conf, "count", 16, countExecutors))
        .fieldsGrouping(split, new Fields("word"));
    // StormSubmitter itself adds the options given with -c to this empty configuration.
    StormSubmitter.submitTopology(arguments[0], new Config(), builder.createTopology());
  }

  private static String name(Map conf, String role) {
    Object name = conf.get("load.name." + role);
    return name == null ? role : name.toString();
  }

  private static int executors(Map conf, String role, int usual) {
    return (int) Settings.number(conf, "load.executors." + role, usual);
  }

  /** Never fewer tasks than executors unless asked for: the engine would silently drop the surplus executors. */
  private static int tasks(Map conf, String role, int usual, int executors) {
    return (int) Settings.number(conf, "load.tasks." + role, Math.max(usual, executors));
  }
}
