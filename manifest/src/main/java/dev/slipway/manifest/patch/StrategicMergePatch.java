package dev.slipway.manifest.patch;

import dev.slipway.manifest.schema.KindName;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.SchemaFlavor;
import dev.slipway.manifest.schema.TypeSchema;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: maps merge by key, null removes, lists merge by the keys their schema
 * names, directives ({@code $patch} and others) say otherwise.
 */
public final class StrategicMergePatch {
  private final MergeMode mode;
  private final KindSchemas schemas;

  public StrategicMergePatch(MergeMode mode, KindSchemas schemas) {
    this.mode = mode;
    this.schemas = schemas;
  }

  /** The merge of the API server, with the kinds it knows. */
  public static StrategicMergePatch ofApiServer() {
    return new StrategicMergePatch(
        MergeMode.API_SERVER, KindSchemas.builtIn(SchemaFlavor.API_SERVER));
  }

  /** The merge of kustomize, with the kinds it knows. */
  public static StrategicMergePatch ofKustomize() {
    return new StrategicMergePatch(
        MergeMode.KUSTOMIZE, KindSchemas.builtIn(SchemaFlavor.KUSTOMIZE));
  }

  /**
   * The patched object; neither argument is changed.
   *
   * @return nothing when the patch deletes the object, which only kustomize can say
   * @throws PatchException when the patch is malformed or does not fit
   */
  public Optional<ObjectNode> apply(ObjectNode target, ObjectNode patch) {
    return mergeInto(target.deepCopy(), patch);
  }

  /** As {@link #apply}, at the cost of {@code target}, which must not be used afterwards. */
  public Optional<ObjectNode> mergeInto(ObjectNode target, ObjectNode patch) {
    return switch (mode) {
      case API_SERVER -> Optional.of(ServerMerge.merge(target, patch.deepCopy(), schema(target)));
      case KUSTOMIZE -> new KustomizeMerge(schemas).merge(target, patch.deepCopy());
    };
  }

  private TypeSchema schema(JsonNode object) {
    return schemas.type(
        new KindName(object.path("apiVersion").asString(""), object.path("kind").asString("")));
  }
}
