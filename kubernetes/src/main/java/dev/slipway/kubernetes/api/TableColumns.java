package dev.slipway.kubernetes.api;

import static java.util.Map.entry;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The columns of each kind, as kubectl has always shown them, with what fills them. */
record TableColumns(List<Column> definitions, Cells cells) {

  /** What fills a row; as many values as there are columns. */
  @FunctionalInterface
  interface Cells {
    List<Object> of(KubeObject object, Instant now);
  }

  /**
   * One column.
   *
   * @param priority 0 for always, 1 for {@code -o wide} only
   */
  record Column(String name, String type, int priority) {
    void write(ObjectNode node) {
      node.put("name", name).put("type", type);
      node.put("format", name.equals("Name") ? "name" : "");
      node.put("description", "").put("priority", priority);
    }

    /**
     * From {@code Desired#} (an integer), {@code IP+} (wide only), {@code Created At@} (a date).
     */
    static Column parse(String text) {
      int priority = text.endsWith("+") ? 1 : 0;
      String rest = priority == 1 ? text.substring(0, text.length() - 1) : text;
      if (rest.endsWith("#")) {
        return new Column(rest.substring(0, rest.length() - 1), "integer", priority);
      }
      if (rest.endsWith("@")) {
        return new Column(rest.substring(0, rest.length() - 1), "date", priority);
      }
      return new Column(rest, "string", priority);
    }
  }

  private static final String BINDING = "Name|Role|Age|Users+|Groups+|ServiceAccounts+";
  private static final TableColumns PLAIN =
      columns("Name|Age", (o, now) -> List.of(o.name(), SimpleCells.age(o, now)));

  private static final Map<ResourceType, TableColumns> ALL =
      Map.ofEntries(
          entry(
              ResourceType.PODS,
              columns(
                  "Name|Ready|Status|Restarts|Age|IP+|Node+|Nominated Node+|Readiness Gates+",
                  PodCells::row)),
          entry(
              ResourceType.DEPLOYMENTS,
              columns(
                  "Name|Ready|Up-to-date|Available|Age|Containers+|Images+|Selector+",
                  WorkloadCells::deployment)),
          entry(
              ResourceType.REPLICA_SETS,
              columns(
                  "Name|Desired#|Current#|Ready#|Age|Containers+|Images+|Selector+",
                  WorkloadCells::replicaSet)),
          entry(
              ResourceType.JOBS,
              columns(
                  "Name|Status|Completions|Duration|Age|Containers+|Images+|Selector+",
                  WorkloadCells::job)),
          entry(
              ResourceType.HORIZONTAL_POD_AUTOSCALERS,
              columns(
                  "Name|Reference|Targets|MinPods|MaxPods|Replicas|Age",
                  WorkloadCells::autoscaler)),
          entry(
              ResourceType.POD_DISRUPTION_BUDGETS,
              columns(
                  "Name|Min Available|Max Unavailable|Allowed Disruptions#|Age",
                  WorkloadCells::disruptionBudget)),
          entry(
              ResourceType.SERVICES,
              columns(
                  "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector+", NetworkCells::service)),
          entry(ResourceType.ENDPOINTS, columns("Name|Endpoints|Age", NetworkCells::endpoints)),
          entry(
              ResourceType.ENDPOINT_SLICES,
              columns("Name|AddressType|Ports|Endpoints|Age", NetworkCells::endpointSlice)),
          entry(
              ResourceType.INGRESSES,
              columns("Name|Class|Hosts|Address|Ports|Age", NetworkCells::ingress)),
          entry(
              ResourceType.INGRESS_CLASSES,
              columns("Name|Controller|Parameters|Age", NetworkCells::ingressClass)),
          entry(ResourceType.NAMESPACES, columns("Name|Status|Age", SimpleCells::namespace)),
          entry(
              ResourceType.NODES,
              columns(
                  "Name|Status|Roles|Age|Version|Internal-IP+|External-IP+|OS-Image+|Kernel-Version+|Container-Runtime+",
                  SimpleCells::node)),
          entry(ResourceType.CONFIG_MAPS, columns("Name|Data|Age", SimpleCells::configMap)),
          entry(ResourceType.SECRETS, columns("Name|Type|Data|Age", SimpleCells::secret)),
          entry(
              ResourceType.SERVICE_ACCOUNTS,
              columns("Name|Secrets|Age", SimpleCells::serviceAccount)),
          entry(
              ResourceType.EVENTS,
              columns(
                  "Last Seen|Type|Reason|Object|Subobject+|Source+|Message|First Seen+|Count+|Name+",
                  SimpleCells::event)),
          entry(ResourceType.LEASES, columns("Name|Holder|Age", SimpleCells::lease)),
          entry(ResourceType.ROLES, columns("Name|Created At@", SimpleCells::created)),
          entry(ResourceType.CLUSTER_ROLES, columns("Name|Created At@", SimpleCells::created)),
          entry(ResourceType.ROLE_BINDINGS, columns(BINDING, SimpleCells::binding)),
          entry(ResourceType.CLUSTER_ROLE_BINDINGS, columns(BINDING, SimpleCells::binding)));

  static TableColumns of(ResourceType type) {
    return ALL.getOrDefault(type, PLAIN);
  }

  static TableColumns columns(String names, Cells cells) {
    return new TableColumns(Stream.of(names.split("\\|")).map(Column::parse).toList(), cells);
  }
}
