package dev.slipway.identity.cel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Takes a condition apart into its tests. */
final class CelTerms {
  private CelTerms() {}

  /** Adds the tests of {@code node}. */
  static void collect(String source, CelNode node, List<CelTerm> terms) {
    switch (node) {
      case CelNode.Logical logical -> {
        collect(source, logical.left(), terms);
        collect(source, logical.right(), terms);
      }
      case CelNode.Unary unary when unary.operator() == '!' ->
          collect(source, unary.operand(), terms);
      case CelNode.Conditional conditional ->
          conditional.children().forEach(c -> collect(source, c, terms));
      case CelNode.Binary binary ->
          terms.add(
              new CelTerm(
                  source.substring(node.start(), node.end()),
                  binary.operator(),
                  field(binary.left()).or(() -> field(binary.right())),
                  constants(List.of(binary.left(), binary.right()))));
      case CelNode.Call call ->
          terms.add(
              new CelTerm(
                  source.substring(node.start(), node.end()),
                  call.function(),
                  call.target().flatMap(CelTerms::field),
                  constants(call.arguments())));
      default -> {}
    }
  }

  /** Whether {@code node} can be true only when a test that {@code wanted} accepts is true. */
  static boolean requires(String source, CelNode node, Predicate<CelTerm> wanted) {
    return switch (node) {
      case CelNode.Logical logical -> {
        boolean left = requires(source, logical.left(), wanted);
        boolean right = requires(source, logical.right(), wanted);
        yield logical.isAnd() ? left || right : left && right;
      }
      case CelNode.Conditional conditional ->
          requires(source, conditional.yes(), wanted) && requires(source, conditional.no(), wanted);
      case CelNode.Unary unary -> false;
      default -> {
        var terms = new ArrayList<CelTerm>();
        collect(source, node, terms);
        yield terms.stream().anyMatch(wanted);
      }
    };
  }

  static void fields(CelNode node, String variable, Collection<String> fields) {
    field(node)
        .filter(f -> f.startsWith(variable + "."))
        .ifPresent(f -> fields.add(f.substring(variable.length() + 1)));
    node.children().forEach(child -> fields(child, variable, fields));
  }

  private static Optional<String> field(CelNode node) {
    return switch (node) {
      case CelNode.Select(CelNode.Name(String name, int s, int e), String field, int x, int y) ->
          Optional.of(name + "." + field);
      case CelNode.Index(
              CelNode.Name(String name, int s, int e),
              CelNode.Literal(CelValue.Text(String key), int a, int b),
              int x,
              int y) ->
          Optional.of(name + "." + key);
      default -> Optional.empty();
    };
  }

  private static List<CelValue> constants(List<CelNode> nodes) {
    return nodes.stream().flatMap(CelTerms::constants).toList();
  }

  private static Stream<CelValue> constants(CelNode node) {
    return switch (node) {
      case CelNode.Literal literal -> Stream.of(literal.value());
      case CelNode.Items items -> items.items().stream().flatMap(CelTerms::constants);
      default -> Stream.empty();
    };
  }
}
