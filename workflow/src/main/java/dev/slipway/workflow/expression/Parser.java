package dev.slipway.workflow.expression;

import dev.slipway.workflow.expression.ExpressionException.Kind;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an expression from left to right: at each token either an operand or an operator is due.
 */
final class Parser {
  private static final int MAX_LENGTH = 21_000;

  private final String source;
  private final Names names;
  private final Lexer lexer;
  private final TreeBuilder tree = new TreeBuilder();
  private final Set<String> contexts = new LinkedHashSet<>();
  private final Set<String> functions = new LinkedHashSet<>();
  private Token previous = new Token(TokenType.END, "", 0);
  private Token current = previous;
  private boolean operandDue = true;

  private Parser(String source, Names names) {
    this.source = source;
    this.names = names;
    this.lexer = new Lexer(source);
  }

  static Expression parse(String source, Names names) {
    if (source.length() > MAX_LENGTH) {
      throw new ExpressionException(
          Kind.PARSING, "Exceeded max expression length " + MAX_LENGTH, MAX_LENGTH);
    }
    var parser = new Parser(source, names);
    return new Expression(source, parser.root(), parser.contexts, parser.functions);
  }

  private Node root() {
    if (advance() == TokenType.END) {
      return new Node.Literal(NullValue.NULL);
    }
    do {
      operandDue = operandDue ? operand() : operator();
    } while (advance() != TokenType.END);
    if (operandDue || tree.closeBracket().isPresent()) {
      throw unexpected();
    }
    return tree.root();
  }

  private TokenType advance() {
    previous = current;
    current = lexer.next();
    return current.type();
  }

  /** Reads the start of an operand; returns whether one is still due. */
  private boolean operand() {
    return switch (current.type()) {
      case NUMBER -> leaf(new Node.Literal(Value.of(Numbers.parse(current.text()))));
      case STRING -> leaf(new Node.Literal(Value.of(unquoted(current.text()))));
      case CONSTANT -> leaf(new Node.Literal(constant(current.text())));
      case CONTEXT -> leaf(context());
      case FUNCTION -> startCall();
      case OPEN -> await(new Pending.Group());
      case NOT -> await(new Pending.Not());
      case CLOSE -> closeEmptyCall();
      case STAR -> closeEveryIndex();
      case PROPERTY, OPEN_INDEX, CLOSE_INDEX, COMMA, DOT, BINARY, END -> throw unexpected();
    };
  }

  /** Reads what may stand behind an operand; returns whether the next one is due. */
  private boolean operator() {
    return switch (current.type()) {
      case BINARY -> {
        tree.await(Operator.of(current.text()).orElseThrow(this::unexpected));
        yield true;
      }
      case DOT -> property();
      case OPEN_INDEX -> await(new Pending.Index());
      case CLOSE_INDEX -> closeIndex();
      case CLOSE -> closeBracket();
      case COMMA -> nextArgument();
      case NUMBER, STRING, CONSTANT, CONTEXT, FUNCTION, PROPERTY, OPEN, STAR, NOT, END ->
          throw unexpected();
    };
  }

  private boolean leaf(Node node) {
    tree.leaf(node);
    return false;
  }

  private boolean await(Pending what) {
    tree.await(what);
    return true;
  }

  private Node context() {
    String name =
        names.context(current.text()).orElseThrow(() -> failure("Unrecognized named-value"));
    contexts.add(name);
    return new Node.Context(name);
  }

  private boolean startCall() {
    var callee = callee(current.text()).orElseThrow(() -> failure("Unrecognized function"));
    functions.add(callee.name());
    var call = new Pending.Call(current, callee, 0);
    advance();
    return await(call);
  }

  private Optional<Pending.Callee> callee(String name) {
    return BuiltIn.named(name)
        .map(f -> new Pending.Callee(f.toString(), f.arity(), Optional.of(f)))
        .or(() ->
            names
                .function(name)
                .map(f -> new Pending.Callee(f.getKey(), f.getValue(), Optional.empty())));
  }

  private boolean property() {
    switch (advance()) {
      case PROPERTY -> {
        tree.leaf(new Node.Literal(Value.of(current.text())));
        tree.index();
      }
      case STAR -> tree.wrap(Node.Every::new);
      default -> throw unexpected();
    }
    return false;
  }

  private boolean closeEveryIndex() {
    if (previous.type() != TokenType.OPEN_INDEX || advance() != TokenType.CLOSE_INDEX) {
      throw unexpected();
    }
    tree.closeBracket();
    tree.wrap(Node.Every::new);
    return false;
  }

  private boolean closeIndex() {
    if (!(tree.closeBracket().orElseThrow(this::unexpected) instanceof Pending.Index)) {
      throw unexpected();
    }
    tree.index();
    return false;
  }

  private boolean closeBracket() {
    switch (tree.closeBracket().orElseThrow(this::unexpected)) {
      case Pending.Group() -> {}
      case Pending.Call call -> finish(call.withArgument());
      default -> throw unexpected();
    }
    return false;
  }

  private boolean closeEmptyCall() {
    boolean justOpened = previous.type() == TokenType.OPEN;
    if (!justOpened || !(tree.closeBracket().orElseThrow() instanceof Pending.Call call)) {
      throw unexpected();
    }
    finish(call);
    return false;
  }

  private boolean nextArgument() {
    if (!(tree.closeBracket().orElseThrow(this::unexpected) instanceof Pending.Call call)) {
      throw unexpected();
    }
    return await(call.withArgument());
  }

  private void finish(Pending.Call call) {
    int count = call.arguments();
    var arity = call.callee().arity();
    if (count < arity.least()) {
      throw failure("Too few parameters supplied", call.token());
    }
    if (count > arity.most()) {
      throw failure("Too many parameters supplied", call.token());
    }
    if (count % 2 == 0 && call.callee().builtIn().equals(Optional.of(BuiltIn.CASE))) {
      throw failure(
          "Even number of parameters supplied, requires an odd number of parameters", call.token());
    }
    tree.call(call);
  }

  private static Value constant(String word) {
    return switch (word) {
      case "null" -> NullValue.NULL;
      case "true" -> BooleanValue.TRUE;
      case "false" -> BooleanValue.FALSE;
      case "NaN" -> Value.of(Double.NaN);
      default -> Value.of(Double.POSITIVE_INFINITY);
    };
  }

  private static String unquoted(String string) {
    return string.substring(1, string.length() - 1).replace("''", "'");
  }

  private ExpressionException unexpected() {
    return current.type() == TokenType.END
        ? failure("Unexpected end of expression", previous)
        : failure("Unexpected symbol");
  }

  private ExpressionException failure(String problem) {
    return failure(problem, current);
  }

  private ExpressionException failure(String problem, Token token) {
    return ExpressionException.at(Kind.PARSING, problem, token, source);
  }
}
