package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored kind as one API version shows it.
 *
 * @param kind how objects look in this version
 */
record ServedResource(ResourceType type, GroupVersionKind kind, Conversion conversion) {
  private static final GroupVersionKind HPA_V1 =
      new GroupVersionKind("autoscaling", "v1", "HorizontalPodAutoscaler");
  private static final GroupVersionKind EVENT_V1 =
      new GroupVersionKind("events.k8s.io", "v1", "Event");

  static final List<ServedResource> ALL = all();

  /** Changes objects between the stored version and a served one, in place. */
  interface Conversion {
    void toServed(ObjectNode stored);

    void toStored(ObjectNode served);

    /** The stored name of a field that objects are selected by. */
    default String selectable(String path) {
      return path;
    }

    Conversion NONE =
        new Conversion() {
          @Override
          public void toServed(ObjectNode stored) {}

          @Override
          public void toStored(ObjectNode served) {}
        };
  }

  private static List<ServedResource> all() {
    var all = new ArrayList<ServedResource>();
    ResourceType.ALL.forEach(
        t -> all.add(new ServedResource(t, t.groupVersionKind(), Conversion.NONE)));
    all.add(
        new ServedResource(
            ResourceType.HORIZONTAL_POD_AUTOSCALERS, HPA_V1, new AutoscalerConversion()));
    all.add(new ServedResource(ResourceType.EVENTS, EVENT_V1, new EventConversion()));
    return List.copyOf(all);
  }

  static Optional<ServedResource> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(r ->
            r.kind.group().equals(group)
                && r.kind.version().equals(version)
                && r.type.plural().equals(plural))
        .findFirst();
  }

  static boolean isServed(String group, String version) {
    return ALL.stream()
            .anyMatch(r -> r.kind.group().equals(group) && r.kind.version().equals(version))
        || ReviewResource.ALL.stream()
            .anyMatch(r -> r.kind().group().equals(group) && r.kind().version().equals(version));
  }

  MessageType schema() {
    return KindTable.get()
        .kind(kind)
        .orElseThrow(() -> new IllegalStateException(kind + " is not in the table of kinds"));
  }

  boolean isConverted() {
    return conversion != Conversion.NONE;
  }

  /** The stored object as this version shows it. */
  ObjectNode toServed(ObjectNode stored) {
    if (!isConverted()) {
      return stored;
    }
    ObjectNode copy = stored.deepCopy();
    copy.put("apiVersion", kind.apiVersion());
    conversion.toServed(copy);
    return copy;
  }

  /** Makes {@code served} an object of the stored version, in place. */
  void toStored(ObjectNode served) {
    conversion.toStored(served);
    served.put("apiVersion", type.groupVersionKind().apiVersion());
  }
}
