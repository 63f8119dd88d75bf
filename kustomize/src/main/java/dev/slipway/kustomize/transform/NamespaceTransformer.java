package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Puts objects into a namespace, and what refers to it. */
public final class NamespaceTransformer implements Transformer {
  private static final Set<String> ROLE_BINDINGS = Set.of("RoleBinding", "ClusterRoleBinding");
  private static final List<String> METADATA_NAMESPACE = List.of("metadata", "namespace");
  private static final List<String> METADATA_NAME = List.of("metadata", "name");

  private final String namespace;
  private final List<FieldSpec> fields;
  private final Subjects subjects;
  private final Scope scope;

  /** Which subjects of role bindings follow. */
  public enum Subjects {
    /** Those named {@code default}. */
    DEFAULT_ONLY,
    ALL_SERVICE_ACCOUNTS,
    NONE;

    public static Subjects parse(Section section, String field) {
      return switch (section.text(field)) {
        case "", "defaultOnly" -> DEFAULT_ONLY;
        case "allServiceAccounts" -> ALL_SERVICE_ACCOUNTS;
        case "none" -> NONE;
        default ->
            throw section.error(
                field,
                "setRoleBindingSubjects must be defaultOnly, allServiceAccounts or none",
                "");
      };
    }
  }

  /** Which objects are moved. */
  public enum Scope {
    ALL,
    /** Those that state no namespace. */
    UNSET_ONLY
  }

  public NamespaceTransformer(
      String namespace, List<FieldSpec> fields, Subjects subjects, Scope scope) {
    this.namespace = namespace;
    this.fields = List.copyOf(fields);
    this.subjects = subjects;
    this.scope = scope;
  }

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources) {
      if (resource.tree().isEmpty()) {
        continue;
      }
      resource.rememberNames();
      boolean clusterScoped = resource.isClusterScoped(resources.schemas());
      if (!clusterScoped && wanted(resource.namespace())) {
        resource.setNamespace(namespace);
      }
      setSubjects(resource);
      setFields(resource);
    }
    resources.requireDistinct("namespace transformation");
  }

  private boolean wanted(String present) {
    return scope == Scope.ALL || present.isEmpty();
  }

  private void setFields(Resource resource) {
    for (FieldSpec spec : fields) {
      boolean metadata = spec.path().equals(METADATA_NAMESPACE);
      boolean ownName = spec.path().equals(METADATA_NAME) && !resource.kind().equals("Namespace");
      if (metadata || ownName) {
        continue;
      }
      Fields.each(
          resource,
          spec,
          Leaf.NOTHING,
          cell -> {
            boolean empty = cell.get().isNull() || cell.text().isEmpty();
            if (scope == Scope.ALL || empty) {
              cell.setText(namespace);
            }
          });
    }
  }

  private void setSubjects(Resource resource) {
    if (subjects == Subjects.NONE || !ROLE_BINDINGS.contains(resource.kind())) {
      return;
    }
    for (JsonNode subject : resource.tree().path("subjects")) {
      if (subject instanceof ObjectNode map && follows(map)) {
        if (wanted(map.path("namespace").asString(""))) {
          map.set("namespace", StringNode.valueOf(namespace));
        }
      }
    }
  }

  private boolean follows(ObjectNode subject) {
    return switch (subjects) {
      case DEFAULT_ONLY -> subject.path("name").asString("").equals("default");
      case ALL_SERVICE_ACCOUNTS -> subject.path("kind").asString("").equals("ServiceAccount");
      case NONE -> false;
    };
  }
}
