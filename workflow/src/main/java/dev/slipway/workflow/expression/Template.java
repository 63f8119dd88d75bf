package dev.slipway.workflow.expression;

import dev.slipway.workflow.expression.ExpressionException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Text of a workflow in which parts may be expressions. */
public final class Template {
  private static final String OPEN = "${{";
  private static final String CLOSE = "}}";

  private final String source;
  private final List<Part> parts;

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Computed(Expression expression) implements Part {}
  }

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = List.copyOf(parts);
  }

  /**
   * Parses text.
   *
   * @throws ExpressionException with the offset in {@code text}
   */
  public static Template parse(String text, Names names) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
      int close = closing(text, open);
      if (open > at) {
        parts.add(new Part.Text(text.substring(at, open)));
      }
      at = close + CLOSE.length();
      boolean alone = open == 0 && at == text.length();
      parts.add(new Part.Computed(expression(text, open + OPEN.length(), close, names, alone)));
    }
    if (at < text.length()) {
      parts.add(new Part.Text(text.substring(at)));
    }
    return new Template(text, parts);
  }

  private static Expression expression(
      String text, int start, int end, Names names, boolean alone) {
    String inner = text.substring(start, end);
    String trimmed = inner.strip();
    int offset = start + inner.indexOf(trimmed);
    if (trimmed.isEmpty()) {
      throw new ExpressionException(Kind.PARSING, "An expression was expected", offset);
    }
    if (trimmed.equals("insert") && !alone) {
      throw new ExpressionException(
          Kind.PARSING,
          "The directive 'insert' is not allowed in this context. Directives are not supported for"
              + " expressions that are embedded within a string. Directives are only supported when"
              + " the entire value is an expression.",
          offset);
    }
    try {
      return Expression.parse(trimmed, names);
    } catch (ExpressionException e) {
      throw e.movedBy(offset);
    }
  }

  /** Where the expression that starts at {@code open} closes; not inside its strings. */
  private static int closing(String text, int open) {
    boolean quoted = false;
    for (int i = open + OPEN.length(); i < text.length(); i++) {
      if (text.charAt(i) == '\'') {
        quoted = !quoted;
      } else if (!quoted && text.startsWith(CLOSE, i)) {
        return i;
      }
    }
    throw new ExpressionException(
        Kind.PARSING,
        "The expression is not closed. An unescaped ${{ sequence was found, but the closing }}"
            + " sequence was not found.",
        open);
  }

  /** The text it was parsed from. */
  public String source() {
    return source;
  }

  /** Whether there is no expression in it. */
  public boolean literal() {
    return parts.stream().allMatch(Part.Text.class::isInstance);
  }

  /** The expression, if it is one and nothing else. */
  public Optional<Expression> single() {
    return parts.size() == 1 && parts.getFirst() instanceof Part.Computed(var expression)
        ? Optional.of(expression)
        : Optional.empty();
  }

  /** The expressions in it, in order. */
  public List<Expression> expressions() {
    List<Expression> expressions = new ArrayList<>();
    for (var part : parts) {
      if (part instanceof Part.Computed(var expression)) {
        expressions.add(expression);
      }
    }
    return expressions;
  }

  /** The root contexts it names. */
  public Set<String> contexts() {
    return names(Expression::contexts);
  }

  /** The functions it calls. */
  public Set<String> functions() {
    return names(Expression::functions);
  }

  private Set<String> names(Function<Expression, Set<String>> of) {
    Set<String> names = new LinkedHashSet<>();
    expressions().forEach(expression -> names.addAll(of.apply(expression)));
    return Collections.unmodifiableSet(names);
  }

  /** The value: a single expression keeps its kind, everything else is text. */
  public Value evaluate(Scope scope) {
    var single = single();
    return single.isPresent() ? single.get().evaluate(scope) : Value.of(text(scope));
  }

  /** The text with every expression in it replaced by its value. */
  public String text(Scope scope) {
    var memory = new Memory();
    var text = new StringBuilder();
    for (var part : parts) {
      text.append(
          switch (part) {
            case Part.Text(var literal) -> literal;
            case Part.Computed(var expression) -> expression.evaluate(scope, memory).text();
          });
      memory.release(0);
      memory.reserve(text.length());
    }
    return text.toString();
  }

  /**
   * The whole as one expression: {@code format('a {0}', github.ref)} for <code>a ${{ github.ref }}
   * </code>, and a string for text without expressions.
   */
  public String asExpression() {
    var single = single();
    if (single.isPresent()) {
      return single.get().source();
    }
    var format = new StringBuilder("'");
    var arguments = new StringBuilder();
    int count = 0;
    for (var part : parts) {
      switch (part) {
        case Part.Text(var text) -> format.append(escaped(text));
        case Part.Computed(var expression) -> {
          format.append('{').append(count++).append('}');
          arguments.append(", ").append(expression.source());
        }
      }
    }
    format.append('\'');
    return count == 0 ? quoted(source) : "format(" + format + arguments + ")";
  }

  private static String escaped(String text) {
    return text.replace("'", "''").replace("{", "{{").replace("}", "}}");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public String toString() {
    return source;
  }
}
