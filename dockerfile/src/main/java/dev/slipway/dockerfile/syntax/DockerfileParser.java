package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.nio.charset.StandardCharsets;

/** Reads Dockerfiles. */
public final class DockerfileParser {
  private DockerfileParser() {}

  /**
   * Reads a whole Dockerfile.
   *
   * @param name the file as the user named it, for messages
   * @throws InputException with line, column and hint of the first mistake
   */
  public static Dockerfile parse(byte[] content, String name) {
    SyntaxTree tree = tree(content, name);
    DirectiveReader.foreignSyntax(content, name)
        .ifPresent(syntax -> {
          throw syntax
              .range()
              .mistake(
                  "this file is written for the build frontend " + syntax.value(),
                  "only Dockerfiles can be built: they start with # syntax= at most");
        });
    var reader = new StageCollector();
    tree.statements().forEach(statement -> reader.add(InstructionReader.read(statement)));
    if (!reader.hasStages()) {
      throw tree.statements()
          .getLast()
          .mistake("no build stage in this file: there is no FROM", "add a FROM");
    }
    return new Dockerfile(tree, reader.globals(), reader.stages());
  }

  /**
   * Reads the statements of a Dockerfile without asking what they mean.
   *
   * @throws InputException when the text does not follow the grammar
   */
  public static SyntaxTree tree(byte[] content, String name) {
    return new StatementReader(content, name).read();
  }

  /**
   * Reads an ONBUILD trigger of a base image's configuration.
   *
   * @param trigger one instruction with its heredocs
   * @param name where it comes from, for messages
   * @throws InputException when it is not exactly one instruction or not allowed as a trigger
   */
  public static Instruction parseTrigger(String trigger, String name) {
    SyntaxTree tree = tree(trigger.getBytes(StandardCharsets.UTF_8), name);
    if (tree.statements().size() != 1) {
      throw tree.statements()
          .get(1)
          .mistake("an ONBUILD trigger of the base image is more than one instruction", "");
    }
    Statement statement = tree.statements().getFirst();
    if (InstructionReader.NO_TRIGGERS.contains(statement.name())) {
      throw statement.mistake(
          statement.name() + " isn't allowed as an ONBUILD trigger",
          "the base image was built wrongly");
    }
    return InstructionReader.read(statement);
  }
}
