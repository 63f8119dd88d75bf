package dev.slipway.dockerfile;

/** Hears what happens in a build. Must be quick and thread-safe; it is called by many threads. */
@FunctionalInterface
public interface BuildListener {
  /** Hears nothing. */
  BuildListener SILENT = event -> {};

  void on(BuildEvent event);
}
