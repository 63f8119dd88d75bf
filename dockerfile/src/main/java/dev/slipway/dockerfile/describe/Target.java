package dev.slipway.dockerfile.describe;

import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.dockerfile.syntax.Stage;
import java.util.List;

/**
 * A stage that can be built.
 *
 * @param name its name, or its number when it has none; empty for a last stage without one
 * @param description from the comment above it; empty when there is none
 * @param base what it is built from, as written
 * @param role whether it is what a build without {@code --target} makes
 */
public record Target(String name, String description, String base, Role role, SourceRange where) {
  /** Whether a stage is built when none is named. */
  public enum Role {
    DEFAULT,
    NAMED
  }

  /** The stages of a file, in order. */
  public static List<Target> of(Dockerfile file) {
    return file.stages().stream().map(stage -> of(file, stage)).toList();
  }

  private static Target of(Dockerfile file, Stage stage) {
    boolean last = stage.index() == file.stages().size() - 1;
    String number = last ? "" : Integer.toString(stage.index());
    return new Target(
        stage.name().orElse(number),
        stage.name().map(n -> Descriptions.of(file, stage.from(), n)).orElse(""),
        stage.from().image(),
        last ? Role.DEFAULT : Role.NAMED,
        stage.from().range());
  }
}
