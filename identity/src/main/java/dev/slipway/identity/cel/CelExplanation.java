package dev.slipway.identity.cel;

import dev.slipway.identity.cel.CelValue.Bool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Evaluates every part of a condition that is true or false on its own, without stopping early. */
final class CelExplanation {
  private final String source;
  private final CelEvaluation evaluation;

  CelExplanation(String source, CelEvaluation evaluation) {
    this.source = source;
    this.evaluation = evaluation;
  }

  List<CelFinding> of(CelNode root) {
    var findings = new ArrayList<CelFinding>();
    collect(root, findings);
    return List.copyOf(findings);
  }

  private void collect(CelNode node, List<CelFinding> findings) {
    switch (node) {
      case CelNode.Logical logical -> {
        collect(logical.left(), findings);
        collect(logical.right(), findings);
      }
      case CelNode.Unary unary when unary.operator() == '!' -> collect(unary.operand(), findings);
      case CelNode.Conditional conditional -> {
        collect(conditional.condition(), findings);
        findings.add(finding(conditional));
      }
      default -> findings.add(finding(node));
    }
  }

  private CelFinding finding(CelNode node) {
    String text = source.substring(node.start(), node.end());
    try {
      String result =
          evaluation.value(node) instanceof Bool(boolean truth)
              ? Boolean.toString(truth)
              : "neither true nor false";
      return new CelFinding(text, result, String.join(", ", met(node)));
    } catch (CelException e) {
      String missing = String.valueOf(e.getMessage());
      String hint =
          missing.startsWith("no such key")
              ? "; the token has no such claim, guard it with has()"
              : "";
      return new CelFinding(text, "error", missing + hint);
    }
  }

  /** The values of the variables' fields in {@code node}. */
  private List<String> met(CelNode node) {
    return fields(node)
        .map(field ->
            source.substring(field.start(), field.end())
                + " was "
                + evaluation.value(field).literal())
        .distinct()
        .toList();
  }

  private static Stream<CelNode> fields(CelNode node) {
    return switch (node) {
      case CelNode.Select select -> Stream.of(select);
      case CelNode.Has has -> Stream.empty();
      case CelNode.Conditional conditional -> Stream.empty();
      default -> node.children().stream().flatMap(CelExplanation::fields);
    };
  }
}
