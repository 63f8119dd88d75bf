package dev.slipway.kubernetes.api;

import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import java.util.Optional;

/** What form a client takes an answer in, by its Accept header. */
enum Representation {
  JSON(Shape.OBJECT, Encoding.JSON),
  YAML(Shape.OBJECT, Encoding.YAML),
  PROTOBUF(Shape.OBJECT, Encoding.PROTOBUF),
  /** Rows and columns, {@code meta.k8s.io/v1}. */
  TABLE(Shape.TABLE, Encoding.JSON),
  /** As {@link #TABLE}, labelled {@code v1beta1} for the oldest clients. */
  TABLE_BETA(Shape.TABLE, Encoding.JSON),
  /** Metadata alone: {@code PartialObjectMetadata}. */
  METADATA(Shape.METADATA, Encoding.JSON),
  METADATA_PROTOBUF(Shape.METADATA, Encoding.PROTOBUF);

  /** How the bytes are to be read. */
  enum Encoding {
    JSON,
    YAML,
    PROTOBUF
  }

  private enum Shape {
    OBJECT,
    TABLE,
    METADATA
  }

  static final String PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";
  static final String YAML_TYPE = "application/yaml";
  private static final String JSON_TYPE = "application/json";

  private final Shape shape;
  private final Encoding encoding;

  Representation(Shape shape, Encoding encoding) {
    this.shape = shape;
    this.encoding = encoding;
  }

  boolean isTable() {
    return shape == Shape.TABLE;
  }

  /** Whether only metadata is wanted. */
  boolean isMetadata() {
    return shape == Shape.METADATA;
  }

  Encoding encoding() {
    return encoding;
  }

  String tableVersion() {
    return this == TABLE_BETA ? "meta.k8s.io/v1beta1" : "meta.k8s.io/v1";
  }

  /**
   * The first form listed that is served.
   *
   * @throws ApiException 406 when none is
   */
  static Representation of(Request request) {
    return preferred(request)
        .orElseThrow(() ->
            new ApiException(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: application/json,"
                    + " application/yaml, application/vnd.kubernetes.protobuf",
                Answers.empty()));
  }

  /** As {@link #of}, empty when none is served. */
  static Optional<Representation> preferred(Request request) {
    String accept = String.join(",", request.headers("Accept"));
    if (accept.isBlank()) {
      return Optional.of(JSON);
    }
    for (String item : accept.split(",")) {
      Optional<Representation> form = of(item.strip().split("\\s*;\\s*"));
      if (form.isPresent()) {
        return form;
      }
    }
    return Optional.empty();
  }

  /** One entry of the header: a type and its parameters. */
  private static Optional<Representation> of(String[] parts) {
    String as = parameter(parts, "as");
    boolean meta = parameter(parts, "g").equals("meta.k8s.io");
    return switch (parts[0]) {
      case "*/*", "application/*" -> Optional.of(JSON);
      case YAML_TYPE -> as.isEmpty() ? Optional.of(YAML) : Optional.empty();
      case PROTOBUF_TYPE ->
          as.isEmpty()
              ? Optional.of(PROTOBUF)
              : meta && isPartial(as) ? Optional.of(METADATA_PROTOBUF) : Optional.empty();
      case JSON_TYPE -> {
        if (as.isEmpty()) {
          yield Optional.of(JSON);
        }
        if (meta && as.equals("Table")) {
          yield table(parameter(parts, "v"));
        }
        yield meta && isPartial(as) ? Optional.of(METADATA) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Representation> table(String version) {
    return switch (version) {
      case "v1" -> Optional.of(TABLE);
      case "v1beta1" -> Optional.of(TABLE_BETA);
      default -> Optional.empty();
    };
  }

  private static boolean isPartial(String as) {
    return as.equals("PartialObjectMetadata") || as.equals("PartialObjectMetadataList");
  }

  private static String parameter(String[] parts, String name) {
    for (String part : parts) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }
}
