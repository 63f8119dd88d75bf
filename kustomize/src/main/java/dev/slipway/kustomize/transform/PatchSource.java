package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.load.ResourceReader;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resource.Origin;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.yaml.Spelling;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

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
    List<YamlDocument> documents = new YamlReader(YamlDialect.KUSTOMIZE).readAll(text, file);
    if (documents.size() == 1 && documents.getFirst().root() instanceof ArrayNode operations) {
      return operations(operations, documents.getFirst());
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

  /** Reads operations only, from YAML or JSON. */
  static Operations readOperations(String text, String file, Position position) {
    List<YamlDocument> documents = new YamlReader(YamlDialect.KUSTOMIZE).readAll(text, file);
    if (documents.isEmpty() || !(documents.getFirst().root() instanceof ArrayNode operations)) {
      throw new InputException(position, "a JSON patch is a list of operations, this is none", "");
    }
    return operations(operations, documents.getFirst());
  }

  private static Operations operations(ArrayNode operations, YamlDocument document) {
    try {
      return new Operations(JsonPatch.parse(Spelling.plain(operations)), document.position());
    } catch (PatchException e) {
      throw new InputException(
          document.position(), "unable to parse SM or JSON patch: " + e.getMessage(), "", e);
    }
  }
}
