package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Source;
import dev.slipway.dockerfile.syntax.SourceRange;
import dev.slipway.dockerfile.syntax.Statement;
import dev.slipway.dockerfile.syntax.SyntaxTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Collects findings, leaving out what the author asked not to hear. */
final class Findings {
  private static final String LOCAL_CHECK = "check=";

  private final CheckOptions options;
  private final IdentityHashMap<Source, Statement> statements = new IdentityHashMap<>();
  private final List<Finding> found = new ArrayList<>();
  private OptionalInt stage = OptionalInt.empty();

  Findings(CheckOptions options, SyntaxTree tree) {
    this.options = options;
    tree.statements().forEach(statement -> statements.put(statement.source(), statement));
  }

  /** What is added from now on concerns the whole file. */
  void wholeFile() {
    stage = OptionalInt.empty();
  }

  /** What is added from now on concerns this stage. */
  void stage(int index) {
    stage = OptionalInt.of(index);
  }

  /** The statement that an instruction of this file was read from. */
  Statement statement(Instruction instruction) {
    return Objects.requireNonNull(
        statements.get(instruction.source()), "an instruction of this file");
  }

  void add(LintRule rule, Instruction where, String message, String fix) {
    add(rule, statement(where), message, fix);
  }

  void add(LintRule rule, Statement where, String message, String fix) {
    if (!skippedAbove(where, rule)) {
      add(rule, where.source().range(), message, fix);
    }
  }

  void add(LintRule rule, SourceRange where, String message, String fix) {
    if (options.applies(rule)) {
      found.add(new Finding(rule, message, fix, where, stage));
    }
  }

  /** {@code # check=skip=Rule // reason} directly above an instruction is for it alone. */
  private static boolean skippedAbove(Statement statement, LintRule rule) {
    for (String comment : statement.comments()) {
      if (isLocalCheck(comment)) {
        int reason = comment.indexOf("//");
        String text = reason < 0 ? comment : comment.substring(0, reason);
        String value = text.substring(LOCAL_CHECK.length()).strip();
        var range = statement.source().range();
        if (value.startsWith("skip=")
            && !CheckOptions.parse(value, range).applies(rule)
            && !rule.experimental()) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean isLocalCheck(String comment) {
    return comment.startsWith(LOCAL_CHECK);
  }

  List<Finding> sorted() {
    var byLine =
        Comparator.comparing((Finding f) -> f.range().file())
            .thenComparingInt(f -> f.range().firstLine())
            .thenComparing(Finding::message);
    return found.stream().sorted(byLine).toList();
  }
}
