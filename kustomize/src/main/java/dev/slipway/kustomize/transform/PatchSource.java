package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Origin;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A patch as read: partial objects to merge, or operations to carry out. */
public sealed interface PatchSource {
  /** Where it is written. */
  Position position();

  /** Partial objects, one per document. */
  record Merge(List<Resource> patches, Position position) implements PatchSource {}

  /** Operations, RFC 6902. */
  record Operations(JsonPatch patch, Position position) implements PatchSource {}

  /**
   * Reads a patch of either form.
   *
   * @param file how errors call the text
   */
  static PatchSource read(String text, String file, Position position) {
    if (text.startsWith("[")) {
      return operationsOf(jsonList(text, position), position);
    }
    List<YamlDocument> documents = new YamlReader(YamlDialect.KUSTOMIZE).readAll(text, file);
    if (!documents.isEmpty() && documents.getFirst().root().isArray()) {
      return readOperations(text, file, position);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Resource> patches = ResourceReader.read(bytes, file, place -> Origin.local(place, ""));
    if (patches.isEmpty()) {
      throw new InputException(
          position,
          "unable to parse SM or JSON patch: it is empty",
          "A patch is a partial object, or a list of operations.");
    }
    return new Merge(patches, patches.getFirst().origin().position());
  }

  /** Reads operations only, from YAML or JSON: what begins with a bracket is JSON. */
  static Operations readOperations(String text, String file, Position position) {
    if (text.startsWith("[")) {
      return operations(jsonList(text, position), position);
    }
    // Here kustomize reads as the API server does: yes is true, and a date is text.
    List<YamlDocument> documents = new YamlReader(YamlDialect.KUBERNETES).readAll(text, file);
    if (documents.size() > 1) {
      throw new InputException(
          documents.get(1).position(),
          "a JSON patch is one document, here begins another",
          "Put all operations into one list.");
    }
    if (documents.isEmpty() || !documents.getFirst().root().isArray()) {
      throw new InputException(position, "a JSON patch is a list of operations, this is none", "");
    }
    return operations(documents.getFirst().root(), documents.getFirst().position());
  }

  private static PatchSource operationsOf(JsonNode list, Position position) {
    if (list.isEmpty()) {
      throw new InputException(
          position,
          "an empty list illegally qualifies as both an SM and JSON patch",
          "Leave the patch out, or give it operations.");
    }
    return operations(list, position);
  }

  private static JsonNode jsonList(String text, Position position) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new InputException(
          position,
          "unable to parse SM or JSON patch: what begins with [ must be JSON, "
              + e.getOriginalMessage(),
          "Put names and texts in double quotes, or begin each operation with \"- \".",
          e);
    }
  }

  private static Operations operations(JsonNode operations, Position position) {
    try {
      return new Operations(JsonPatch.parse(operations), position);
    } catch (PatchException e) {
      throw new InputException(
          position, "unable to parse SM or JSON patch: " + e.getMessage(), "", e);
    }
  }
}
