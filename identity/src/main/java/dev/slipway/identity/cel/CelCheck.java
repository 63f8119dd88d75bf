package dev.slipway.identity.cel;

import dev.slipway.identity.cel.CelValue.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what can be known to be wrong before any value is there: unknown names and functions, wrong
 * counts of arguments, operators between kinds that can never meet.
 */
final class CelCheck {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");
  private static final Map<String, Kind> RESULTS =
      Map.of(
          "startsWith", Kind.BOOL,
          "endsWith", Kind.BOOL,
          "contains", Kind.BOOL,
          "matches", Kind.BOOL,
          "extract", Kind.STRING,
          "lowerAscii", Kind.STRING,
          "upperAscii", Kind.STRING,
          "string", Kind.STRING,
          "split", Kind.LIST,
          "size", Kind.INT);

  private final CelNames names;

  CelCheck(CelNames names) {
    this.names = names;
  }

  /** The kind the node will have; empty when only the values can tell. */
  Optional<Kind> kind(CelNode node) {
    return switch (node) {
      case CelNode.Literal literal -> Optional.of(literal.value().kind());
      case CelNode.Name name -> variable(name);
      case CelNode.Select select -> {
        kind(select.target());
        yield select.target() instanceof CelNode.Name(String name, int start, int end)
                && names.stringMaps().contains(name)
            ? Optional.of(Kind.STRING)
            : Optional.empty();
      }
      case CelNode.Has has -> {
        kind(has.select());
        yield Optional.of(Kind.BOOL);
      }
      case CelNode.Unary unary -> unary(unary);
      case CelNode.Logical logical -> {
        require(logical.left(), Kind.BOOL);
        require(logical.right(), Kind.BOOL);
        yield Optional.of(Kind.BOOL);
      }
      case CelNode.Binary binary -> binary(binary);
      case CelNode.Conditional conditional -> {
        require(conditional.condition(), Kind.BOOL);
        var yes = kind(conditional.yes());
        yield kind(conditional.no()).filter(no -> yes.equals(Optional.of(no)));
      }
      case CelNode.Call call -> call(call);
      case CelNode.Index index -> {
        index.children().forEach(this::kind);
        yield Optional.empty();
      }
      case CelNode.Items items -> {
        items.children().forEach(this::kind);
        yield Optional.of(Kind.LIST);
      }
      case CelNode.Entries entries -> {
        entries.children().forEach(this::kind);
        yield Optional.of(Kind.MAP);
      }
    };
  }

  /** Refuses a node that can never be of {@code wanted}. */
  void require(CelNode node, Kind wanted) {
    kind(node)
        .filter(kind -> kind != wanted)
        .ifPresent(kind -> {
          throw new CelException(
              node.start(), "needs " + wanted.text() + ", but this is " + kind.text());
        });
  }

  private Optional<Kind> variable(CelNode.Name name) {
    if (names.stringMaps().contains(name.name())) {
      return Optional.of(Kind.MAP);
    }
    if (!names.variables().contains(name.name())) {
      throw new CelException(
          name.start(),
          "undeclared name '" + name.name() + "'; there are " + String.join(", ", names.all()));
    }
    return Optional.empty();
  }

  private Optional<Kind> unary(CelNode.Unary unary) {
    if (unary.operator() == '!') {
      require(unary.operand(), Kind.BOOL);
      return Optional.of(Kind.BOOL);
    }
    return kind(unary.operand());
  }

  private Optional<Kind> binary(CelNode.Binary binary) {
    var left = kind(binary.left());
    var right = kind(binary.right());
    if (!COMPARISONS.contains(binary.operator())) {
      return left.filter(l -> right.equals(Optional.of(l)));
    }
    if (!binary.operator().equals("in")
        && left.isPresent()
        && right.isPresent()
        && left.get() != right.get()
        && !(left.get().isNumber() && right.get().isNumber())) {
      throw new CelException(
          binary.start(),
          "compares "
              + left.get().text()
              + " with "
              + right.get().text()
              + ": these are never equal");
    }
    return Optional.of(Kind.BOOL);
  }

  private Optional<Kind> call(CelNode.Call call) {
    boolean method = call.target().isPresent();
    var known = (method ? CelFunctions.METHODS : CelFunctions.FUNCTIONS).get(call.function());
    if (known == null) {
      throw new CelException(
          call.start(),
          "unknown "
              + (method ? "method ." : "function ")
              + call.function()
              + "(); there are "
              + String.join(
                  ", ",
                  (method ? CelFunctions.METHODS : CelFunctions.FUNCTIONS)
                      .keySet().stream().sorted().toList()));
    }
    if (!known.contains(call.arguments().size())) {
      throw new CelException(
          call.start(),
          call.function() + "() does not take " + call.arguments().size() + " arguments");
    }
    if (call.function().equals("size") || call.function().equals("string")) {
      call.children().forEach(this::kind);
    } else if (call.function().equals("int")) {
      call.children().forEach(this::kind);
      return Optional.of(Kind.INT);
    } else {
      strings(call);
    }
    return Optional.ofNullable(RESULTS.get(call.function()));
  }

  private void strings(CelNode.Call call) {
    var all = call.children();
    for (int i = 0; i < all.size(); i++) {
      require(all.get(i), call.function().equals("split") && i == 2 ? Kind.INT : Kind.STRING);
    }
    if (call.function().equals("matches")
        && all.getLast() instanceof CelNode.Literal(CelValue.Text(String regex), int s, int e)) {
      CelFunctions.pattern(regex, s);
    }
  }
}
