package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the cluster's roles and bindings allow. They add to what the authoriser allows, as roles of
 * a GKE cluster add to IAM; nothing takes away.
 */
public final class RoleRules {
  private final Cluster cluster;

  public RoleRules(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Who asks for what.
   *
   * @param user such as {@code system:serviceaccount:shop:backend}
   * @param verb such as {@code list}
   * @param namespace empty for the cluster as a whole
   * @param subresource empty for the object itself
   * @param name empty for all objects
   */
  public record Question(
      String user,
      Set<String> groups,
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    public Question {
      groups = Set.copyOf(groups);
    }
  }

  /** The binding that allows it, for people; empty when none does. */
  public Optional<String> allowing(Question question) {
    for (KubeObject binding :
        cluster.list(ResourceType.CLUSTER_ROLE_BINDINGS, Selection.ALL).items()) {
      if (allows(binding, question)) {
        return Optional.of(reason("ClusterRoleBinding", binding));
      }
    }
    if (question.namespace().isEmpty()) {
      return Optional.empty();
    }
    return cluster
        .list(ResourceType.ROLE_BINDINGS, Selection.namespace(question.namespace()))
        .items()
        .stream()
        .filter(binding -> allows(binding, question))
        .findFirst()
        .map(binding -> reason("RoleBinding", binding));
  }

  /**
   * The binding that allows a path that is no resource's, such as {@code /metrics}; empty when none
   * does.
   */
  public Optional<String> allowingPath(String user, Set<String> groups, String verb, String path) {
    var asks = new Question(user, groups, verb, "", "", "", "", "");
    return cluster.list(ResourceType.CLUSTER_ROLE_BINDINGS, Selection.ALL).items().stream()
        .filter(b -> subjects(b).stream().anyMatch(s -> isMeant(s, b, asks)))
        .filter(b -> of(b).stream().anyMatch(rule -> allowsPath(rule, verb, path)))
        .findFirst()
        .map(b -> reason("ClusterRoleBinding", b));
  }

  private static List<JsonNode> subjects(KubeObject binding) {
    return list(binding.tree().path("subjects"));
  }

  private static boolean allowsPath(JsonNode rule, String verb, String path) {
    return has(rule.path("verbs"), verb)
        && list(rule.path("nonResourceURLs")).stream()
            .map(url -> url.asString(""))
            .anyMatch(url ->
                url.equals(path)
                    || (url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1))));
  }

  private static String reason(String kind, KubeObject binding) {
    JsonNode role = binding.tree().path("roleRef");
    return "RBAC: allowed by %s \"%s\" of %s \"%s\""
        .formatted(
            kind,
            binding.objectName(),
            role.path("kind").asString(""),
            role.path("name").asString(""));
  }

  private boolean allows(KubeObject binding, Question question) {
    for (JsonNode subject : binding.tree().path("subjects")) {
      if (isMeant(subject, binding, question)) {
        return of(binding).stream().anyMatch(rule -> allows(rule, question));
      }
    }
    return false;
  }

  private static boolean isMeant(JsonNode subject, KubeObject binding, Question question) {
    String name = subject.path("name").asString("");
    // An account is meant in the binding's own namespace unless another is named.
    String namespace = subject.path("namespace").asString(binding.namespace());
    return switch (subject.path("kind").asString("")) {
      case "User" -> name.equals(question.user());
      case "Group" -> question.groups().contains(name) || name.equals("system:authenticated");
      case "ServiceAccount" ->
          ("system:serviceaccount:" + namespace + ":" + name).equals(question.user());
      default -> false;
    };
  }

  /** The rules that a binding gives to its subjects; none when its role is not there. */
  public List<JsonNode> of(KubeObject binding) {
    JsonNode reference = binding.tree().path("roleRef");
    String name = reference.path("name").asString("");
    if (reference.path("kind").asString("").equals("Role")) {
      return cluster
          .find(ResourceType.ROLES, new ObjectName(binding.namespace(), name))
          .map(role -> list(role.tree().path("rules")))
          .orElse(List.of());
    }
    return cluster
        .find(ResourceType.CLUSTER_ROLES, ObjectName.cluster(name))
        .map(this::rulesOf)
        .orElseGet(() -> StandardRoles.rules(name));
  }

  /** A role may be the sum of those that its selectors choose. */
  private List<JsonNode> rulesOf(KubeObject role) {
    var rules = new ArrayList<>(list(role.tree().path("rules")));
    for (JsonNode selector : role.tree().at("/aggregationRule/clusterRoleSelectors")) {
      LabelSelector labels = LabelSelector.of(selector);
      for (KubeObject part : cluster.list(ResourceType.CLUSTER_ROLES, Selection.ALL).items()) {
        if (labels.matches(part.labels())) {
          rules.addAll(list(part.tree().path("rules")));
        }
      }
    }
    return rules;
  }

  private static List<JsonNode> list(JsonNode rules) {
    var all = new ArrayList<JsonNode>();
    rules.forEach(all::add);
    return all;
  }

  private static boolean allows(JsonNode rule, Question question) {
    String whole =
        question.subresource().isEmpty()
            ? question.resource()
            : question.resource() + "/" + question.subresource();
    boolean resource =
        has(rule.path("resources"), whole)
            || (!question.subresource().isEmpty()
                && contains(rule.path("resources"), "*/" + question.subresource()));
    boolean name =
        rule.path("resourceNames").isEmpty()
            || (!question.name().isEmpty()
                && contains(rule.path("resourceNames"), question.name()));
    return has(rule.path("verbs"), question.verb())
        && has(rule.path("apiGroups"), question.group())
        && resource
        && name;
  }

  private static boolean has(JsonNode list, String value) {
    return contains(list, value) || contains(list, "*");
  }

  private static boolean contains(JsonNode list, String value) {
    for (JsonNode item : list) {
      if (item.asString("").equals(value)) {
        return true;
      }
    }
    return false;
  }
}
