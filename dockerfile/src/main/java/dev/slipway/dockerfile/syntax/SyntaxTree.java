package dev.slipway.dockerfile.syntax;

import java.util.List;

/**
 * The statements of a Dockerfile, before anything is known about what they mean.
 *
 * @param name the file as the user named it
 * @param emptyContinuations where a continued line is followed by an empty one: an error in future
 */
public record SyntaxTree(
    String name,
    Directives directives,
    List<Statement> statements,
    List<SourceRange> emptyContinuations) {
  public SyntaxTree {
    statements = List.copyOf(statements);
    emptyContinuations = List.copyOf(emptyContinuations);
  }

  /** One parenthesised line per statement: the form in which parsers are compared. */
  public String dump() {
    var out = new StringBuilder();
    for (Statement statement : statements) {
      out.append('(').append(statement.dump()).append(")\n");
    }
    return out.toString().strip();
  }
}
