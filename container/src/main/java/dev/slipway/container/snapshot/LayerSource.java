package dev.slipway.container.snapshot;

import java.io.IOException;
import java.nio.file.Path;

/** Fills a directory with the content of one layer, in overlayfs's form. */
@FunctionalInterface
public interface LayerSource {
  void unpackInto(Path directory) throws IOException;
}
