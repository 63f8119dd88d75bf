package dev.slipway.kubernetes;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ownership.ApplyException;
import dev.slipway.manifest.ownership.FieldManagement;
import dev.slipway.manifest.ownership.FieldManagement.Conflicts;
import dev.slipway.manifest.ownership.FieldManagement.Outcome;
import dev.slipway.manifest.ownership.FieldOwner;
import dev.slipway.manifest.types.KindTable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notes on every write who owns which fields, and applies configurations by that. */
final class ManagedFields {
  private final Clock clock;

  ManagedFields(Clock clock) {
    this.clock = clock;
  }

  private static FieldManagement of(ResourceType type) {
    return new FieldManagement(KindTable.get().kind(type.groupVersionKind()).orElseThrow());
  }

  /** Notes in {@code next}, which is about to be stored, who changed what. */
  void note(ResourceType type, Optional<KubeObject> old, ObjectNode next, FieldOwner owner) {
    ObjectNode before = old.map(KubeObject::tree).orElseGet(JsonNodeFactory.instance::objectNode);
    of(type).noteUpdate(before, next, owner, clock.instant());
  }

  static FieldOwner owner(ResourceType type, WriteOptions options, Subresource subresource) {
    String through =
        switch (subresource) {
          case MAIN -> options.subresource();
          case STATUS -> "status";
          case EPHEMERAL -> "ephemeralcontainers";
        };
    return FieldOwner.update(options.manager(), type.groupVersionKind().apiVersion(), through);
  }

  /**
   * The object with {@code applied} put over it.
   *
   * @throws ApiException 409 when others own what would change, 500 when {@code applied}
   *     contradicts itself
   */
  ObjectNode apply(
      ResourceType type,
      Optional<KubeObject> live,
      KubeObject applied,
      WriteOptions options,
      Conflicts conflicts) {
    var owner =
        FieldOwner.apply(
            options.manager(), type.groupVersionKind().apiVersion(), options.subresource());
    ObjectNode before = live.map(KubeObject::tree).orElseGet(JsonNodeFactory.instance::objectNode);
    try {
      return switch (of(type).apply(before, applied.tree(), owner, conflicts, clock.instant())) {
        case Outcome.Merged(ObjectNode tree) -> tree;
        case Outcome.Conflicting(var found) -> throw conflict(found);
      };
    } catch (ApplyException e) {
      throw ApiException.contradictory(applied, String.valueOf(e.getMessage()));
    }
  }

  private static ApiException conflict(List<FieldManagement.Conflict> conflicts) {
    List<ApiException.Cause> causes =
        conflicts.stream()
            .map(c ->
                new ApiException.Cause(
                    "FieldManagerConflict", "conflict with " + c.owner(), c.field()))
            .toList();
    return new ApiException(
        409,
        "Conflict",
        message(conflicts),
        Optional.of(new ApiException.Details("", "", "", "", causes, OptionalInt.empty())));
  }

  /** One conflict in a line, several as a list for each owner. */
  private static String message(List<FieldManagement.Conflict> conflicts) {
    if (conflicts.size() == 1) {
      var only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.field();
    }
    var text = new StringBuilder("Apply failed with " + conflicts.size() + " conflicts: ");
    var owners = conflicts.stream().map(FieldManagement.Conflict::owner).distinct().toList();
    var parts =
        owners.stream()
            .map(owner ->
                "conflicts with "
                    + owner
                    + ":\n"
                    + String.join(
                        "\n",
                        conflicts.stream()
                            .filter(c -> c.owner().equals(owner))
                            .map(c -> "- " + c.field())
                            .toList()))
            .toList();
    return text.append(String.join("\n", parts)).toString();
  }
}
