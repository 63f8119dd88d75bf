package dev.slipway.cli.demo;

/** Hears the story; may be called from several threads. */
interface Audience extends AutoCloseable {
  void hear(StoryEvent event);

  /** The story is over, well or not. */
  @Override
  default void close() {}
}
