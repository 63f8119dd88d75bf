package dev.slipway.workflow.expression;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A parsed expression of GitHub's language: what stands between <code>${{</code> and {@code }}}.
 *
 * <p>Bounded on purpose: 21,000 characters, a tree 50 deep, 1 MiB of values while evaluating.
 */
public final class Expression {
  private final String source;
  private final Node root;
  private final Set<String> contexts;
  private final Set<String> functions;

  Expression(String source, Node root, Set<String> contexts, Set<String> functions) {
    this.source = source;
    this.root = root;
    this.contexts = Collections.unmodifiableSet(new LinkedHashSet<>(contexts));
    this.functions = Collections.unmodifiableSet(new LinkedHashSet<>(functions));
  }

  /**
   * Parses; an empty expression is null.
   *
   * @throws ExpressionException when it is malformed or uses a name that does not exist here
   */
  public static Expression parse(String source, Names names) {
    return Parser.parse(source, names);
  }

  /**
   * Evaluates with the contexts of {@code scope}.
   *
   * @throws ExpressionException when a function refuses its arguments or memory runs out
   */
  public Value evaluate(Scope scope) {
    return evaluate(scope, new Memory());
  }

  Value evaluate(Scope scope, Memory memory) {
    return new Evaluator(scope, memory).evaluate(root);
  }

  /** The text it was parsed from. */
  public String source() {
    return source;
  }

  /** The root contexts it names, spelled as in the {@link Names}. */
  public Set<String> contexts() {
    return contexts;
  }

  /** The functions it calls, properly spelled. */
  public Set<String> functions() {
    return functions;
  }

  /** {@code function() && (this)}. */
  Expression after(String function) {
    Set<String> called = new LinkedHashSet<>();
    called.add(function);
    called.addAll(functions);
    var call = new Node.ScopeCall(function, List.of());
    return new Expression(
        function + "() && (" + source + ")", new Node.And(List.of(call, root)), contexts, called);
  }

  @Override
  public String toString() {
    return source;
  }
}
