package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.SourceRange;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code # check=skip=A,B;error=true;experimental=C} says.
 *
 * @param skip rules that are not applied; {@code all} for every one
 * @param experimental experimental rules that are applied; {@code all} for every one
 * @param consequence what a finding of a BuildKit rule does to the build
 */
public record CheckOptions(Set<String> skip, Set<String> experimental, Consequence consequence) {
  /** What a finding does to the build. */
  public enum Consequence {
    WARNING,
    /** {@code error=true}. */
    FAILURE
  }

  private static final String ALL = "all";

  /** Every rule that is not experimental, findings being warnings. */
  public static final CheckOptions STANDARD =
      new CheckOptions(Set.of(), Set.of(), Consequence.WARNING);

  public CheckOptions {
    skip = Set.copyOf(skip);
    experimental = Set.copyOf(experimental);
  }

  /**
   * Reads the value of the directive or of the build argument {@code BUILDKIT_DOCKERFILE_CHECK}.
   *
   * @param where what a mistake is reported at
   * @throws dev.slipway.base.InputException for an unknown option
   */
  public static CheckOptions parse(String text, SourceRange where) {
    Set<String> skip = Set.of();
    Set<String> experimental = Set.of();
    Consequence consequence = Consequence.WARNING;
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      if (key.equals("skip") && equals >= 0) {
        skip = names(value);
      } else if (key.equals("experimental") && equals >= 0) {
        experimental = names(value);
      } else if (key.equals("error") && value.matches("(?i)true|false|1|0|t|f")) {
        boolean fails = Set.of("true", "1", "t").contains(value.toLowerCase(Locale.ROOT));
        consequence = fails ? Consequence.FAILURE : Consequence.WARNING;
      } else if (!part.isBlank()) {
        throw where.mistake(
            "invalid check option \"" + part.strip() + "\"",
            "write for example skip=StageNameCasing,JSONArgsRecommended;error=true");
      }
    }
    return new CheckOptions(skip, experimental, consequence);
  }

  private static Set<String> names(String value) {
    return Arrays.stream(value.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether {@code rule} is applied. */
  boolean applies(LintRule rule) {
    return rule.experimental() ? names(experimental, rule) : !names(skip, rule);
  }

  private static boolean names(Set<String> names, LintRule rule) {
    return names.contains(ALL) || names.contains(rule.id());
  }
}
