package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.base.ProcessStart;
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
            .put("started", Long.toString(ProcessStart.ofThis()))
            .put("url", status.path("url").asString());
    content.set("status", status);
    DurableFiles.write(data.ready(), Json.bytes(content));
    return new ReadyFile(data.ready());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
