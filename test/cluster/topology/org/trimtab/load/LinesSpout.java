package org.trimtab.load;

import java.util.Map;
import java.util.Random;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichSpout;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;

/**
 * Emits lines of random words at the rate asked for.
 *
 * <p>Reliable: each line has a message id, so the engine tells when the line and all its words are done. A failed line
 * is counted and not sent again. With {@code load.unreliable: true} lines have no id and are never acked.
 */
public class LinesSpout extends BaseRichSpout {
  private static final long serialVersionUID = 1L;
  private static final int VOCABULARY = 1000;

  private transient SpoutOutputCollector output;
  private transient Control control;
  private transient Counters counters;
  private transient Work work;
  private transient Pace pace;
  private transient Random random;
  private transient boolean reliable;
  private transient int tasks;
  private transient double phase;

  /** The message id: it only has to be unique within the task, and it remembers when the line was emitted. */
  private static final class Sent {
    final long atNanos = System.nanoTime();
  }

  @Override
  public void open(Map conf, TopologyContext context, SpoutOutputCollector collector) {
    output = collector;
    control = Control.of(conf);
    counters = Counters.of(conf, context);
    work = new Work();
    pace = new Pace();
    random = new Random(context.getThisTaskId());
    reliable = !"true".equals(String.valueOf(conf.get("load.unreliable")));
    tasks = context.getComponentTasks(context.getThisComponentId()).size();
    phase = (double) context.getThisTaskIndex() / tasks;
  }

  @Override
  public void nextTuple() {
    Settings settings = control.settings();
    // Nothing emitted: the engine itself then sleeps a millisecond before it asks again.
    if (!pace.due(settings.rate / tasks, phase)) return;
    work.spend(settings.lines);
    Values line = new Values(line(settings));
    counters.emitted.incrementAndGet();
    if (reliable) output.emit(line, new Sent());
    else output.emit(line);
  }

  private String line(Settings settings) {
    int words = (int) settings.words;
    if (random.nextDouble() < settings.words - words) words++;
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < words; i++) {
      if (i > 0) line.append(' ');
      line.append(random.nextDouble() < settings.hot ? "hot" : "w" + random.nextInt(VOCABULARY));
    }
    return line.toString();
  }

  @Override
  public void ack(Object id) {
    counters.completeNanos.addAndGet(System.nanoTime() - ((Sent) id).atNanos);
    counters.acked.incrementAndGet();
  }

  @Override
  public void fail(Object id) {
    counters.failed.incrementAndGet();
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(new Fields("line"));
  }
}
