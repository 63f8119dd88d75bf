package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.KindName;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.TypeSchema;
import dev.slipway.manifest.yaml.EmptyNull;
import dev.slipway.manifest.yaml.QuotedText;
import dev.slipway.manifest.yaml.Spelling;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The merge of kustomize: walks target and patch together, the whole target and not only where the
 * patch reaches.
 *
 * <p>Its corners are kept on purpose, outputs depend on them: a key with nothing after it vanishes,
 * a map the patch adds is merged with itself (so nulls and deletions inside it take effect), quotes
 * of the target stay.
 */
final class KustomizeMerge {
  private final KindSchemas schemas;
  private final FieldPath path = new FieldPath();

  KustomizeMerge(KindSchemas schemas) {
    this.schemas = schemas;
  }

  /** Changes both arguments. */
  Optional<ObjectNode> merge(ObjectNode target, ObjectNode patch) {
    return walk(target, patch, TypeSchema.UNKNOWN) instanceof ObjectNode object
        ? Optional.of(object)
        : Optional.empty();
  }

  /** The merged value, or null when there is to be none. */
  @Nullable JsonNode walk(@Nullable JsonNode dest, @Nullable JsonNode patch, TypeSchema known) {
    TypeSchema schema = known.isKnown() ? known : ofKind(dest, patch);
    JsonNode first = isNothing(dest) ? patch : dest;
    if (isNothing(first) || first instanceof ObjectNode) {
      requireKind(dest, patch, "map", JsonNode::isObject);
      return walkMap(dest, patch, schema);
    }
    if (first instanceof ArrayNode) {
      requireKind(dest, patch, "list", JsonNode::isArray);
      return schema.rule().merges()
          ? new KustomizeListMerge(this, schema).merge(dest, patch)
          : overriding(dest, patch);
    }
    requireKind(dest, patch, "plain value", node -> !node.isContainer());
    return overriding(dest, patch);
  }

  private static @Nullable JsonNode overriding(@Nullable JsonNode dest, @Nullable JsonNode patch) {
    if (patch == null) {
      return dest;
    }
    return patch.isNull() ? null : patch;
  }

  private @Nullable JsonNode walkMap(
      @Nullable JsonNode dest, @Nullable JsonNode patch, TypeSchema schema) {
    JsonNode chosen = choose(dest, patch);
    if (!(chosen instanceof ObjectNode result)) {
      return chosen;
    }
    var names = new TreeSet<>(result.propertyNames());
    if (patch instanceof ObjectNode object) {
      names.addAll(object.propertyNames());
    }
    for (String name : names) {
      path.enter(name);
      JsonNode patched = patch == null ? null : patch.get(name);
      set(result, name, walk(result.get(name), patched, schema.field(name)));
      path.leave();
    }
    return result;
  }

  /** Which of two maps the merge goes on with. */
  private static @Nullable JsonNode choose(@Nullable JsonNode dest, @Nullable JsonNode patch) {
    if (isNothing(dest)) {
      if (patch == null && dest != null && !(dest instanceof EmptyNull)) {
        return NullNode.getInstance();
      }
      boolean deleted = isNothing(patch) || Directive.take(patch) == Directive.DELETE;
      return deleted ? null : patch;
    }
    if (patch == null) {
      return dest;
    }
    if (patch.isNull()) {
      return null;
    }
    return switch (Directive.take(patch)) {
      case DELETE -> null;
      case REPLACE -> patch;
      case MERGE -> dest;
    };
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(JsonNode existing, JsonNode value) {
    return existing == value;
  }

  /**
   * A value put in the place of another keeps that one's quotes, or its lack of quotes. Text that
   * stays gets the quotes it needs.
   */
  private static void set(ObjectNode object, String name, @Nullable JsonNode value) {
    if (value == null) {
      object.remove(name);
      return;
    }
    JsonNode existing = object.get(name);
    if (existing == null) {
      object.set(name, value);
    } else {
      boolean untouched = isSame(existing, value);
      object.set(name, untouched ? Spelling.quotedIfNeeded(value) : styled(existing, value));
    }
  }

  private static JsonNode styled(JsonNode existing, JsonNode value) {
    if (existing.isContainer() || value.isContainer() || value.isNull()) {
      return value;
    }
    if (existing instanceof QuotedText) {
      return new QuotedText(Spelling.of(value));
    }
    return value instanceof QuotedText ? StringNode.valueOf(value.stringValue()) : value;
  }

  static boolean isNothing(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }

  private TypeSchema ofKind(@Nullable JsonNode dest, @Nullable JsonNode patch) {
    TypeSchema schema = ofKind(dest);
    return schema.isKnown() ? schema : ofKind(patch);
  }

  private TypeSchema ofKind(@Nullable JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return TypeSchema.UNKNOWN;
    }
    String kind = object.path("kind").asString("");
    String version = object.path("apiVersion").asString("");
    return kind.isEmpty() || version.isEmpty()
        ? TypeSchema.UNKNOWN
        : schemas.type(new KindName(version, kind));
  }

  private void requireKind(
      @Nullable JsonNode dest, @Nullable JsonNode patch, String kind, Predicate<JsonNode> test) {
    boolean fits = (isNothing(dest) || test.test(dest)) && (isNothing(patch) || test.test(patch));
    if (!fits) {
      throw new PatchException(
          Reason.NOT_APPLICABLE,
          "the object has a "
              + kind
              + " at "
              + path
              + ", the patch something else: "
              + Excerpt.of(patch));
    }
  }
}
