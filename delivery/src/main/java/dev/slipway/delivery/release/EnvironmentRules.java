package dev.slipway.delivery.release;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which environment a namespace is (specification-notes S44): workflows name none, their overlays
 * and namespaces do.
 *
 * @param rules the first whose pattern matches the whole namespace gives the name
 * @param ignored namespaces that are no environment, such as the cluster's own
 */
public record EnvironmentRules(List<Rule> rules, Set<String> ignored) {
  private static final String PRODUCTION = "production";

  /**
   * {@code *-staging} is staging, {@code default} keeps its name, everything else is production.
   */
  public static final EnvironmentRules DEFAULT =
      new EnvironmentRules(
          List.of(
              Rule.of(".+-(staging|stage)", "staging"),
              Rule.of(".+-(development|dev)", "development"),
              Rule.of(".+-(testing|test|qa)", "test"),
              Rule.of(".+-preview(-.+)?", "preview"),
              Rule.of("default", "default"),
              Rule.of("staging", "staging"),
              Rule.of(".*", PRODUCTION)),
          Set.of("kube-system", "kube-public", "kube-node-lease"));

  public EnvironmentRules {
    rules = List.copyOf(rules);
    ignored = Set.copyOf(ignored);
  }

  /** One rule. */
  public record Rule(Pattern namespace, String name) {
    static Rule of(String pattern, String name) {
      return new Rule(Pattern.compile(pattern), name);
    }
  }

  /**
   * Whether a namespace serves users. Of several such namespaces only the first has the name: each
   * is the production of an application of its own.
   */
  public boolean isProduction(String namespace) {
    return name(namespace).filter(PRODUCTION::equals).isPresent();
  }

  /** The name for a namespace; empty when it is no environment. */
  public Optional<String> name(String namespace) {
    if (ignored.contains(namespace)) {
      return Optional.empty();
    }
    return rules.stream()
        .filter(r -> r.namespace().matcher(namespace).matches())
        .map(Rule::name)
        .findFirst();
  }
}
