package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether COPY and ADD name what the ignore file excludes. */
final class CopyRules {
  /** A name nobody has: ignored only by what ignores everything. */
  private static final String ANY_NAME = "\u0001";

  private final Optional<IgnorePatterns> ignore;
  private final Scopes scopes;
  private final Findings findings;

  CopyRules(LintInput input, Scopes scopes, Findings findings) {
    this.ignore = input.ignore().map(LintInput.IgnoreList::patterns);
    this.scopes = scopes;
    this.findings = findings;
  }

  void check(Instruction.Copy copy, Scope scope) {
    if (copy.from().isEmpty()) {
      check(copy, "Copy", copy.sources(), scope);
    }
  }

  void check(Instruction.Add add, Scope scope) {
    check(add, "Add", add.sources(), scope);
  }

  private void check(Instruction instruction, String verb, List<String> sources, Scope scope) {
    if (ignore.isEmpty()) {
      return;
    }
    for (String source : sources) {
      var value = scopes.expand(source, scope.values, instruction.range());
      boolean unknown = value.isEmpty() || !value.get().unset().isEmpty() || source.contains("://");
      String path = clean(value.map(ShellWords.Result::value).orElse(""));
      if (!unknown && isIgnored(ignore.get(), path)) {
        findings.add(
            LintRule.COPY_IGNORED_FILE,
            instruction,
            "Attempting to " + verb + " file \"" + path + "\" that is excluded by .dockerignore",
            "add a line !" + path + " to the ignore file, or remove the pattern that excludes it");
      }
    }
  }

  private static String clean(String path) {
    String relative = Path.of("/" + path).normalize().toString().substring(1);
    return relative.isEmpty() ? "." : relative;
  }

  private static boolean isIgnored(IgnorePatterns patterns, String path) {
    if (path.equals(".")) {
      return patterns.matches(ANY_NAME) && !patterns.hasExceptions();
    }
    if (!patterns.matches(path)) {
      return false;
    }
    int wildcard = firstWildcard(path);
    if (wildcard < 0) {
      return !patterns.mayKeepBelow(path);
    }
    int slash = path.lastIndexOf('/', wildcard);
    return slash < 0 ? !patterns.hasExceptions() : !patterns.mayKeepBelow(path.substring(0, slash));
  }

  private static int firstWildcard(String path) {
    for (int i = 0; i < path.length(); i++) {
      if ("*?[\\".indexOf(path.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
