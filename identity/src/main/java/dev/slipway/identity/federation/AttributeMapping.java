package dev.slipway.identity.federation;

import dev.slipway.identity.cel.CelException;
import dev.slipway.identity.cel.CelExpression;
import dev.slipway.identity.cel.CelValue;
import dev.slipway.identity.federation.ExchangeException.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who an outside identity is here, computed from its claims.
 *
 * @param subject {@code google.subject}
 * @param groups {@code google.groups}
 * @param attributes the values of {@code attribute.NAME} by name
 */
record AttributeMapping(String subject, List<String> groups, Map<String, String> attributes) {
  private static final int MAX_SUBJECT = 127;
  private static final int MAX_TOTAL = 8 << 10;

  static AttributeMapping of(CompiledProvider provider, CelValue assertion) {
    var variables = Map.of("assertion", assertion);
    String subject = "";
    var groups = new ArrayList<String>();
    var attributes = new LinkedHashMap<String, String>();
    int total = 0;
    for (var entry : provider.mapping().entrySet()) {
      String target = entry.getKey();
      var value = evaluate(target, entry.getValue(), variables);
      if (target.equals(CompiledProvider.GROUPS)) {
        groups.addAll(texts(target, value));
        total += groups.stream().mapToInt(AttributeMapping::bytes).sum();
        continue;
      }
      String text = text(target, value);
      total += bytes(text);
      if (target.equals(CompiledProvider.SUBJECT)) {
        subject = text;
      } else {
        attributes.put(target.substring(CompiledProvider.ATTRIBUTE.length()), text);
      }
    }
    if (bytes(subject) > MAX_SUBJECT) {
      throw refused("The size of mapped attribute exceeds the 127 bytes limit.", "google.subject");
    }
    if (subject.isEmpty()) {
      throw refused("The mapped attribute google.subject is empty.", "google.subject");
    }
    if (total > MAX_TOTAL) {
      throw refused("The mapped attributes exceed the limit of 8 KB.", total + " bytes");
    }
    return new AttributeMapping(subject, List.copyOf(groups), Map.copyOf(attributes));
  }

  /** The variables of the condition. */
  Map<String, CelValue> variables(CelValue assertion) {
    var google = new LinkedHashMap<CelValue, CelValue>();
    google.put(new CelValue.Text("subject"), new CelValue.Text(subject));
    google.put(
        new CelValue.Text("groups"),
        new CelValue.Sequence(groups.stream().<CelValue>map(CelValue.Text::new).toList()));
    return Map.of(
        "assertion",
        assertion,
        "google",
        new CelValue.Mapping(google),
        "attribute",
        CelValue.of(attributes));
  }

  private static CelValue evaluate(
      String target, CelExpression expression, Map<String, CelValue> variables) {
    try {
      return expression.evaluate(variables);
    } catch (CelException e) {
      throw refused(
          "The attribute mapping of " + target + " cannot be computed: " + e.getMessage() + ".",
          expression.source());
    }
  }

  private static String text(String target, CelValue value) {
    if (value instanceof CelValue.Text(String text)) {
      return text;
    }
    throw refused("The mapped attribute " + target + " must be of type STRING.", value.literal());
  }

  private static List<String> texts(String target, CelValue value) {
    return switch (value) {
      case CelValue.Sequence(var items) -> items.stream().map(i -> text(target, i)).toList();
      default -> List.of(text(target, value));
    };
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static ExchangeException refused(String description, String detail) {
    return new ExchangeException(
        Code.INVALID_GRANT, description, description + " (" + detail + ")");
  }
}
