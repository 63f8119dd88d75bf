package dev.slipway.identity.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an expression by recursive descent; nesting is bounded. */
final class CelParser {
  private static final int MAX_DEPTH = 64;
  private static final Set<String> RELATIONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");
  private static final Set<String> SUMS = Set.of("+", "-");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "%");

  private final List<CelToken> tokens;
  private int at;
  private int depth;

  private CelParser(List<CelToken> tokens) {
    this.tokens = tokens;
  }

  static CelNode parse(String source) {
    var parser = new CelParser(new CelLexer(source).tokens());
    var node = parser.expression();
    if (parser.peek().type() != CelToken.Type.END) {
      throw parser.unexpected("an operator or the end");
    }
    return node;
  }

  private CelNode expression() {
    if (++depth > MAX_DEPTH) {
      throw new CelException(peek().start(), "the expression is nested too deeply");
    }
    var condition = or();
    CelNode node = condition;
    if (accept("?")) {
      var yes = or();
      expect(":");
      var no = expression();
      node = new CelNode.Conditional(condition, yes, no, condition.start(), no.end());
    }
    depth--;
    return node;
  }

  private CelNode or() {
    var left = and();
    while (accept("||")) {
      var right = and();
      left = new CelNode.Logical("||", left, right, left.start(), right.end());
    }
    return left;
  }

  private CelNode and() {
    var left = relation();
    while (accept("&&")) {
      var right = relation();
      left = new CelNode.Logical("&&", left, right, left.start(), right.end());
    }
    return left;
  }

  private CelNode relation() {
    var left = sum();
    while (isOneOf(RELATIONS)) {
      left = binary(left, next().text(), sum());
    }
    return left;
  }

  private CelNode sum() {
    var left = product();
    while (isOneOf(SUMS)) {
      left = binary(left, next().text(), product());
    }
    return left;
  }

  private CelNode product() {
    var left = unary();
    while (isOneOf(PRODUCTS)) {
      left = binary(left, next().text(), unary());
    }
    return left;
  }

  private static CelNode binary(CelNode left, String operator, CelNode right) {
    return new CelNode.Binary(operator, left, right, left.start(), right.end());
  }

  private CelNode unary() {
    var token = peek();
    if (!token.is("!") && !token.is("-")) {
      return member();
    }
    if (++depth > MAX_DEPTH) {
      throw new CelException(token.start(), "the expression is nested too deeply");
    }
    next();
    var operand = unary();
    depth--;
    return new CelNode.Unary(token.text().charAt(0), operand, token.start(), operand.end());
  }

  private CelNode member() {
    var node = primary();
    while (true) {
      if (accept(".")) {
        node = selected(node);
      } else if (accept("[")) {
        var index = expression();
        node = new CelNode.Index(node, index, node.start(), expect("]").end());
      } else {
        return node;
      }
    }
  }

  private CelNode selected(CelNode target) {
    var name = next();
    if (name.type() != CelToken.Type.IDENTIFIER) {
      at--;
      throw unexpected("a name after the dot");
    }
    if (!accept("(")) {
      return new CelNode.Select(target, name.text(), target.start(), name.end());
    }
    var arguments = list(")");
    return new CelNode.Call(
        Optional.of(target), name.text(), arguments, target.start(), last().end());
  }

  private CelNode primary() {
    var token = next();
    return switch (token.type()) {
      case LITERAL -> new CelNode.Literal(token.value(), token.start(), token.end());
      case IDENTIFIER -> named(token);
      case SYMBOL ->
          switch (token.text()) {
            case "(" -> {
              var inner = expression();
              expect(")");
              yield inner;
            }
            case "[" -> {
              var items = list("]");
              yield new CelNode.Items(items, token.start(), last().end());
            }
            case "{" -> entries(token);
            default -> {
              at--;
              throw unexpected("a value");
            }
          };
      case END -> {
        at--;
        throw unexpected("a value");
      }
    };
  }

  private CelNode named(CelToken name) {
    if (!accept("(")) {
      return new CelNode.Name(name.text(), name.start(), name.end());
    }
    var arguments = list(")");
    if (!name.text().equals("has")) {
      return new CelNode.Call(Optional.empty(), name.text(), arguments, name.start(), last().end());
    }
    if (arguments.size() == 1 && arguments.getFirst() instanceof CelNode.Select select) {
      return new CelNode.Has(select, name.start(), last().end());
    }
    throw new CelException(name.start(), "has() takes one field, as in has(assertion.environment)");
  }

  private List<CelNode> list(String close) {
    var items = new ArrayList<CelNode>();
    while (!accept(close)) {
      if (!items.isEmpty()) {
        expect(",");
        if (close.equals("]") && accept(close)) {
          return items;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private CelNode entries(CelToken open) {
    var keys = new ArrayList<CelNode>();
    var values = new ArrayList<CelNode>();
    while (!accept("}")) {
      if (!keys.isEmpty()) {
        expect(",");
        if (accept("}")) {
          break;
        }
      }
      keys.add(expression());
      expect(":");
      values.add(expression());
    }
    return new CelNode.Entries(keys, values, open.start(), last().end());
  }

  private CelToken peek() {
    return tokens.get(at);
  }

  private CelToken last() {
    return tokens.get(at - 1);
  }

  private CelToken next() {
    return tokens.get(at++);
  }

  private boolean isOneOf(Set<String> symbols) {
    return peek().type() == CelToken.Type.SYMBOL && symbols.contains(peek().text());
  }

  private boolean accept(String symbol) {
    if (peek().is(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  private CelToken expect(String symbol) {
    if (!peek().is(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
    return next();
  }

  private CelException unexpected(String wanted) {
    return new CelException(peek().start(), "expected " + wanted + ", found " + peek().text());
  }
}
