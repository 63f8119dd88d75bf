package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An image's configuration: how to run it, what its root filesystem is made of and how it came
 * about (OCI image specification, config.md, and Docker's additions).
 *
 * @param variant of the architecture; {@code ""} when there is none
 * @param config how to run it
 * @param rootfs the uncompressed layers
 * @param others what is not known here, kept as it is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageConfig(
    Optional<Instant> created,
    String author,
    String architecture,
    String os,
    String variant,
    @JsonProperty("os.version") String osVersion,
    RunConfig config,
    @JsonInclude(JsonInclude.Include.ALWAYS) RootFs rootfs,
    List<History> history,
    @JsonAnyGetter Map<String, JsonNode> others) {

  /**
   * What a root filesystem is made of.
   *
   * @param diffIds digests of the uncompressed layers, the lowest first
   */
  public record RootFs(String type, @JsonProperty("diff_ids") List<Digest> diffIds) {
    public RootFs {
      diffIds = List.copyOf(diffIds);
    }

    @JsonCreator
    static RootFs fromJson(
        @JsonProperty("type") @Nullable String type,
        @JsonProperty("diff_ids") @Nullable List<Digest> diffIds) {
      return new RootFs(type == null ? "layers" : type, diffIds == null ? List.of() : diffIds);
    }
  }

  public ImageConfig {
    history = List.copyOf(history);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  @JsonCreator
  static ImageConfig fromJson(
      @JsonProperty("created") @Nullable Instant created,
      @JsonProperty("author") @Nullable String author,
      @JsonProperty("architecture") @Nullable String architecture,
      @JsonProperty("os") @Nullable String os,
      @JsonProperty("variant") @Nullable String variant,
      @JsonProperty("os.version") @Nullable String osVersion,
      @JsonProperty("config") @Nullable RunConfig config,
      @JsonProperty("rootfs") @Nullable RootFs rootfs,
      @JsonProperty("history") @Nullable List<History> history,
      @JsonAnySetter Map<String, JsonNode> others) {
    return new ImageConfig(
        Optional.ofNullable(created),
        author == null ? "" : author,
        architecture == null ? "" : architecture,
        os == null ? "" : os,
        variant == null ? "" : variant,
        osVersion == null ? "" : osVersion,
        config == null ? RunConfig.EMPTY : config,
        rootfs == null ? new RootFs("layers", List.of()) : rootfs,
        history == null ? List.of() : history,
        others);
  }

  /** An image of nothing: what {@code FROM scratch} begins with. */
  public static ImageConfig scratch(Platform platform) {
    return new ImageConfig(
        Optional.empty(),
        "",
        platform.architecture(),
        platform.os(),
        platform.variant(),
        platform.osVersion(),
        RunConfig.EMPTY,
        new RootFs("layers", List.of()),
        List.of(),
        Map.of());
  }

  /**
   * Reads a configuration.
   *
   * @throws InputException when it is none
   */
  public static ImageConfig parse(byte[] json) {
    return Json.parse(json, "image configuration", ImageConfig.class);
  }

  /** Compact JSON. */
  public byte[] toBytes() {
    return Json.bytes(this);
  }

  /** The machine it is for; the platform of this machine when it does not say. */
  @JsonIgnore
  public Platform platform() {
    if (os.isEmpty() || architecture.isEmpty()) {
      return Platform.host();
    }
    return new Platform(os, architecture, variant, osVersion, List.of());
  }

  @JsonIgnore
  public List<Digest> diffIds() {
    return rootfs.diffIds;
  }

  /** The name of the whole root filesystem; empty for one without layers. */
  @JsonIgnore
  public Optional<ChainId> chainId() {
    return ChainId.of(rootfs.diffIds);
  }

  public ImageConfig withCreated(Optional<Instant> when) {
    return new ImageConfig(
        when, author, architecture, os, variant, osVersion, config, rootfs, history, others);
  }

  public ImageConfig withAuthor(String who) {
    return new ImageConfig(
        created, who, architecture, os, variant, osVersion, config, rootfs, history, others);
  }

  public ImageConfig withConfig(RunConfig how) {
    return new ImageConfig(
        created, author, architecture, os, variant, osVersion, how, rootfs, history, others);
  }

  /** With one more layer on top and the step that made it. */
  public ImageConfig withLayer(Digest diffId, History step) {
    var diffIds = new ArrayList<>(rootfs.diffIds);
    diffIds.add(diffId);
    return withRootFs(new RootFs(rootfs.type, diffIds)).withHistory(step);
  }

  /** With one more step. */
  public ImageConfig withHistory(History step) {
    var steps = new ArrayList<>(history);
    steps.add(step);
    return new ImageConfig(
        created, author, architecture, os, variant, osVersion, config, rootfs, steps, others);
  }

  /** With a field that is not of the specification. */
  public ImageConfig with(String name, JsonNode value) {
    var more = new LinkedHashMap<>(others);
    more.put(name, value);
    return new ImageConfig(
        created, author, architecture, os, variant, osVersion, config, rootfs, history, more);
  }

  public ImageConfig withRootFs(RootFs files) {
    return new ImageConfig(
        created, author, architecture, os, variant, osVersion, config, files, history, others);
  }
}
