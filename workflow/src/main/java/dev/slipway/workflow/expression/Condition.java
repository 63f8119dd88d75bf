package dev.slipway.workflow.expression;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An {@code if}: an expression with or without <code>${{ }}</code> around it. One that asks for no
 * status means "and nothing has failed so far".
 */
public final class Condition {
  private static final Set<String> STATUS = Set.of("success", "failure", "always", "cancelled");
  private static final String SUCCESS = "success";

  private final Expression expression;
  private final boolean alwaysTrue;

  private Condition(Expression expression, boolean alwaysTrue) {
    this.expression = expression;
    this.alwaysTrue = alwaysTrue;
  }

  /**
   * Parses an {@code if}; an empty one is {@code success()}.
   *
   * @param names with the status functions that exist here; {@code success} is always called when
   *     none is used
   * @throws ExpressionException with the offset in {@code text}
   */
  public static Condition parse(String text, Names names) {
    String success = names.function(SUCCESS).map(Map.Entry::getKey).orElse(SUCCESS);
    if (text.isBlank()) {
      var known = names.withFunction(success, Arity.atLeast(0));
      return new Condition(Expression.parse(success + "()", known), false);
    }
    String trimmed = text.strip();
    try {
      return read(trimmed, names, success);
    } catch (ExpressionException e) {
      throw e.movedBy(text.indexOf(trimmed));
    }
  }

  private static Condition read(String text, Names names, String success) {
    Optional<Template> template =
        text.contains("${{") ? Optional.of(Template.parse(text, names)) : Optional.empty();
    var written = template.flatMap(Template::single);
    String source = template.map(Template::asExpression).orElse(text);
    var expression = written.orElseGet(() -> Expression.parse(source, names));
    return new Condition(
        asksStatus(expression) ? expression : expression.after(success),
        template.isPresent() && written.isEmpty());
  }

  private static boolean asksStatus(Expression expression) {
    return expression.functions().stream()
        .anyMatch(function -> STATUS.contains(function.toLowerCase(Locale.ROOT)));
  }

  /** Whether it holds. */
  public boolean holds(Scope scope) {
    return expression.evaluate(scope).truthy();
  }

  /** The whole of it, as {@code success() && (github.ref == 'refs/heads/main')}. */
  public Expression expression() {
    return expression;
  }

  /**
   * Whether it is text around expressions, such as <code>${{ a }} == 'b'</code>. Such text is never
   * empty and therefore always true, which is hardly what its author means.
   */
  public boolean alwaysTrueText() {
    return alwaysTrue;
  }

  @Override
  public String toString() {
    return expression.source();
  }
}
