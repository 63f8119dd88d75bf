package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** The file by which the command line finds a process that is ready to serve. */
final class ReadyFile implements AutoCloseable {
  private final Path file;

  private ReadyFile(Path file) {
    this.file = file;
  }

  /**
   * @param status what {@code slipway status} shows: who waits for the process need not ask it
   */
  static ReadyFile write(DataDirectory data, ObjectNode status) throws IOException {
    var content =
        Json.MAPPER
            .createObjectNode()
            .put("pid", Long.toString(ProcessHandle.current().pid()))
            .put("started", startTime())
            .put("url", status.path("url").asString());
    content.set("status", status);
    DurableFiles.write(data.ready(), Json.bytes(content));
    return new ReadyFile(data.ready());
  }

  /**
   * When the kernel started this process, in its ticks: tells it from a later one of its number.
   */
  private static String startTime() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
