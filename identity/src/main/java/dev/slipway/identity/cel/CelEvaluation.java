package dev.slipway.identity.cel;

import dev.slipway.identity.cel.CelValue.Bool;
import dev.slipway.identity.cel.CelValue.Int;
import dev.slipway.identity.cel.CelValue.Mapping;
import dev.slipway.identity.cel.CelValue.Real;
import dev.slipway.identity.cel.CelValue.Sequence;
import dev.slipway.identity.cel.CelValue.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes nodes for one set of variables.
 *
 * <p>{@code &&} and {@code ||} absorb the failure of one side when the other decides, in whatever
 * order they are written.
 */
final class CelEvaluation {
  private final Map<String, CelValue> variables;

  CelEvaluation(Map<String, CelValue> variables) {
    this.variables = variables;
  }

  CelValue value(CelNode node) {
    return switch (node) {
      case CelNode.Literal literal -> literal.value();
      case CelNode.Name name ->
          Optional.ofNullable(variables.get(name.name()))
              .orElseThrow(
                  () -> new CelException(name.start(), "there is no variable " + name.name()));
      case CelNode.Select select -> field(select);
      case CelNode.Has has -> new Bool(has(has.select()));
      case CelNode.Index index -> index(index);
      case CelNode.Call call -> call(call);
      case CelNode.Unary unary -> unary(unary);
      case CelNode.Binary binary ->
          CelOperators.apply(
              binary.operator(), value(binary.left()), value(binary.right()), binary.start());
      case CelNode.Logical logical -> new Bool(logical(logical));
      case CelNode.Conditional conditional ->
          value(truth(conditional.condition()) ? conditional.yes() : conditional.no());
      case CelNode.Items items -> new Sequence(items.items().stream().map(this::value).toList());
      case CelNode.Entries entries -> entries(entries);
    };
  }

  private CelValue field(CelNode.Select select) {
    var target = value(select.target());
    if (!(target instanceof Mapping(var entries))) {
      throw new CelException(
          select.start(), target.kind().text() + " has no field '" + select.field() + "'");
    }
    return Optional.ofNullable(entries.get(new Text(select.field())))
        .orElseThrow(() -> new CelException(select.start(), "no such key: " + select.field()));
  }

  private boolean has(CelNode.Select select) {
    var target = value(select.target());
    if (target instanceof Mapping(var entries)) {
      return entries.containsKey(new Text(select.field()));
    }
    throw new CelException(
        select.start(), target.kind().text() + " has no field '" + select.field() + "'");
  }

  private CelValue index(CelNode.Index node) {
    var target = value(node.target());
    var index = value(node.index());
    return switch (target) {
      case Mapping(var entries) ->
          Optional.ofNullable(entries.get(index))
              .orElseThrow(() -> new CelException(node.start(), "no such key: " + index.literal()));
      case Sequence(var items) when index instanceof Int(long at) -> {
        if (at < 0 || at >= items.size()) {
          throw new CelException(node.start(), "index " + at + " is outside of the list");
        }
        yield items.get((int) at);
      }
      default ->
          throw new CelException(
              node.start(), target.kind().text() + " cannot be indexed by " + index.kind().text());
    };
  }

  private CelValue call(CelNode.Call call) {
    var values = new ArrayList<CelValue>();
    call.target().ifPresent(target -> values.add(value(target)));
    call.arguments().forEach(argument -> values.add(value(argument)));
    return CelFunctions.call(call.function(), values, call.start());
  }

  private CelValue unary(CelNode.Unary unary) {
    if (unary.operator() == '!') {
      return new Bool(!truth(unary.operand()));
    }
    return switch (value(unary.operand())) {
      case Int(long number) when number != Long.MIN_VALUE -> new Int(-number);
      case Real(double number) -> new Real(-number);
      case CelValue other ->
          throw new CelException(unary.start(), "'-' does not work on " + other.kind().text());
    };
  }

  private boolean truth(CelNode node) {
    var value = value(node);
    if (value instanceof Bool(boolean truth)) {
      return truth;
    }
    throw new CelException(node.start(), "needs true or false, but got " + value.kind().text());
  }

  private boolean logical(CelNode.Logical logical) {
    boolean deciding = !logical.isAnd();
    try {
      if (truth(logical.left()) == deciding) {
        return deciding;
      }
    } catch (CelException left) {
      if (truth(logical.right()) == deciding) {
        return deciding;
      }
      throw left;
    }
    return truth(logical.right());
  }

  private CelValue entries(CelNode.Entries node) {
    var entries = new LinkedHashMap<CelValue, CelValue>();
    List<CelNode> keys = node.keys();
    for (int i = 0; i < keys.size(); i++) {
      var key = value(keys.get(i));
      if (!(key instanceof Text || key instanceof Int || key instanceof Bool)) {
        throw new CelException(keys.get(i).start(), key.kind().text() + " cannot be a key");
      }
      if (entries.put(key, value(node.values().get(i))) != null) {
        throw new CelException(keys.get(i).start(), "the key " + key.literal() + " is there twice");
      }
    }
    return new Mapping(entries);
  }
}
