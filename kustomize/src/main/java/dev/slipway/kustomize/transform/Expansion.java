package dev.slipway.kustomize.transform;

import dev.slipway.manifest.yaml.Spelling;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Expands {@code $(NAME)} as Kubernetes does; {@code $$} is a dollar sign before a parenthesis. */
final class Expansion {
  private final Map<String, JsonNode> values;
  private final Set<String> used = new HashSet<>();

  Expansion(Map<String, JsonNode> values) {
    this.values = values;
  }

  Set<String> used() {
    return used;
  }

  /** What {@code text} becomes; nothing when it stays. A variable alone keeps its type. */
  Optional<JsonNode> expand(String text) {
    if (text.indexOf('$') < 0) {
      return Optional.empty();
    }
    var out = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      int dollar = text.indexOf('$', position);
      if (dollar < 0 || dollar + 1 == text.length()) {
        break;
      }
      out.append(text, position, dollar);
      position = dollar + 1;
      char next = text.charAt(position);
      int close = next == '(' ? text.indexOf(')', position) : -1;
      if (close > 0) {
        String name = text.substring(position + 1, close);
        JsonNode value = values.get(name);
        if (value != null && dollar == 0 && close + 1 == text.length()) {
          used.add(name);
          return Optional.of(value.deepCopy());
        }
        out.append(value == null ? "$(" + name + ")" : use(name, value));
        position = close + 1;
      } else if (next == '$') {
        out.append('$');
        position++;
      } else {
        out.append('$').append(next);
        position++;
      }
    }
    out.append(text, position, text.length());
    return out.toString().equals(text)
        ? Optional.empty()
        : Optional.of(StringNode.valueOf(out.toString()));
  }

  private String use(String name, JsonNode value) {
    used.add(name);
    return value.isContainer() ? value.toString() : Spelling.of(value);
  }
}
