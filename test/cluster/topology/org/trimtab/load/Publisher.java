package org.trimtab.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Writes the counters of all tasks of this worker into one file of its own, four times a second.
 *
 * <p>The file is {@code PID-START.jsonl}, one line per task. A restarted worker writes another file and leaves the old
 * one as it was, so the sum over all files never falls. A worker that is killed without warning takes the counts of its
 * last quarter of a second with it; one that is asked to stop writes a last time.
 */
final class Publisher {
  private static final long PUBLISH_EVERY_MILLIS = 250;
  private static Publisher ofThisWorker;

  private final List<Counters> tasks = new CopyOnWriteArrayList<>();
  private final String pid;
  private final Path file;
  private final Path unfinished;

  /** The one Publisher of this worker; a worker runs one topology only. */
  static synchronized Publisher of(String directory) {
    if (ofThisWorker == null) ofThisWorker = new Publisher(Paths.get(directory));
    return ofThisWorker;
  }

  private Publisher(Path directory) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    pid = runtime.getName().split("@")[0];
    String name = pid + "-" + runtime.getStartTime();
    file = directory.resolve(name + ".jsonl");
    unfinished = directory.resolve(name + ".unfinished");
    Thread thread = new Thread(this::goOn, "load-counters");
    thread.setDaemon(true);
    thread.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::publish, "load-counters-last"));
  }

  void add(Counters counters) {
    tasks.add(counters);
  }

  private void goOn() {
    while (true) {
      publish();
      try {
        Thread.sleep(PUBLISH_EVERY_MILLIS);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private synchronized void publish() {
    StringBuilder text = new StringBuilder();
    double atMillis = System.nanoTime() / 1e6;
    for (Counters task : tasks) text.append(task.json(pid, atMillis)).append('\n');
    try {
      Files.write(unfinished, text.toString().getBytes(StandardCharsets.UTF_8));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException directoryGone) {
      // The test has ended and removed it; the worker is about to be stopped as well.
    }
  }
}
