package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A query over the few fields that Kubernetes lets one select by. All terms must hold. */
public record FieldSelector(List<Term> terms) {
  /** Selects everything. */
  public static final FieldSelector ALL = new FieldSelector(List.of());

  private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");
  private static final Map<ResourceType, Set<String>> MORE =
      Map.of(
          ResourceType.PODS,
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          ResourceType.EVENTS,
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type"),
          ResourceType.NAMESPACES,
          Set.of("status.phase"),
          ResourceType.NODES,
          Set.of("spec.unschedulable"),
          ResourceType.SECRETS,
          Set.of("type"),
          ResourceType.SERVICES,
          Set.of("spec.clusterIP", "spec.type"),
          ResourceType.REPLICA_SETS,
          Set.of("status.replicas"),
          ResourceType.JOBS,
          Set.of("status.successful"));

  /** What the fields that are no text are when nobody set them. */
  private static final Map<String, String> WHERE_ABSENT =
      Map.of(
          "spec.hostNetwork", "false",
          "spec.unschedulable", "false",
          "status.replicas", "0",
          "status.successful", "0");

  public FieldSelector {
    terms = List.copyOf(terms);
  }

  /** How a term compares. */
  public enum Operator {
    EQUALS,
    NOT_EQUALS
  }

  /** One comparison of the field at a dotted path. */
  public record Term(String path, Operator operator, String value) {
    boolean matches(KubeObject object) {
      return valueAt(object, path).equals(value) == (operator == Operator.EQUALS);
    }
  }

  /**
   * From the text of a {@code fieldSelector} parameter, such as {@code status.phase!=Running}.
   *
   * @throws ApiException 400 when it cannot be read or names a field that {@code type} does not
   *     select by
   */
  public static FieldSelector parse(String text, ResourceType type) {
    return parse(text, type, UnaryOperator.identity());
  }

  /**
   * As above, in the words of a version that is not the stored one.
   *
   * @param stored the stored name of a field
   */
  public static FieldSelector parse(String text, ResourceType type, UnaryOperator<String> stored) {
    var terms = new ArrayList<Term>();
    for (String part : text.split(",")) {
      if (!part.isEmpty()) {
        Term term = term(part, text);
        terms.add(new Term(stored.apply(term.path()), term.operator(), term.value()));
      }
    }
    for (Term term : terms) {
      boolean everywhere =
          ALWAYS.contains(term.path())
              && (type.isNamespaced()
                  || !term.path().endsWith("namespace")
                  || !MORE.containsKey(type));
      if (!everywhere && !MORE.getOrDefault(type, Set.of()).contains(term.path())) {
        throw unknown(term.path(), type);
      }
    }
    return new FieldSelector(terms);
  }

  private static Term term(String part, String text) {
    int equals = part.indexOf('=');
    if (equals < 1) {
      throw ApiException.badRequest(
          "invalid selector: '" + text + "'; can't understand '" + part + "'");
    }
    boolean negative = part.charAt(equals - 1) == '!';
    String path = part.substring(0, negative ? equals - 1 : equals);
    String value = part.substring(equals + 1);
    return new Term(
        path,
        negative ? Operator.NOT_EQUALS : Operator.EQUALS,
        value.startsWith("=") ? value.substring(1) : value);
  }

  private static ApiException unknown(String path, ResourceType type) {
    var known = new TreeSet<>(ALWAYS);
    if (MORE.containsKey(type)) {
      return ApiException.badRequest("field label not supported: " + path);
    }
    return ApiException.badRequest(
        "\""
            + path
            + "\" is not a known field selector: only "
            + known.stream().map(k -> "\"" + k + "\"").collect(Collectors.joining(", ")));
  }

  public boolean matches(KubeObject object) {
    for (Term term : terms) {
      if (!term.matches(object)) {
        return false;
      }
    }
    return true;
  }

  /** Where the field of that name is in an object. */
  private static List<String> place(String path) {
    return switch (path) {
      case "source" -> List.of("source", "component");
      case "status.successful" -> List.of("status", "succeeded");
      default -> List.of(path.split("\\."));
    };
  }

  private static String valueAt(KubeObject object, String path) {
    JsonNode node = object.tree();
    for (String part : place(path)) {
      node = node.path(part);
    }
    return node.isValueNode() && !node.isNull()
        ? node.asString("")
        : WHERE_ABSENT.getOrDefault(path, "");
  }
}
