package dev.slipway.dockerfile.cache;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.oci.Digest;
import dev.slipway.oci.Layer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a step made. The files are on this machine, or there is a blob, or both.
 *
 * @param key the step's key; guards against a file that is not what its name says
 * @param inputs what the key was made of
 * @param effective what later steps count as this step: the key, or one by the content of what was
 *     copied from another stage
 * @param result names this very result: equal keys can have been done twice with different outcome
 * @param below the result that this one was made on top of; a change without its base means nothing
 * @param snapshot the files
 * @param layer the blob
 * @param level the level at which the blob was asked to be compressed; empty for the usual one
 */
public record CacheEntry(
    @JsonProperty("key") Digest key,
    @JsonProperty("inputs") List<CacheKey.Input> inputs,
    @JsonProperty("effective") Digest effective,
    @JsonProperty("result") String result,
    @JsonProperty("below") String below,
    @JsonProperty("snapshot") Optional<String> snapshot,
    @JsonProperty("layer") Optional<Layer> layer,
    @JsonProperty("level") Optional<Integer> level,
    @JsonProperty("made") Instant made) {
  public CacheEntry {
    // Entries are read from files that others may have written.
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(effective, "effective");
    Objects.requireNonNull(result, "result");
    Objects.requireNonNull(below, "below");
    Objects.requireNonNull(made, "made");
    inputs = List.copyOf(inputs);
  }

  /** The same result under another key. */
  public CacheEntry under(CacheKey other) {
    return new CacheEntry(
        other.digest(), other.inputs(), effective, result, below, snapshot, layer, level, made);
  }

  /** With the blob, compressed as it was asked for. */
  public CacheEntry withLayer(Layer blob, Optional<Integer> asked) {
    return new CacheEntry(
        key, inputs, effective, result, below, snapshot, Optional.of(blob), asked, made);
  }
}
