package dev.slipway.runner;

/** Hears a program's output line by line, as it comes, without line ends. */
@FunctionalInterface
public interface LineListener {
  void line(String text);
}
