package dev.slipway.manifest.yaml;

import tools.jackson.databind.JsonNode;

/**
 * A scalar that remembers how the source spelled it. Only {@link YamlDialect#KUSTOMIZE} makes them;
 * they behave as the plain nodes they extend.
 */
public sealed interface Spelling
    permits SpelledNumber, SpelledBoolean, SpelledTime, EmptyNull, QuotedText {
  /** The text as it stands in the source, without quotes. */
  String spelling();

  /** The text of any scalar: as spelled when that is known, else as it would be printed. */
  static String of(JsonNode scalar) {
    if (scalar instanceof Spelling spelled) {
      return spelled.spelling();
    }
    return scalar.isNull() ? "null" : scalar.isNumber() ? Numbers.print(scalar) : scalar.asString();
  }

  /**
   * The tree as if it had been printed and read again by way of JSON, in place where it can: text
   * that needs quotes has them, integers beyond 53 bits are rounded.
   */
  static JsonNode asPrinted(JsonNode node) {
    return Spellings.map(node, Spellings::printed);
  }

  /** Text that a reader would take for a number, a boolean or nothing, in quotes. */
  static JsonNode quotedIfNeeded(JsonNode scalar) {
    return Spellings.quotedIfNeeded(scalar);
  }

  /** Text such as {@code yes}, which YAML 1.1 took for a boolean, in quotes. */
  static JsonNode oldBooleanQuoted(JsonNode scalar) {
    return Spellings.oldBooleanQuoted(scalar);
  }

  /** The tree without any spellings, in place where it can; what programs should see. */
  static JsonNode plain(JsonNode node) {
    return Spellings.map(node, Spellings::plain);
  }
}
