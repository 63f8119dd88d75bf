package dev.slipway.git;

/** What the one who pushes sees while the push lasts. Thread-safe. */
public interface PushOutput {
  /** Shows a line ({@code remote: …}) at once; nothing happens when nobody is there any more. */
  void line(String text);

  /** Whether somebody was there when the last line was written. */
  boolean isWatched();
}
