package org.trimtab.load;

import java.util.HashMap;
import java.util.Map;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Tuple;

/** Counts how often each word came, after spending the cost of {@code count}. */
public class CountBolt extends BaseRichBolt {
  private static final long serialVersionUID = 1L;

  private transient OutputCollector output;
  private transient Control control;
  private transient Counters counters;
  private transient Work work;
  private transient Map<String, Long> seen;

  @Override
  public void prepare(Map conf, TopologyContext context, OutputCollector collector) {
    output = collector;
    control = Control.of(conf);
    counters = Counters.of(conf, context);
    work = new Work();
    seen = new HashMap<>();
  }

  @Override
  public void execute(Tuple tuple) {
    work.spend(control.settings().count);
    seen.merge(tuple.getString(0), 1L, Long::sum);
    output.ack(tuple);
    counters.executed.incrementAndGet();
  }

  @Override
  public void declareOutputFields(OutputFieldsDeclarer declarer) {}
}
