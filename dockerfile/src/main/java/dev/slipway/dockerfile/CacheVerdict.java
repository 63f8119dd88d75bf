package dev.slipway.dockerfile;

/** Why a step was or was not done again. */
public sealed interface CacheVerdict {
  /** The result was there: {@code how} says what was equal. */
  record Hit(String how) implements CacheVerdict {}

  /** The result was not there: {@code why} names the input that changed. */
  record Miss(String why) implements CacheVerdict {}

  /** Another build was doing the same work at the same time; its result was taken. */
  record Shared() implements CacheVerdict {}

  /** What {@code --explain} prints. */
  default String explanation() {
    return switch (this) {
      case Hit(String how) -> "cached: " + how;
      case Miss(String why) -> "done: " + why;
      case Shared() -> "shared with a build that was doing the same";
    };
  }
}
