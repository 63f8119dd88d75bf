package dev.slipway.manifest.ownership;

import dev.slipway.manifest.ownership.FieldOwner.Operation;
import dev.slipway.manifest.types.MessageType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps {@code metadata.managedFields} true, and merges applied configurations by them.
 *
 * <p>Trees are those of one kind, read by its types. Nothing given is changed, unless it says so.
 */
public final class FieldManagement {
  /** Owns what was there when an object without owners is applied to for the first time. */
  private static final String BEFORE_APPLY = "before-first-apply";

  private static final List<String> NOBODYS =
      List.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generation",
          "managedFields",
          "name",
          "namespace",
          "resourceVersion",
          "selfLink",
          "uid");

  private final MessageType type;

  public FieldManagement(MessageType type) {
    this.type = type;
  }

  /** What applying came to. */
  public sealed interface Outcome {
    /** The object as it is to be, with its owners. */
    record Merged(ObjectNode tree) implements Outcome {}

    /** Others own fields that would change. */
    record Conflicting(List<Conflict> conflicts) implements Outcome {
      public Conflicting {
        conflicts = List.copyOf(conflicts);
      }
    }
  }

  /**
   * A field somebody else owns.
   *
   * @param owner as messages name it: {@code "kubectl" using apps/v1}
   * @param field such as {@code .spec.replicas}
   */
  public record Conflict(String owner, String field) {}

  /** What to do about fields that others own. */
  public enum Conflicts {
    REFUSE,
    TAKE_OVER
  }

  private Shape shape() {
    return new Shape.Structure(type);
  }

  /**
   * Notes in {@code next} who owns what after an update.
   *
   * <p>The owners that {@code next} states count when they can be read, else those of {@code old}.
   * One empty entry asks to forget all owners.
   *
   * @param old as stored; an empty tree for a new object
   * @param next to be stored; its {@code managedFields} change
   */
  public void noteUpdate(ObjectNode old, ObjectNode next, FieldOwner owner, Instant now) {
    JsonNode stated = next.path("metadata").path("managedFields");
    ObjectNode metadata = next.withObject("/metadata");
    if (stated.size() == 1 && stated.get(0).isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    Optional<Ownership> read = stated.isEmpty() ? Optional.empty() : Ownership.parse(stated);
    JsonNode kept = old.path("metadata").path("managedFields");
    Ownership before = read.or(() -> Ownership.parse(kept)).orElse(Ownership.NONE);
    Comparison change = Comparison.of(owned(old), owned(next), shape());
    if (change.isEmpty()) {
      if (read.isEmpty() && kept.isEmpty()) {
        metadata.remove("managedFields");
      } else {
        metadata.set("managedFields", read.isPresent() ? stated : kept);
      }
      return;
    }
    metadata.set("managedFields", updated(before, change, owner, now).toJson());
  }

  private static Ownership updated(
      Ownership before, Comparison change, FieldOwner owner, Instant now) {
    FieldSet own =
        before.fields(owner).union(change.added()).union(change.modified()).minus(change.removed());
    return before
        .othersWithout(owner, change.modified().union(change.removed()))
        .with(owner, own, now)
        .bounded();
  }

  /**
   * Applies a configuration.
   *
   * @param live as stored; an empty tree when there is no such object yet
   * @param applied what the manager wants, and nothing else
   * @throws ApplyException when {@code applied} contradicts itself
   */
  public Outcome apply(
      ObjectNode live, ObjectNode applied, FieldOwner owner, Conflicts conflicts, Instant now) {
    ObjectNode wanted = ownedThrough(applied, owner.subresource());
    FieldSet stated = AppliedFields.of(wanted, shape());
    Ownership before = ownershipForApply(live, now);
    FieldSet dropped = before.fields(owner).minus(stated);
    JsonNode there = owned(live);
    JsonNode merged = ApplyMerge.merge(there, wanted, shape());
    JsonNode next =
        ApplyMerge.without(merged, shape(), dropped, stated.union(before.ofOthers(owner)));
    Comparison change = Comparison.of(there, next, shape());
    List<Conflict> found = conflicts(before, owner, change.modified());
    if (!found.isEmpty() && conflicts == Conflicts.REFUSE) {
      return new Outcome.Conflicting(found);
    }
    Ownership after =
        before
            .othersWithout(owner, change.modified().union(change.removed()))
            .with(owner, stated, now);
    return new Outcome.Merged(assembled(live, applied, (ObjectNode) next, after));
  }

  private Ownership ownershipForApply(ObjectNode live, Instant now) {
    Ownership before =
        Ownership.parse(live.path("metadata").path("managedFields")).orElse(Ownership.NONE);
    if (!before.entries().isEmpty() || live.isEmpty()) {
      return before;
    }
    var nobody =
        new FieldOwner(BEFORE_APPLY, Operation.UPDATE, live.path("apiVersion").asString(""), "");
    return before.with(nobody, AppliedFields.of(owned(live), shape()), now);
  }

  private static List<Conflict> conflicts(Ownership before, FieldOwner owner, FieldSet modified) {
    var found = new ArrayList<Conflict>();
    before
        .entries()
        .forEach((other, owned) -> {
          if (!other.equals(owner)) {
            for (String path : owned.fields().intersection(modified).paths()) {
              found.add(new Conflict(other.shown(), path));
            }
          }
        });
    return found;
  }

  /** What nobody owns comes from the stored object, or for a new one from the configuration. */
  private static ObjectNode assembled(
      ObjectNode live, ObjectNode applied, ObjectNode next, Ownership after) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (String field : List.of("apiVersion", "kind")) {
      tree.set(field, applied.path(field));
    }
    ObjectNode metadata = tree.putObject("metadata");
    JsonNode system = live.isEmpty() ? applied.path("metadata") : live.path("metadata");
    for (String field : NOBODYS) {
      if (system.has(field)) {
        metadata.set(field, system.get(field));
      }
    }
    String expected = applied.path("metadata").path("resourceVersion").asString("");
    if (!expected.isEmpty()) {
      metadata.put("resourceVersion", expected);
    }
    next.path("metadata").properties().forEach(e -> metadata.set(e.getKey(), e.getValue()));
    next.properties()
        .forEach(e -> {
          if (!e.getKey().equals("metadata")) {
            tree.set(e.getKey(), e.getValue());
          }
        });
    metadata.set("managedFields", after.toJson());
    return tree;
  }

  /** The part of a tree that can be owned; shares what is below it. */
  private static ObjectNode owned(ObjectNode tree) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    for (var entry : tree.properties()) {
      if (!List.of("apiVersion", "kind", "metadata").contains(entry.getKey())) {
        part.set(entry.getKey(), entry.getValue());
      }
    }
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    for (var entry : tree.path("metadata").properties()) {
      if (!NOBODYS.contains(entry.getKey())) {
        metadata.set(entry.getKey(), entry.getValue());
      }
    }
    if (!metadata.isEmpty()) {
      part.set("metadata", metadata);
    }
    return part;
  }

  /** The part that a write through a subresource reaches. */
  private static ObjectNode ownedThrough(ObjectNode tree, String subresource) {
    ObjectNode part = owned(tree);
    if (subresource.equals("status")) {
      part.retain("status");
    } else {
      part.remove("status");
    }
    return part;
  }
}
