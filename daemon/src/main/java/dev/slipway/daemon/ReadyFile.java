package dev.slipway.daemon;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file by which the command line finds a process that is ready to serve. */
final class ReadyFile implements AutoCloseable {
  private final Path file;

  private ReadyFile(Path file) {
    this.file = file;
  }

  static ReadyFile write(DataDirectory data, String url) throws IOException {
    var content =
        Json.MAPPER.createObjectNode().put("pid", ProcessHandle.current().pid()).put("url", url);
    DurableFiles.write(data.ready(), Json.bytes(content));
    return new ReadyFile(data.ready());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
