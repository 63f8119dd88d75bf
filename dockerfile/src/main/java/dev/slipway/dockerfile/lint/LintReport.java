package dev.slipway.dockerfile.lint;

import dev.slipway.base.InputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the build checks found, by line.
 *
 * @param options what the Dockerfile or the build asked for
 */
public record LintReport(List<Finding> findings, CheckOptions options) {
  public LintReport {
    findings = List.copyOf(findings);
  }

  /** Only what concerns the whole file or one of the stages that are built. */
  public LintReport within(Predicate<Integer> stages) {
    var kept =
        findings.stream()
            .filter(f -> f.stage().isEmpty() || stages.test(f.stage().getAsInt()))
            .toList();
    return new LintReport(kept, options);
  }

  /**
   * Why the build must not go on: {@code # check=error=true} and a finding of a BuildKit rule.
   * Slipway's own rules never fail a build that BuildKit would accept.
   */
  public Optional<InputException> violation() {
    List<Finding> violations =
        findings.stream().filter(f -> f.rule().origin() == LintRule.Origin.BUILDKIT).toList();
    if (options.consequence() == CheckOptions.Consequence.WARNING || violations.isEmpty()) {
      return Optional.empty();
    }
    String rules =
        violations.stream().map(f -> f.rule().id()).distinct().collect(Collectors.joining(", "));
    Finding first = violations.getFirst();
    return Optional.of(
        first
            .range()
            .mistake(
                "lint violation found for rules: " + rules,
                first.message() + (first.fix().isEmpty() ? "" : ": " + first.fix())));
  }
}
