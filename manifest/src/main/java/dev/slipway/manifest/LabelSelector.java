package dev.slipway.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A query over labels: every requirement must hold. No requirement selects everything.
 *
 * @param requirements in the order they were written
 */
public record LabelSelector(List<Requirement> requirements) {
  /** Selects everything. */
  public static final LabelSelector ALL = new LabelSelector(List.of());

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** How a requirement compares a label. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER,
    LESS
  }

  /** One comparison. */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public Requirement {
      values = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER -> value != null && compare(value) > 0;
        case LESS -> value != null && compare(value) < 0;
      };
    }

    /** Sign of label minus bound; 0 (no match either way) when one of them is no integer. */
    private int compare(String value) {
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    @Override
    public String toString() {
      String list = String.join(",", values);
      return switch (operator) {
        case IN -> values.size() == 1 ? key + "=" + list : key + " in (" + list + ")";
        case NOT_IN -> values.size() == 1 ? key + "!=" + list : key + " notin (" + list + ")";
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
        case GREATER -> key + ">" + list;
        case LESS -> key + "<" + list;
      };
    }
  }

  /** Exactly these labels: the form Services use. */
  public static LabelSelector ofLabels(Map<String, String> labels) {
    return new LabelSelector(
        labels.entrySet().stream()
            .map(e -> new Requirement(e.getKey(), Operator.IN, Set.of(e.getValue())))
            .toList());
  }

  /** From the {@code matchLabels} and {@code matchExpressions} of a specification. */
  public static LabelSelector of(JsonNode selector) {
    var all =
        new ArrayList<>(ofLabels(KubeObject.strings(selector.path("matchLabels"))).requirements());
    for (JsonNode expression : selector.path("matchExpressions")) {
      var values = new TreeSet<String>();
      expression.path("values").forEach(v -> values.add(v.asString("")));
      all.add(
          new Requirement(
              expression.path("key").asString(""),
              switch (expression.path("operator").asString("")) {
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
                default -> Operator.IN;
              },
              values));
    }
    return new LabelSelector(all);
  }

  /**
   * From the text of a {@code labelSelector} parameter.
   *
   * @throws IllegalArgumentException with Kubernetes' own message when it cannot be read
   */
  public static LabelSelector parse(String text) {
    return new LabelSelectorParser(text).parse();
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public boolean selectsEverything() {
    return requirements.isEmpty();
  }

  /** {@code app=web,tier in (a,b)}, as kubectl shows selectors. */
  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(Requirement::toString).toList());
  }
}
