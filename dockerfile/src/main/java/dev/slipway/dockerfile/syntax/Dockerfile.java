package dev.slipway.dockerfile.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Dockerfile that follows the grammar. Whether its stages, images and files exist is for the plan
 * to find out.
 *
 * @param tree what it was read from
 * @param globalArgs the ARG instructions before the first FROM
 * @param stages in the order of the file; at least one
 */
public record Dockerfile(SyntaxTree tree, List<Instruction.Arg> globalArgs, List<Stage> stages) {
  public Dockerfile {
    globalArgs = List.copyOf(globalArgs);
    stages = List.copyOf(stages);
  }

  public String name() {
    return tree.name();
  }

  public Directives directives() {
    return tree.directives();
  }

  /** The last stage of this name, case ignored. */
  public Optional<Stage> stageNamed(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return stages.reversed().stream()
        .filter(stage -> stage.name().filter(wanted::equals).isPresent())
        .findFirst();
  }
}
