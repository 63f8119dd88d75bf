package dev.slipway.dockerfile.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/** Another builder. */
interface Peer extends AutoCloseable {
  String name();

  /** Makes the image {@code base} of a directory. */
  void makeBase(Path root) throws IOException;

  Outcome build(PeerCase asked, Path context) throws IOException;

  @Override
  void close() throws IOException;

  /** What became of a build. */
  sealed interface Outcome {
    /**
     * An image.
     *
     * @param config its configuration, as its bytes say it
     */
    record Image(JsonNode config, SortedMap<String, String> files) implements Outcome {}

    record Refused(String message) implements Outcome {}
  }
}
