package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import dev.slipway.manifest.schema.KindName;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.TypeSchema;
import dev.slipway.manifest.yaml.EmptyNull;
import dev.slipway.manifest.yaml.QuotedText;
import dev.slipway.manifest.yaml.SpelledTime;
import dev.slipway.manifest.yaml.Spelling;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The merge of kustomize, as it shows in what it prints. Changes its arguments; serves one object.
 */
final class KustomizeMerge {
  private final KindSchemas schemas;
  private final FieldPath path = new FieldPath();

  /** Texts that stay without quotes because what they replaced had none. */
  private final Set<JsonNode> bare = Collections.newSetFromMap(new IdentityHashMap<>());

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
    merged.ifPresent(object -> settle(object, schema));
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
              value(target.get(field.getKey()), field.getValue(), schema.field(field.getKey()));
          value.ifPresentOrElse(
              result -> target.set(field.getKey(), result), () -> target.remove(field.getKey()));
          path.leave();
        });
    return target;
  }

  private Optional<JsonNode> value(@Nullable JsonNode existing, JsonNode patch, TypeSchema schema) {
    if (patch.isNull()) {
      return Optional.empty();
    }
    requireSameShape(existing, patch);
    // No switch over types: Java makes a class for it when it first runs.
    if (patch instanceof ObjectNode map) {
      return map(existing, map, schema);
    }
    if (patch instanceof ArrayNode list) {
      return schema.rule().merges() ? list(existing, list, schema) : Optional.of(list);
    }
    return Optional.of(scalar(existing, patch));
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

  /**
   * A value takes the place of another as that one was written: within its quotes, or without any,
   * which shows when a later patch puts a number there.
   */
  JsonNode scalar(@Nullable JsonNode existing, JsonNode patch) {
    if (existing == null) {
      return patch;
    }
    if (existing instanceof QuotedText) {
      return new QuotedText(Spelling.of(patch));
    }
    if (!patch.isString() || patch instanceof SpelledTime) {
      return patch;
    }
    JsonNode text = StringNode.valueOf(patch.stringValue());
    bare.add(text);
    return text;
  }

  private void requireSameShape(@Nullable JsonNode existing, JsonNode patch) {
    if (existing == null
        || existing.isNull()
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

  /**
   * What a patch does to all of an object: keys with nothing after them go, a written null stays;
   * booleans of YAML 1.1, which are text, get quotes where the patch replaced nothing.
   */
  private void settle(JsonNode node, TypeSchema schema) {
    if (node instanceof ObjectNode map) {
      map.removeIf(EmptyNull.class::isInstance);
      for (Map.Entry<String, JsonNode> field : map.properties()) {
        if (!bare.contains(field.getValue())) {
          field.setValue(Spelling.oldBooleanQuoted(field.getValue()));
        }
        settle(field.getValue(), schema.field(field.getKey()));
      }
    } else if (node instanceof ArrayNode list && schema.rule().merges()) {
      list.forEach(element -> settle(element, schema.element()));
    }
  }
}
