package dev.slipway.manifest.patch;

import dev.slipway.manifest.patch.PatchException.Reason;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON patch, RFC 6902, with the liberties the Go tools take: a negative index counts from the end
 * of a list, {@code test} for null passes where there is nothing, and a missing value is null.
 */
public final class JsonPatch {
  /** How much all copies of a patch may add, in characters of JSON: copies of copies double. */
  private static final int MOST_COPIED = 3 << 20;

  private final List<Operation> operations;

  private JsonPatch(List<Operation> operations) {
    this.operations = List.copyOf(operations);
  }

  /**
   * Reads a list of operations.
   *
   * @throws PatchException when it is not one
   */
  public static JsonPatch parse(JsonNode patch) {
    if (!(patch instanceof ArrayNode list)) {
      throw new PatchException(Reason.MALFORMED, "a JSON patch is a list of operations");
    }
    var operations = new ArrayList<Operation>();
    for (JsonNode item : list) {
      operations.add(Operation.parse(item, operations.size()));
    }
    return new JsonPatch(operations);
  }

  /**
   * The patched value; the argument is not changed. Either all operations apply or none.
   *
   * @throws PatchException when an operation does not fit
   */
  public JsonNode apply(JsonNode target) {
    JsonNode document = target.deepCopy();
    long copied = 0;
    for (Operation operation : operations) {
      copied += operation.copied(document);
      if (copied > MOST_COPIED) {
        throw new PatchException(
            Reason.TOO_LARGE,
            "Unable to complete the copy, the accumulated size increase of copy is %d, exceeding the limit %d"
                .formatted(copied, MOST_COPIED));
      }
      document = operation.apply(document);
    }
    return document;
  }

  /** How many operations there are. */
  public int size() {
    return operations.size();
  }

  /** One operation, applied in place where the root itself is not replaced. */
  private record Operation(String name, Path path, Path from, JsonNode value, int number) {
    static Operation parse(JsonNode node, int number) {
      if (!(node instanceof ObjectNode object)) {
        throw malformed(number, "is no object");
      }
      String name = object.path("op").asString("");
      boolean needsValue = List.of("add", "replace", "test").contains(name);
      boolean needsFrom = List.of("move", "copy").contains(name);
      if (!needsValue && !needsFrom && !name.equals("remove")) {
        throw malformed(
            number,
            "has the op \"" + name + "\": add, remove, replace, move, copy or test is meant");
      }
      if (!object.path("path").isString()) {
        throw malformed(number, "(" + name + ") has no path");
      }
      if (needsFrom && !object.path("from").isString()) {
        throw malformed(number, "(" + name + ") has no from");
      }
      Path from = needsFrom ? Path.parse(object.get("from").stringValue()) : Path.ROOT;
      Path path = Path.parse(object.get("path").stringValue());
      JsonNode value = object.has("value") ? object.get("value") : NullNode.getInstance();
      return new Operation(name, path, from, value, number);
    }

    JsonNode apply(JsonNode document) {
      return switch (name) {
        case "add" -> path.add(document, value.deepCopy());
        case "remove" -> {
          path.remove(document);
          yield document;
        }
        case "replace" -> path.replace(document, value.deepCopy());
        case "move" -> {
          JsonNode moved = from.get(document);
          from.remove(document);
          yield path.add(document, moved);
        }
        case "copy" -> path.add(document, from.get(document).deepCopy());
        case "test" -> test(document);
        default -> throw malformed(number, "has the op \"" + name + "\"");
      };
    }

    /** How much the operation copies. */
    private int copied(JsonNode document) {
      return name.equals("copy") ? from.get(document).toString().length() : 0;
    }

    private JsonNode test(JsonNode document) {
      JsonNode actual = path.find(document);
      boolean absent = actual.isMissingNode() || actual.isNull();
      if (absent ? !value.isNull() : !JsonEquality.equal(actual, value)) {
        throw new PatchException(
            Reason.NOT_APPLICABLE,
            "testing value " + path + " failed: it is " + (absent ? "not there" : actual),
            absent ? path.parts() : List.of());
      }
      return document;
    }

    private static PatchException malformed(int number, String problem) {
      return new PatchException(Reason.MALFORMED, "operation " + (number + 1) + " " + problem);
    }
  }
}
