package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One image, or any artifact of the same shape (OCI image specification, manifest.md; Docker's
 * image manifest version 2, schema 2).
 *
 * @param config the configuration blob
 * @param layers the lowest first
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder("schemaVersion")
public record ImageManifest(
    @JsonInclude(JsonInclude.Include.ALWAYS) int schemaVersion,
    String mediaType,
    Optional<String> artifactType,
    Descriptor config,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> layers,
    Optional<Descriptor> subject,
    Map<String, String> annotations)
    implements Manifest {

  public ImageManifest {
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  @JsonCreator
  static ImageManifest fromJson(
      @JsonProperty("mediaType") @Nullable String mediaType,
      @JsonProperty("artifactType") @Nullable String artifactType,
      @JsonProperty(value = "config", required = true) @Nullable Descriptor config,
      @JsonProperty("layers") @Nullable List<Descriptor> layers,
      @JsonProperty("subject") @Nullable Descriptor subject,
      @JsonProperty("annotations") @Nullable Map<String, String> annotations) {
    if (config == null) {
      throw new IllegalArgumentException("the manifest has null for its config");
    }
    return new ImageManifest(
        2,
        mediaType == null ? "" : mediaType,
        Optional.ofNullable(artifactType).filter(type -> !type.isEmpty()),
        config,
        layers == null ? List.of() : layers,
        Optional.ofNullable(subject),
        annotations == null ? Map.of() : annotations);
  }

  /** An OCI manifest of an image. */
  public static ImageManifest of(Descriptor config, List<Descriptor> layers) {
    return new ImageManifest(
        2, MediaTypes.MANIFEST, Optional.empty(), config, layers, Optional.empty(), Map.of());
  }

  /**
   * Reads one.
   *
   * @throws InputException when it is none, or an index
   */
  public static ImageManifest parse(byte[] json) {
    return switch (Manifest.parse(json, "")) {
      case ImageManifest manifest -> manifest;
      case ImageIndex index ->
          throw new InputException(
              Position.of("manifest"), "this is an index, not an image manifest", "");
    };
  }

  ImageManifest withMediaType(String type) {
    return new ImageManifest(
        schemaVersion, type, artifactType, config, layers, subject, annotations);
  }

  public ImageManifest withAnnotations(Map<String, String> those) {
    return new ImageManifest(
        schemaVersion, mediaType, artifactType, config, layers, subject, those);
  }

  public ImageManifest withSubject(Descriptor of) {
    return new ImageManifest(
        schemaVersion, mediaType, artifactType, config, layers, Optional.of(of), annotations);
  }

  public ImageManifest withArtifactType(String type) {
    return new ImageManifest(
        schemaVersion, mediaType, Optional.of(type), config, layers, subject, annotations);
  }

  @Override
  public List<Descriptor> references() {
    var all = new ArrayList<Descriptor>();
    all.add(config);
    all.addAll(layers);
    return List.copyOf(all);
  }

  @Override
  public byte[] toBytes() {
    return Json.bytes(this);
  }

  /** The descriptor of {@link #toBytes}. */
  public Descriptor descriptor() {
    return Descriptor.of(mediaType, toBytes());
  }
}
