package org.trimtab.load;

import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/**
 * Emits the words of a line one by one, anchored to it, after spending the cost of {@code split}.
 *
 * <p>With {@code load.crash: true} it fails before the first tuple, so its workers start and die again and again.
 */
public class SplitBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;

  private transient OutputCollector output;
  private transient Control control;
  private transient Counters counters;
  private transient Work work;

  @Override
  public void prepare(Map conf, TopologyContext context, OutputCollector collector) {
    if ("true".equals(String.valueOf(conf.get("load.crash")))) {
      throw new IllegalStateException("load.crash is set");
    }
    output = collector;
    control = Control.of(conf);
    counters = Counters.of(conf, context);
    work = new Work();
  }

  @Override
  public void execute(Tuple tuple) {
    work.spend(control.settings().split);
    String line = tuple.getString(0);
    if (!line.isEmpty()) {
      for (String word : line.split(" ")) {
        output.emit(tuple, new Values(word));
        counters.emitted.incrementAndGet();
      }
    }
    output.ack(tuple);
    counters.executed.incrementAndGet();
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {
    declarer.declare(new Fields("word"));
  }
}
