package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.KindName;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.TypeSchema;
import dev.slipway.manifest.yaml.EmptyNull;
import dev.slipway.manifest.yaml.QuotedText;
import dev.slipway.manifest.yaml.Spelling;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The merge of kustomize, as it shows in what it prints. Changes its arguments; serves one object.
 */
final class KustomizeMerge {
  private final KindSchemas schemas;
  private final FieldPath path = new FieldPath();

  KustomizeMerge(KindSchemas schemas) {
    this.schemas = schemas;
  }

  /** The patched object; nothing when the patch deletes it. */
  Optional<ObjectNode> merge(ObjectNode target, ObjectNode patch) {
    TypeSchema schema =
        schemas.type(
            new KindName(target.path("apiVersion").asString(""), target.path("kind").asString("")));
    RepeatedElements.drop(target, schema);
    Optional<ObjectNode> merged = element(target, patch, schema);
    merged.ifPresent(object -> dropUnwritten(object, schema));
    return merged;
  }

  /**
   * Merges an object, or an element of a list, that may be told to go.
   *
   * <p>Neither can be replaced: kustomize leaves what has this directive as it is.
   */
  Optional<ObjectNode> element(ObjectNode target, ObjectNode patch, TypeSchema schema) {
    return switch (Directive.take(patch)) {
      case DELETE -> Optional.empty();
      case REPLACE -> Optional.of(target);
      case MERGE -> Optional.of(fields(target, patch, schema));
    };
  }

  /** An element that the target does not have, without nulls and directives. */
  Optional<ObjectNode> added(ObjectNode patch, TypeSchema schema) {
    return Directive.take(patch) == Directive.DELETE
        ? Optional.empty()
        : Optional.of(fields(JsonNodeFactory.instance.objectNode(), patch, schema));
  }

  private ObjectNode fields(ObjectNode target, ObjectNode patch, TypeSchema schema) {
    patch
        .properties()
        .forEach(field -> {
          path.enter(field.getKey());
          Optional<JsonNode> value =
              value(
                  present(target.get(field.getKey())),
                  field.getValue(),
                  schema.field(field.getKey()));
          value.ifPresentOrElse(
              result -> target.set(field.getKey(), result), () -> target.remove(field.getKey()));
          path.leave();
        });
    return target;
  }

  private static @Nullable JsonNode present(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : node;
  }

  private Optional<JsonNode> value(@Nullable JsonNode existing, JsonNode patch, TypeSchema schema) {
    if (patch.isNull()) {
      return Optional.empty();
    }
    requireSameShape(existing, patch);
    return switch (patch) {
      case ObjectNode map -> map(existing, map, schema);
      case ArrayNode list when schema.rule().merges() -> list(existing, list, schema);
      case ArrayNode list -> Optional.of(list);
      default -> Optional.of(scalar(existing, patch));
    };
  }

  private Optional<JsonNode> map(@Nullable JsonNode existing, ObjectNode patch, TypeSchema schema) {
    Directive directive = Directive.take(patch);
    if (directive == Directive.DELETE) {
      return Optional.empty();
    }
    ObjectNode base =
        directive == Directive.MERGE && existing instanceof ObjectNode map
            ? map
            : JsonNodeFactory.instance.objectNode();
    return Optional.of(fields(base, patch, schema));
  }

  private Optional<JsonNode> list(@Nullable JsonNode existing, ArrayNode patch, TypeSchema schema) {
    Directive directive = Directive.take(patch);
    if (directive == Directive.DELETE) {
      return Optional.empty();
    }
    ArrayNode base =
        directive == Directive.MERGE && existing instanceof ArrayNode list
            ? list
            : JsonNodeFactory.instance.arrayNode();
    var merge = new KustomizeElements(this, schema);
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    result.addAll(merge.merge(base, patch));
    return Optional.of(result);
  }

  /** A value takes the place of another, within the quotes of the other. */
  static JsonNode scalar(@Nullable JsonNode existing, JsonNode patch) {
    return existing instanceof QuotedText ? new QuotedText(Spelling.of(patch)) : patch;
  }

  private void requireSameShape(@Nullable JsonNode existing, JsonNode patch) {
    if (existing == null
        || (existing.isObject() == patch.isObject() && existing.isArray() == patch.isArray())) {
      return;
    }
    throw misfit("the patch has " + shape(patch) + " where the object has " + shape(existing));
  }

  PatchException misfit(String what) {
    return new PatchException(Reason.NOT_APPLICABLE, what + ", at " + path);
  }

  static String shape(JsonNode node) {
    return node.isObject()
        ? "a map"
        : node.isArray() ? "a list" : "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** Keys with nothing after them do not survive a patch; a written null does. */
  private static void dropUnwritten(JsonNode node, TypeSchema schema) {
    if (node instanceof ObjectNode map) {
      map.removeIf(EmptyNull.class::isInstance);
      map.properties().forEach(f -> dropUnwritten(f.getValue(), schema.field(f.getKey())));
    } else if (node instanceof ArrayNode list && schema.rule().merges()) {
      list.forEach(element -> dropUnwritten(element, schema.element()));
    }
  }
}
