package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What some content is, how it is called and how long it is (OCI image specification,
 * descriptor.md).
 *
 * @param size bytes
 * @param urls where else it can be had
 * @param data the content itself, base64, when it is small
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Descriptor(
    String mediaType,
    Digest digest,
    @JsonInclude(JsonInclude.Include.ALWAYS) long size,
    List<String> urls,
    Map<String, String> annotations,
    Optional<Platform> platform,
    Optional<String> artifactType,
    Optional<String> data) {

  public Descriptor {
    if (size < 0) {
      throw new IllegalArgumentException("the size of " + digest + " is negative: " + size);
    }
    urls = List.copyOf(urls);
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
  }

  @JsonCreator
  static Descriptor fromJson(
      @JsonProperty("mediaType") @Nullable String mediaType,
      @JsonProperty(value = "digest", required = true) @Nullable Digest digest,
      @JsonProperty(value = "size", required = true) long size,
      @JsonProperty("urls") @Nullable List<String> urls,
      @JsonProperty("annotations") @Nullable Map<String, String> annotations,
      @JsonProperty("platform") @Nullable Platform platform,
      @JsonProperty("artifactType") @Nullable String artifactType,
      @JsonProperty("data") @Nullable String data) {
    if (digest == null) {
      throw new IllegalArgumentException("a descriptor has null for its digest");
    }
    return new Descriptor(
        mediaType == null ? "" : mediaType,
        digest,
        size,
        urls == null ? List.of() : urls,
        annotations == null ? Map.of() : annotations,
        Optional.ofNullable(platform),
        Optional.ofNullable(artifactType),
        Optional.ofNullable(data));
  }

  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        mediaType,
        digest,
        size,
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The descriptor of {@code content}, named by its SHA-256. */
  public static Descriptor of(String mediaType, byte[] content) {
    return of(mediaType, Digest.of(content), content.length);
  }

  public Descriptor withPlatform(Platform of) {
    return new Descriptor(
        mediaType, digest, size, urls, annotations, Optional.of(of), artifactType, data);
  }

  public Descriptor withAnnotations(Map<String, String> those) {
    return new Descriptor(mediaType, digest, size, urls, those, platform, artifactType, data);
  }

  public Descriptor withArtifactType(String type) {
    return new Descriptor(
        mediaType, digest, size, urls, annotations, platform, Optional.of(type), data);
  }
}
