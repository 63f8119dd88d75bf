package dev.slipway.dockerfile.describe;

import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Statement;
import java.util.List;
import java.util.Optional;

/** Comments of the form {@code # name what it is}, right above what has that name. */
final class Descriptions {
  private Descriptions() {}

  /** The description; empty when there is none. */
  static String of(Dockerfile file, Instruction instruction, String name) {
    return comments(file, instruction).reversed().stream()
        .filter(comment -> comment.startsWith(name + " "))
        .map(comment -> comment.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }

  private static List<String> comments(Dockerfile file, Instruction instruction) {
    Optional<Statement> statement =
        file.tree().statements().stream()
            .filter(s -> s.source().equals(instruction.source()))
            .findFirst();
    return statement.map(Statement::comments).orElse(List.of());
  }
}
