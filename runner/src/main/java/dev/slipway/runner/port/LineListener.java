package dev.slipway.runner.port;

/** Hears lines of text, without their ends, as they come; from one thread at a time. */
@FunctionalInterface
public interface LineListener {
  /** Hears nothing. */
  LineListener SILENT = text -> {};

  void line(String text);
}
