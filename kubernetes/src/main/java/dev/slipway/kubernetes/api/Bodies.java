package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.protobuf.MalformedProtobufException;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import dev.slipway.manifest.types.DecodedObject;
import dev.slipway.manifest.types.MessageType;
import dev.slipway.manifest.types.ObjectDecoder;
import dev.slipway.manifest.types.TypeMismatchException;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: JSON, YAML or protobuf, of bounded size. */
final class Bodies {
  /** Kubernetes' own limit for a request body. */
  private static final int LIMIT = 3 << 20;

  private static final int SHOWN = 128;

  private Bodies() {}

  static byte[] bytes(Request request) throws IOException {
    byte[] body = request.body().readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      throw new ApiException(
          413,
          "RequestEntityTooLarge",
          "Request entity too large: limit is " + LIMIT,
          Optional.empty());
    }
    return body;
  }

  static String contentType(Request request) {
    String value = request.header("Content-Type").orElse("application/json");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
  }

  /** The object in the body of a create or update. */
  static ObjectNode object(Request request, String kind) throws IOException {
    byte[] body = bytes(request);
    return switch (contentType(request)) {
      case "application/json" -> json(body, kind);
      case "application/yaml" -> yaml(body, kind);
      case "application/vnd.kubernetes.protobuf" -> protobuf(body);
      default ->
          throw new ApiException(
              415,
              "UnsupportedMediaType",
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml, application/vnd.kubernetes.protobuf",
              Optional.empty());
    };
  }

  private static ObjectNode json(byte[] body, String kind) {
    String problem;
    try {
      if (Json.parse(body, "request body") instanceof ObjectNode object) {
        return object;
      }
      problem = "the body is no object";
    } catch (InputException e) {
      problem = e.problem().contains("end-of-input") ? "unexpected end of JSON input" : e.problem();
    }
    throw unreadable(kind, "couldn't get version/kind; json parse error: " + problem, body);
  }

  private static ApiException unreadable(String kind, String problem, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + " ..." : text;
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type "
            + kind
            + "): "
            + problem
            + " ("
            + shown
            + ")");
  }

  static ObjectNode yaml(byte[] body, String kind) {
    try {
      String text = new String(body, StandardCharsets.UTF_8);
      if (new YamlReader(YamlDialect.KUBERNETES).read(text, "request body").root()
          instanceof ObjectNode object) {
        return object;
      }
    } catch (InputException e) {
      throw unreadable(kind, "error converting YAML to JSON: " + e.problem(), body);
    }
    throw unreadable(kind, "the body is no object", body);
  }

  private static ObjectNode protobuf(byte[] body) {
    try {
      return ProtobufObjects.read(body);
    } catch (MalformedProtobufException e) {
      throw ApiException.badRequest("the object provided is unrecognized: " + e.getMessage());
    }
  }

  /** How unknown fields are treated. */
  enum FieldValidation {
    IGNORE,
    WARN,
    STRICT;

    static FieldValidation of(Request request) {
      String value = request.query("fieldValidation").orElse("");
      return switch (value) {
        case "Ignore" -> IGNORE;
        case "Strict" -> STRICT;
        case "", "Warn" -> WARN;
        default ->
            throw ApiException.badRequest(
                "fieldValidation: Unsupported value: \""
                    + value
                    + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
      };
    }
  }

  /** An object by its kind's types, with what to warn of. */
  record Checked(ObjectNode tree, List<String> warnings) {}

  /** Reads a tree by its kind's types; unknown fields are errors, warnings or nothing. */
  static Checked check(
      ObjectNode tree, GroupVersionKind kind, MessageType schema, FieldValidation validation) {
    try {
      DecodedObject decoded = ObjectDecoder.decode(tree, schema);
      List<String> unknown =
          decoded.unknownFields().stream().map(f -> "unknown field \"" + f + "\"").toList();
      if (validation == FieldValidation.STRICT && !unknown.isEmpty()) {
        throw undecodable(kind, "strict decoding error: " + String.join(", ", unknown));
      }
      return new Checked(
          decoded.tree(), validation == FieldValidation.IGNORE ? List.of() : unknown);
    } catch (TypeMismatchException e) {
      throw undecodable(kind, String.valueOf(e.getMessage()));
    }
  }

  private static ApiException undecodable(GroupVersionKind kind, String problem) {
    return ApiException.badRequest(
        kind.kind()
            + " in version \""
            + kind.version()
            + "\" cannot be handled as a "
            + kind.kind()
            + ": "
            + problem);
  }

  /** Refuses an object of another kind than the URL's; an object may leave its kind out. */
  static void requireKind(ObjectNode tree, GroupVersionKind kind) {
    String apiVersion = tree.path("apiVersion").asString("");
    String name = tree.path("kind").asString("");
    if (apiVersion.isEmpty() && name.isEmpty()) {
      tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    } else if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.kind())) {
      throw ApiException.badRequest(
          name.equals(kind.kind())
              ? "the API version in the data ("
                  + apiVersion
                  + ") does not match the expected API version ("
                  + kind.apiVersion()
                  + ")"
              : name
                  + " in version \""
                  + GroupVersionKind.of(apiVersion, name).version()
                  + "\" cannot be handled as a "
                  + kind.kind()
                  + ": converting ("
                  + name
                  + ") to ("
                  + kind.kind()
                  + "): unknown conversion");
    }
  }

  static JsonNode optionalJson(Request request, String what) throws IOException {
    byte[] body = bytes(request);
    if (body.length == 0) {
      return Json.MAPPER.createObjectNode();
    }
    return contentType(request).equals("application/vnd.kubernetes.protobuf")
        ? protobuf(body)
        : json(body, what);
  }
}
