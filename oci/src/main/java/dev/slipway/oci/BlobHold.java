package dev.slipway.oci;

/** Content that must not be removed from a blob store before this is closed. */
@FunctionalInterface
public interface BlobHold extends AutoCloseable {
  @Override
  void close();
}
