package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.Directive;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.SourceRange;
import java.util.Map;

/** Applies the build checks to a Dockerfile. */
public final class BuildChecks {
  private static final String CHECK_ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK";

  private BuildChecks() {}

  /**
   * What the checks find in all stages; {@link LintReport#within} leaves what is built.
   *
   * @throws dev.slipway.base.InputException when the options of the checks are wrong
   */
  public static LintReport check(LintInput input) {
    Dockerfile dockerfile = input.dockerfile();
    CheckOptions options = options(input);
    var findings = new Findings(options, dockerfile.tree());
    TextRules.apply(dockerfile, findings);
    var scopes = new Scopes(input);
    new FromRules(input, scopes, findings).apply();
    new StageRules(input, scopes, findings).apply();
    new ImageRules(input, scopes, findings).apply();
    UvRules.apply(dockerfile, findings);
    return new LintReport(findings.sorted(), options);
  }

  /** Whether a rule that is checked elsewhere is not switched off for this file. */
  public static boolean applies(
      LintRule rule, Dockerfile dockerfile, Map<String, String> buildArguments) {
    return options(LintInput.of(dockerfile).withBuildArguments(buildArguments)).applies(rule);
  }

  /** The build argument beats the directive. */
  private static CheckOptions options(LintInput input) {
    String argument = input.buildArguments().get(CHECK_ARGUMENT);
    if (argument != null) {
      var where = new SourceRange("--build-arg " + CHECK_ARGUMENT, 1, 1, 1);
      return CheckOptions.parse(argument, where);
    }
    return input
        .dockerfile()
        .directives()
        .check()
        .map((Directive check) -> CheckOptions.parse(check.value(), check.range()))
        .orElse(CheckOptions.STANDARD);
  }
}
