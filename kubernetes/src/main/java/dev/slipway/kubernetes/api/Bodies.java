package dev.slipway.kubernetes.api;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Request;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.protobuf.MalformedProtobufException;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import dev.slipway.manifest.types.DecodedObject;
import dev.slipway.manifest.types.KindTable;
import dev.slipway.manifest.types.MessageType;
import dev.slipway.manifest.types.ObjectDecoder;
import dev.slipway.manifest.types.TypeMismatchException;
import dev.slipway.manifest.validation.FieldProblem;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies: JSON, YAML or protobuf, of bounded size. */
final class Bodies {
  /** Kubernetes' own limit for a request body. */
  private static final int LIMIT = 3 << 20;

  /** How much of an unreadable body is shown. */
  private static final int SHOWN = 30;

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
    return contentType(request).endsWith("json") ? GoText.repaired(body) : body;
  }

  static String contentType(Request request) {
    String value = request.header("Content-Type").orElse("application/json");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
  }

  /** The object in the body of a create or update. */
  static Body object(Request request, String kind) throws IOException {
    byte[] body = bytes(request);
    return switch (contentType(request)) {
      case "application/json" -> json(body, kind);
      case "application/yaml" -> yaml(body, kind);
      case "application/vnd.kubernetes.protobuf" -> protobuf(body);
      default -> throw unknownFormat();
    };
  }

  private static ApiException unknownFormat() {
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include:"
            + " application/json, application/yaml, application/vnd.kubernetes.protobuf",
        Optional.empty());
  }

  private static Body json(byte[] body, String kind) {
    return new Body(jsonTree(body, kind), new Body.Form.JsonText(body));
  }

  private static ObjectNode jsonTree(byte[] body, String kind) {
    String head = "couldn't get version/kind; json parse error: ";
    JsonNode tree;
    try {
      tree = Json.parse(body, "request body");
    } catch (InputException e) {
      throw unreadable(kind, head + GoJson.problem(body, e), body);
    }
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw unreadable(kind, head + GoJson.noObject(tree), body);
  }

  private static ApiException unreadable(String kind, String problem, byte[] body) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type "
            + kind
            + "): "
            + problem
            + " ("
            + shown(body)
            + ")");
  }

  /** The beginning of a body: as text when it looks like JSON, in hexadecimal digits otherwise. */
  private static String shown(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    byte[] head = Arrays.copyOf(body, Math.min(body.length, SHOWN));
    String text =
        body[0] == '{' ? new String(head, StandardCharsets.UTF_8) : HexFormat.of().formatHex(head);
    return head.length < body.length ? text + " ..." : text;
  }

  /** A YAML text, in which the last of several equal keys counts. */
  static Body yaml(byte[] body, String kind) {
    var repeated = new ArrayList<String>();
    var reader =
        new YamlReader(YamlDialect.KUBERNETES)
            .with((where, key) ->
                repeated.add("line " + where.line() + ": key \"" + key + "\" already set in map"));
    try {
      String text = new String(body, StandardCharsets.UTF_8);
      if (reader.read(text, "request body").root() instanceof ObjectNode object) {
        return new Body(object, new Body.Form.YamlText(repeated));
      }
    } catch (InputException e) {
      throw unreadable(kind, "error converting YAML to JSON: " + e.problem(), body);
    }
    throw unreadable(kind, "the body is no object", body);
  }

  private static Body protobuf(byte[] body) {
    try {
      return new Body(ProtobufObjects.read(body), new Body.Form.Message());
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
            throw WriteParameters.invalid(
                request,
                FieldProblem.notSupported(
                    "fieldValidation", value, List.of("Ignore", "Strict", "Warn")));
      };
    }
  }

  /** An object by its kind's types, with what to warn of. */
  record Checked(ObjectNode tree, List<String> warnings) {}

  /**
   * Reads a body by its kind's types; unknown and repeated fields are errors, warnings or nothing.
   */
  static Checked check(
      Body body, GroupVersionKind kind, MessageType schema, FieldValidation validation) {
    try {
      DecodedObject decoded = ObjectDecoder.decode(body.tree(), schema);
      if (validation == FieldValidation.IGNORE) {
        return new Checked(decoded.tree(), List.of());
      }
      List<String> problems = body.problems(decoded.unknownFields());
      if (validation == FieldValidation.STRICT && !problems.isEmpty()) {
        throw undecodable(kind, "strict decoding error: " + body.refusal(decoded.unknownFields()));
      }
      return new Checked(decoded.tree(), problems);
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
    if (tree.path("apiVersion").asString("").isEmpty()) {
      tree.put("apiVersion", kind.apiVersion());
    }
    if (tree.path("kind").asString("").isEmpty()) {
      tree.put("kind", kind.kind());
    }
    String apiVersion = tree.path("apiVersion").asString("");
    String name = tree.path("kind").asString("");
    if (!apiVersion.equals(kind.apiVersion()) || !name.equals(kind.kind())) {
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

  /** What a request says beside its path; nothing when it has no body. */
  static ObjectNode optional(Request request, GroupVersionKind kind) throws IOException {
    byte[] bytes = bytes(request);
    if (bytes.length == 0) {
      return Json.MAPPER.createObjectNode();
    }
    Body body =
        switch (contentType(request)) {
          case "application/yaml" -> yaml(bytes, kind.kind());
          case "application/vnd.kubernetes.protobuf" -> protobuf(bytes);
          default -> json(bytes, kind.kind());
        };
    MessageType schema =
        KindTable.get()
            .kind(kind)
            .orElseThrow(() -> new IllegalStateException(kind + " is not in the table of kinds"));
    return check(body, kind, schema, FieldValidation.IGNORE).tree();
  }
}
