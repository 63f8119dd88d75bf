package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.slipway.base.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several manifests under one name, one per platform in most cases (OCI image specification,
 * image-index.md; Docker's manifest list).
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder("schemaVersion")
public record ImageIndex(
    @JsonInclude(JsonInclude.Include.ALWAYS) int schemaVersion,
    String mediaType,
    Optional<String> artifactType,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> manifests,
    Optional<Descriptor> subject,
    Map<String, String> annotations)
    implements Manifest {

  public ImageIndex {
    manifests = List.copyOf(manifests);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  @JsonCreator
  static ImageIndex fromJson(
      @JsonProperty("mediaType") @Nullable String mediaType,
      @JsonProperty("artifactType") @Nullable String artifactType,
      @JsonProperty("manifests") @Nullable List<Descriptor> manifests,
      @JsonProperty("subject") @Nullable Descriptor subject,
      @JsonProperty("annotations") @Nullable Map<String, String> annotations) {
    return new ImageIndex(
        2,
        mediaType == null ? "" : mediaType,
        Optional.ofNullable(artifactType).filter(type -> !type.isEmpty()),
        manifests == null ? List.of() : manifests,
        Optional.ofNullable(subject),
        annotations == null ? Map.of() : annotations);
  }

  /** An OCI index. */
  public static ImageIndex of(List<Descriptor> manifests) {
    return new ImageIndex(
        2, MediaTypes.INDEX, Optional.empty(), manifests, Optional.empty(), Map.of());
  }

  ImageIndex withMediaType(String type) {
    return new ImageIndex(schemaVersion, type, artifactType, manifests, subject, annotations);
  }

  /** The first manifest for {@code machine}; one without a platform counts when no other fits. */
  public Optional<Descriptor> select(Platform machine) {
    return manifests.stream()
        .filter(m -> m.platform().filter(p -> p.runsOn(machine)).isPresent())
        .findFirst()
        .or(() -> manifests.stream().filter(m -> m.platform().isEmpty()).findFirst());
  }

  @Override
  public List<Descriptor> references() {
    return manifests;
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
