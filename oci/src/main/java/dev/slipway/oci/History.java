package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one step came about (OCI image specification, config.md, {@code history}).
 *
 * @param emptyLayer whether the step made no layer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record History(
    Optional<Instant> created,
    @JsonProperty("created_by") String createdBy,
    String author,
    String comment,
    @JsonProperty("empty_layer") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean emptyLayer) {

  @JsonCreator
  static History fromJson(
      @JsonProperty("created") @Nullable Instant created,
      @JsonProperty("created_by") @Nullable String createdBy,
      @JsonProperty("author") @Nullable String author,
      @JsonProperty("comment") @Nullable String comment,
      @JsonProperty("empty_layer") @Nullable Boolean emptyLayer) {
    return new History(
        Optional.ofNullable(created),
        createdBy == null ? "" : createdBy,
        author == null ? "" : author,
        comment == null ? "" : comment,
        Boolean.TRUE.equals(emptyLayer));
  }

  /** A step that made a layer. */
  public static History layer(Optional<Instant> created, String createdBy, String comment) {
    return new History(created, createdBy, "", comment, false);
  }

  /** A step that changed the configuration only. */
  public static History empty(Optional<Instant> created, String createdBy, String comment) {
    return new History(created, createdBy, "", comment, true);
  }
}
