package dev.slipway.manifest.types;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object read by its kind's types.
 *
 * @param tree without unknown fields, nulls and empty lists and maps
 * @param unknownFields the paths of what was left out because the kind has no such field
 */
public record DecodedObject(ObjectNode tree, List<String> unknownFields) {
  public DecodedObject {
    unknownFields = List.copyOf(unknownFields);
  }
}
