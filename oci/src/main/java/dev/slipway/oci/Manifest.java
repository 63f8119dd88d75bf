package dev.slipway.oci;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a registry keeps under a tag: an image (or artifact) manifest, or an index of such. */
public sealed interface Manifest permits ImageManifest, ImageIndex {
  /** Its media type, as said by the manifest itself or by whoever sent it. */
  String mediaType();

  /** What it is about, when it is a signature, an SBOM, an attestation. */
  Optional<Descriptor> subject();

  /** What kind of artifact it says it is. */
  Optional<String> artifactType();

  Map<String, String> annotations();

  /** Everything it names that is needed to use it, without the subject. */
  List<Descriptor> references();

  /** Compact JSON. A manifest that came from elsewhere has bytes of its own: keep those. */
  byte[] toBytes();

  /**
   * Reads a manifest or an index, OCI's or Docker's schema 2.
   *
   * @param contentType what its sender said it is; empty when unknown
   * @throws InputException when it is neither, or says something else than its sender
   */
  static Manifest parse(byte[] json, String contentType) {
    JsonNode node = Json.parse(json, "manifest");
    String claimed = MediaTypes.withoutParameters(contentType);
    String own = node.path("mediaType").asString("");
    if (!own.isEmpty() && !claimed.isEmpty() && !own.equals(claimed)) {
      throw invalid(
          "the manifest says it is " + own + ", its Content-Type says " + claimed,
          "send the manifest with the media type it names itself");
    }
    String type = own.isEmpty() ? claimed.isEmpty() ? guess(node) : claimed : own;
    refuseOldSchema(node, type);
    try {
      if (MediaTypes.isIndex(type)) {
        return Json.MAPPER.treeToValue(node, ImageIndex.class).withMediaType(type);
      }
      if (MediaTypes.isManifest(type)) {
        return Json.MAPPER.treeToValue(node, ImageManifest.class).withMediaType(type);
      }
    } catch (JacksonException e) {
      throw new InputException(
          Position.of("manifest"), "invalid manifest: " + e.getOriginalMessage(), "", e);
    }
    throw invalid(
        "\"" + type + "\" is not a media type of manifests",
        "use " + MediaTypes.MANIFEST + " or " + MediaTypes.INDEX);
  }

  private static String guess(JsonNode node) {
    return node.has("manifests") ? MediaTypes.INDEX : MediaTypes.MANIFEST;
  }

  private static void refuseOldSchema(JsonNode node, String type) {
    if (!node.isObject()) {
      throw invalid("the manifest is not a JSON object", "");
    }
    int schema = node.path("schemaVersion").asInt(0);
    if (schema != 2) {
      throw invalid(
          "the manifest has schemaVersion " + schema + " (" + type + ")",
          "only schemaVersion 2 is served; push it again with a current client");
    }
    boolean both =
        node.has("manifests") && (node.has("layers") || node.has("config") || node.has("fsLayers"));
    if (both) {
      // CVE-2021-41190: one digest must not mean two things to two readers.
      throw invalid("the manifest has both layers and manifests", "it is one or the other");
    }
  }

  private static InputException invalid(String problem, String hint) {
    return new InputException(Position.of("manifest"), problem, hint);
  }
}
