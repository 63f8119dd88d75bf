package dev.slipway.manifest.yaml;

/** Which of the two customs of reading plain scalars applies. */
public enum YamlDialect {
  /**
   * As {@code kubectl apply} and the API server read: {@code yes}, {@code on} and {@code y} are
   * booleans, dates are text, keys that are numbers become text.
   */
  KUBERNETES,
  /**
   * As kustomize reads resources: only {@code true} and {@code false} are booleans, unquoted dates
   * become complete RFC 3339 times, and numbers remember how they were spelled ({@link
   * SpelledNumber}).
   */
  KUSTOMIZE
}
