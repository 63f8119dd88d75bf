package dev.slipway.dockerfile.describe;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;

/** What is asked of a Dockerfile instead of building it ({@code --call}). */
public enum Inquiry {
  /** What the build checks find. */
  CHECK,
  /** The arguments, secrets and caches of the target. */
  OUTLINE,
  /** The stages that can be built. */
  TARGETS;

  /**
   * Reads the value of {@code --call}.
   *
   * @throws InputException when it is not known
   */
  public static Inquiry parse(String method) {
    return switch (method) {
      case "check", "lint" -> CHECK;
      case "outline" -> OUTLINE;
      case "targets" -> TARGETS;
      default ->
          throw new InputException(
              Position.of("--call=" + method), "is not known", "use check, outline or targets");
    };
  }
}
