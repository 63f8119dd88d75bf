package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.ArgDefinition;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Stage;
import dev.slipway.dockerfile.syntax.Statement;
import dev.slipway.dockerfile.syntax.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a Dockerfile is written: casing, names, comments, empty lines. */
final class TextRules {
  private static final Set<String> RESERVED = Set.of("context", "scratch");

  private final Dockerfile dockerfile;
  private final Findings findings;

  private TextRules(Dockerfile dockerfile, Findings findings) {
    this.dockerfile = dockerfile;
    this.findings = findings;
  }

  static void apply(Dockerfile dockerfile, Findings findings) {
    var rules = new TextRules(dockerfile, findings);
    findings.wholeFile();
    dockerfile
        .tree()
        .emptyContinuations()
        .forEach(range ->
            findings.add(
                LintRule.NO_EMPTY_CONTINUATION,
                range,
                "Empty continuation line",
                "remove the empty line, or put a # into it"));
    rules.instructionCasing();
    rules.stageNames();
    rules.descriptions();
  }

  private void instructionCasing() {
    List<Statement> statements =
        dockerfile.tree().statements().stream()
            .dropWhile(statement -> !statement.name().equals("FROM"))
            .toList();
    long lower = statements.stream().filter(s -> isLower(s.keyword())).count();
    long upper = statements.stream().filter(s -> isUpper(s.keyword())).count();
    boolean mostlyLower = lower > upper;
    for (Statement statement : statements) {
      String keyword = statement.keyword();
      if (!(mostlyLower ? isLower(keyword) : isUpper(keyword))) {
        findings.add(
            LintRule.CONSISTENT_INSTRUCTION_CASING,
            statement,
            "Command '"
                + keyword
                + "' should match the case of the command majority ("
                + (mostlyLower ? "lowercase" : "uppercase")
                + ")",
            "write " + (mostlyLower ? keyword.toLowerCase(Locale.ROOT) : statement.name()));
      }
    }
  }

  private static boolean isLower(String keyword) {
    return keyword.equals(keyword.toLowerCase(Locale.ROOT));
  }

  private static boolean isUpper(String keyword) {
    return keyword.equals(keyword.toUpperCase(Locale.ROOT));
  }

  private void stageNames() {
    var seen = new HashSet<String>();
    for (Stage stage : dockerfile.stages()) {
      Statement statement = findings.statement(stage.from());
      fromCasing(statement);
      if (stage.name().isEmpty()) {
        continue;
      }
      String name = stage.name().get();
      if (!seen.add(name)) {
        findings.add(
            LintRule.DUPLICATE_STAGE_NAME,
            statement,
            "Duplicate stage name \"" + name + "\", stage names should be unique",
            "only the last stage of this name can be referred to by it");
      }
      if (RESERVED.contains(name)) {
        findings.add(
            LintRule.RESERVED_STAGE_NAME,
            statement,
            "Stage name should not use the same name as reserved stage \"" + name + "\"",
            "choose another name");
      }
    }
  }

  private void fromCasing(Statement statement) {
    List<Token> tokens = statement.tokens();
    if (tokens.size() != 3
        || !(tokens.get(1) instanceof Token.Word(String as, int _))
        || !(tokens.get(2) instanceof Token.Word(String name, int _))) {
      return;
    }
    if (!isLower(name)) {
      findings.add(
          LintRule.STAGE_NAME_CASING,
          statement,
          "Stage name '" + name + "' should be lowercase",
          "write " + name.toLowerCase(Locale.ROOT));
    }
    String from = statement.keyword();
    boolean differs = isLower(from) ? !isLower(as) : isUpper(from) && !isUpper(as);
    if (differs) {
      findings.add(
          LintRule.FROM_AS_CASING,
          statement,
          "'" + as + "' and '" + from + "' keywords' casing do not match",
          "write " + (isLower(from) ? "as" : "AS"));
    }
  }

  private void descriptions() {
    for (Instruction.Arg arg : dockerfile.globalArgs()) {
      describe(arg);
    }
    for (Stage stage : dockerfile.stages()) {
      stage
          .name()
          .ifPresent(name -> describe(findings.statement(stage.from()), "FROM", List.of(name)));
      for (Instruction instruction : stage.instructions()) {
        if (instruction instanceof Instruction.Arg arg) {
          describe(arg);
        }
      }
    }
  }

  private void describe(Instruction.Arg arg) {
    List<String> names = arg.definitions().stream().map(ArgDefinition::name).toList();
    describe(findings.statement(arg), "ARG", names);
  }

  private void describe(Statement statement, String keyword, List<String> names) {
    List<String> comments =
        statement.comments().stream().filter(comment -> !Findings.isLocalCheck(comment)).toList();
    if (comments.isEmpty() || names.contains(comments.getLast().split(" ", 2)[0])) {
      return;
    }
    String example = names.size() > 1 ? "<arg_key>" : names.getFirst();
    findings.add(
        LintRule.INVALID_DEFINITION_DESCRIPTION,
        statement,
        "Comment for " + keyword + " should follow the format: `# " + example + " <description>`",
        "or put an empty line below the comment");
  }
}
