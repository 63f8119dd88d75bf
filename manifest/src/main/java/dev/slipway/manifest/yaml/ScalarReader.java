package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException;
import dev.slipway.base.YamlEvents;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.StringNode;

/** Scalars of an event stream: explicit tags, plain values and map keys. */
final class ScalarReader {
  private static final String STANDARD = "tag:yaml.org,2002:";

  private final YamlEvents events;
  private final YamlDialect dialect;

  ScalarReader(YamlEvents events, YamlDialect dialect) {
    this.events = events;
    this.dialect = dialect;
  }

  JsonNode value(ScalarEvent scalar) {
    Optional<String> tag = scalar.getTag().filter(t -> !t.equals("!"));
    if (tag.isPresent()) {
      return tagged(scalar, tag.get());
    }
    return scalar.isPlain() ? resolve(scalar) : quoted(scalar);
  }

  private JsonNode quoted(ScalarEvent scalar) {
    String text = events.text(scalar);
    if (scalar.isFolded()) {
      return FoldedText.node(text, dialect);
    }
    return dialect == YamlDialect.KUSTOMIZE ? new QuotedText(text) : StringNode.valueOf(text);
  }

  /** A map key is text; {@code null} is none, and kustomize refuses numbers and booleans too. */
  String key(Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw new InputException(
          events.position(event), "a map key must be text, not a map or a list", "");
    }
    if (!scalar.isPlain() || scalar.getTag().isPresent()) {
      return scalar.getValue();
    }
    JsonNode value = resolve(scalar);
    if (value.isString()) {
      return scalar.getValue();
    }
    if (value.isNull() || dialect == YamlDialect.KUSTOMIZE) {
      throw new InputException(
          events.position(event),
          "a map key must be text, and " + describe(scalar) + " is none",
          "Put quotes around it.");
    }
    return value.isNumber() ? Numbers.print(value) : value.asString();
  }

  boolean isMergeKey(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && scalar.getValue().equals("<<");
  }

  private static String describe(ScalarEvent scalar) {
    return scalar.getValue().isEmpty() ? "nothing" : "\"" + scalar.getValue() + "\"";
  }

  private JsonNode resolve(ScalarEvent scalar) {
    return Scalars.resolve(scalar.getValue(), dialect)
        .orElseThrow(() ->
            new InputException(
                events.position(scalar),
                "\"" + scalar.getValue() + "\" is not a number that JSON can hold",
                "Put quotes around it when text is meant."));
  }

  private JsonNode tagged(ScalarEvent scalar, String tag) {
    String name = tag.startsWith(STANDARD) ? tag.substring(STANDARD.length()) : tag;
    return switch (name) {
      case "str" -> StringNode.valueOf(scalar.getValue());
      case "binary" -> StringNode.valueOf(binary(scalar));
      case "timestamp" -> checked(scalar, resolve(scalar), JsonNode::isString, name);
      case "null" -> checked(scalar, resolve(scalar), JsonNode::isNull, name);
      case "bool" -> checked(scalar, resolve(scalar), JsonNode::isBoolean, name);
      case "int" -> checked(scalar, resolve(scalar), ScalarReader::isInteger, name);
      case "float" -> checked(scalar, resolve(scalar), JsonNode::isNumber, name);
      default ->
          throw new InputException(
              events.position(scalar),
              "the tag " + tag + " has no meaning here",
              "Remove it; YAML's own tags such as !!str and !!int are understood.");
    };
  }

  private static boolean isInteger(JsonNode node) {
    return node.isIntegralNumber()
        || (node instanceof DecimalNode decimal && decimal.decimalValue().scale() <= 0);
  }

  private JsonNode checked(
      ScalarEvent scalar, JsonNode value, Predicate<JsonNode> expected, String tag) {
    if (!expected.test(value)) {
      throw new InputException(
          events.position(scalar), "\"" + scalar.getValue() + "\" is no !!" + tag, "");
    }
    return value;
  }

  private String binary(ScalarEvent scalar) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(scalar.getValue());
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InputException(events.position(scalar), "the !!binary value is not base64", "", e);
    }
  }
}
