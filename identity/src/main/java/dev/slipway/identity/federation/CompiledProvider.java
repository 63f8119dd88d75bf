package dev.slipway.identity.federation;

import dev.slipway.identity.cel.CelException;
import dev.slipway.identity.cel.CelExpression;
import dev.slipway.identity.cel.CelNames;
import dev.slipway.identity.iam.IamException;
import dev.slipway.identity.iam.IamException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A provider whose expressions were read and which keeps within the limits. */
record CompiledProvider(
    Provider provider, Map<String, CelExpression> mapping, Optional<CelExpression> condition) {
  static final String SUBJECT = "google.subject";
  static final String GROUPS = "google.groups";
  static final String ATTRIBUTE = "attribute.";

  private static final int MAX_ATTRIBUTES = 50;
  private static final int MAX_EXPRESSION = 2048;
  private static final int MAX_CONDITION = 4096;
  private static final int MAX_AUDIENCES = 10;
  private static final int MAX_AUDIENCE = 256;
  private static final Pattern TARGET = Pattern.compile("attribute\\.[a-z0-9_]{1,100}");
  private static final CelNames IN_MAPPING = new CelNames(Set.of("assertion"), Set.of());
  private static final CelNames IN_CONDITION =
      new CelNames(Set.of("assertion", "google"), Set.of("attribute"));

  /**
   * Checks and compiles.
   *
   * @throws IamException when a limit is exceeded or an expression is wrong
   */
  static CompiledProvider of(Provider provider) {
    checkAudiences(provider);
    var mapping = new LinkedHashMap<String, CelExpression>();
    provider
        .attributeMapping()
        .forEach((target, expression) -> {
          checkTarget(target);
          mapping.put(target, compile("the mapping of " + target, expression, MAX_EXPRESSION));
        });
    if (!mapping.containsKey(SUBJECT)) {
      throw invalid("Attribute mapping must include google.subject; usual is assertion.sub");
    }
    if (mapping.keySet().stream().filter(t -> t.startsWith(ATTRIBUTE)).count() > MAX_ATTRIBUTES) {
      throw invalid("At most " + MAX_ATTRIBUTES + " custom attributes can be mapped");
    }
    return new CompiledProvider(provider, mapping, condition(provider.attributeCondition()));
  }

  private static Optional<CelExpression> condition(String source) {
    if (source.isBlank()) {
      return Optional.empty();
    }
    checkLength("the attribute condition", source, MAX_CONDITION);
    try {
      return Optional.of(CelExpression.parseCondition(source, IN_CONDITION));
    } catch (CelException e) {
      throw wrong("the attribute condition", source, e);
    }
  }

  private static CelExpression compile(String what, String source, int limit) {
    checkLength(what, source, limit);
    try {
      return CelExpression.parse(source, IN_MAPPING);
    } catch (CelException e) {
      throw wrong(what, source, e);
    }
  }

  private static void checkTarget(String target) {
    if (!target.equals(SUBJECT) && !target.equals(GROUPS) && !TARGET.matcher(target).matches()) {
      throw invalid(
          "'"
              + target
              + "' cannot be mapped to: use google.subject, google.groups or attribute.NAME with at"
              + " most 100 of a-z, 0-9 and _");
    }
  }

  private static void checkAudiences(Provider provider) {
    if (provider.allowedAudiences().size() > MAX_AUDIENCES
        || provider.allowedAudiences().stream().anyMatch(a -> a.length() > MAX_AUDIENCE)) {
      throw invalid(
          "At most "
              + MAX_AUDIENCES
              + " allowed audiences of "
              + MAX_AUDIENCE
              + " characters can be given");
    }
  }

  private static void checkLength(String what, String source, int limit) {
    if (source.length() > limit) {
      throw invalid(what + " is longer than " + limit + " characters");
    }
  }

  private static IamException wrong(String what, String source, CelException e) {
    return invalid(
        what
            + " is wrong at column "
            + (e.offset() + 1)
            + ": "
            + e.getMessage()
            + "\n  | "
            + source
            + "\n  | "
            + " ".repeat(Math.max(0, e.offset()))
            + "^");
  }

  private static IamException invalid(String message) {
    return new IamException(Kind.INVALID_ARGUMENT, message);
  }
}
