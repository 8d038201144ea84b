package org.trimtab.load;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Properties;

/**
 * Follows the control file named by {@code load.control}: a .properties file in UTF-8 with the keys of {@link Settings}.
 *
 * <p>One daemon thread per worker looks four times a second whether the file was replaced. Without the key, or without
 * the file, the topology's configuration holds.
 */
final class Control {
  private static final long LOOK_EVERY_MILLIS = 250;
  private static Control ofThisWorker;

  private final Map conf;
  private final Path file;
  private String seen = "";
  private volatile Settings settings;

  /** The one Control of this worker; a worker runs one topology only. */
  static synchronized Control of(Map conf) {
    if (ofThisWorker == null) ofThisWorker = new Control(conf);
    return ofThisWorker;
  }

  private Control(Map conf) {
    this.conf = conf;
    Object path = conf.get("load.control");
    settings = new Settings(conf, new Properties());
    file = path == null ? null : new File(path.toString()).toPath();
    if (file == null) return;
    // Before the first tuple: a worker that comes back must not start with the costs of the submission.
    look();
    Thread thread = new Thread(this::follow, "load-control");
    thread.setDaemon(true);
    thread.start();
  }

  Settings settings() {
    return settings;
  }

  private void follow() {
    while (true) {
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException stopped) {
        return;
      }
      look();
    }
  }

  private void look() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      // The file key tells apart two replacements within one tick of the file system's clock.
      String mark = now.lastModifiedTime() + " " + now.fileKey();
      if (mark.equals(seen)) return;
      Properties control = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        control.load(reader);
      }
      settings = new Settings(conf, control);
      seen = mark;
    } catch (IOException | IllegalArgumentException unreadable) {
      // Absent, or half-written by hand: what held so far goes on, and the next look may succeed.
    }
  }
}
