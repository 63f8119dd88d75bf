package dev.slipway.dockerfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A value that a RUN step may read while it runs; never in a layer, a cache key or the history. */
public sealed interface BuildSecret {
  /** The secret's bytes. */
  byte[] value() throws IOException;

  /** Read from a file when a step needs it. */
  record FromFile(Path path) implements BuildSecret {
    @Override
    public byte[] value() throws IOException {
      return Files.readAllBytes(path);
    }
  }

  /** Held in memory. */
  record Value(byte[] value) implements BuildSecret {
    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public String toString() {
      return "Value[hidden]";
    }
  }
}
