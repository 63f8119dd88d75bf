package dev.slipway.registry;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Lets one client at a time decide about and move a tag; others go on beside it. */
final class TagTurns {
  private static final int STRIPES = 64;

  private final List<ReentrantLock> locks =
      IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toList();

  /** What is done in turn. */
  @FunctionalInterface
  interface Turn {
    void take();
  }

  /**
   * Takes the turns of all tags, which are named with their images, in an order that is the same
   * for all, so that none waits for ever.
   */
  void inTurn(List<String> tags, Turn turn) {
    var indices =
        tags.stream().map(t -> Math.floorMod(t.hashCode(), STRIPES)).distinct().sorted().toList();
    indices.forEach(i -> locks.get(i).lock());
    try {
      turn.take();
    } finally {
      indices.forEach(i -> locks.get(i).unlock());
    }
  }
}
