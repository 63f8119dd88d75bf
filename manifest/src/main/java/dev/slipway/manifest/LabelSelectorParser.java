package dev.slipway.manifest;

import dev.slipway.manifest.LabelSelector.Operator;
import dev.slipway.manifest.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code a=b, c!=d, e in (f,g), h, !i, j>3}; one token of look-ahead. */
final class LabelSelectorParser {
  private static final String SYMBOLS = "()=!,<>";
  private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";
  private final List<String> tokens = new ArrayList<>();
  private int next;

  LabelSelectorParser(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (SYMBOLS.indexOf(c) >= 0) {
        int end = i + (text.startsWith("==", i) || text.startsWith("!=", i) ? 2 : 1);
        tokens.add(text.substring(i, end));
        i = end;
      } else {
        int end = i;
        while (end < text.length()
            && SYMBOLS.indexOf(text.charAt(end)) < 0
            && !Character.isWhitespace(text.charAt(end))) {
          end++;
        }
        tokens.add(text.substring(i, end));
        i = end;
      }
    }
  }

  LabelSelector parse() {
    var requirements = new ArrayList<Requirement>();
    while (next < tokens.size()) {
      requirements.add(requirement());
      if (next < tokens.size()) {
        if (!tokens.get(next).equals(",")) {
          throw new IllegalArgumentException(
              "found '" + peek() + "', expected: ',' or 'end of string'");
        }
        next++;
        if (next == tokens.size()) {
          throw new IllegalArgumentException("found '', expected: identifier after ','");
        }
      }
    }
    return new LabelSelector(requirements);
  }

  private Requirement requirement() {
    if (peek().equals("!")) {
      next++;
      return new Requirement(key(), Operator.DOES_NOT_EXIST, Set.of());
    }
    String key = key();
    if (peek().isEmpty() || peek().equals(",")) {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    String operator = tokens.get(next++);
    return switch (operator) {
      case "=", "==" -> new Requirement(key, Operator.IN, Set.of(value()));
      case "!=" -> new Requirement(key, Operator.NOT_IN, Set.of(value()));
      case ">", "gt" -> new Requirement(key, Operator.GREATER, Set.of(value()));
      case "<", "lt" -> new Requirement(key, Operator.LESS, Set.of(value()));
      case "in" -> new Requirement(key, Operator.IN, values());
      case "notin" -> new Requirement(key, Operator.NOT_IN, values());
      default ->
          throw new IllegalArgumentException(
              "unable to parse requirement: found '" + operator + "', expected: " + OPERATORS);
    };
  }

  private String key() {
    String key = peek();
    if (key.isEmpty() || SYMBOLS.contains(key) || key.equals("==") || key.equals("!=")) {
      throw new IllegalArgumentException(
          "unable to parse requirement: found '"
              + key
              + "', expected: !, identifier, or 'end of string'");
    }
    next++;
    return key;
  }

  /** A value may be empty: {@code a=} asks for an empty label. */
  private String value() {
    String value = peek();
    if (value.isEmpty() || value.equals(",")) {
      return "";
    }
    if (SYMBOLS.contains(value)) {
      throw new IllegalArgumentException(
          "unable to parse requirement: found '" + value + "', expected: identifier");
    }
    next++;
    return value;
  }

  private Set<String> values() {
    expect("(");
    var values = new TreeSet<String>();
    values.add(value());
    while (peek().equals(",")) {
      next++;
      values.add(value());
    }
    expect(")");
    return values;
  }

  private void expect(String symbol) {
    if (!peek().equals(symbol)) {
      throw new IllegalArgumentException(
          "unable to parse requirement: found '" + peek() + "' expected: '" + symbol + "'");
    }
    next++;
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }
}
