package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.api.Representation.Encoding;
import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.protobuf.ProtobufObjects;
import dev.slipway.manifest.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts answers into the form that the client asked for: protobuf, YAML, or metadata alone.
 *
 * <p>What has no protobuf form (discovery, metrics) stays JSON, which every client of protobuf
 * reads too.
 */
final class Encodings {
  private static final String JSON = "application/json";
  private static final String PARTIAL = "PartialObjectMetadata";

  private Encodings() {}

  /** A JSON answer of a handler in the client's form; other answers as they are. */
  static Response inFormOf(Request request, Response answer) {
    Representation form = Representation.preferred(request).orElse(Representation.JSON);
    boolean plain = form.encoding() == Encoding.JSON && !form.isMetadata();
    if (plain
        || !(answer instanceof Response.Bytes(int status, Headers headers, byte[] body))
        || !headers.entries().contains(Map.entry("Content-Type", JSON))
        || !(Json.parse(body, "the answer") instanceof ObjectNode tree)) {
      return answer;
    }
    Response.Bytes encoded = encode(status, form.isMetadata() ? metadata(tree) : tree, form);
    Headers all = encoded.headers();
    for (var header : headers.entries()) {
      if (!header.getKey().equals("Content-Type")) {
        all = all.with(header.getKey(), header.getValue());
      }
    }
    return new Response.Bytes(status, all, encoded.body());
  }

  /** {@code tree} in a form's encoding. */
  static Response.Bytes encode(int status, JsonNode tree, Representation form) {
    return switch (form.encoding()) {
      case PROTOBUF ->
          ProtobufObjects.isKnown(kind(tree))
              ? bytes(status, Representation.PROTOBUF_TYPE, ProtobufObjects.write(tree))
              : bytes(status, JSON, Json.bytes(tree));
      case YAML ->
          bytes(
              status,
              Representation.YAML_TYPE,
              YamlWriter.write(tree).getBytes(StandardCharsets.UTF_8));
      case JSON -> bytes(status, JSON, Json.bytes(tree));
    };
  }

  private static Response.Bytes bytes(int status, String type, byte[] body) {
    return new Response.Bytes(status, Headers.of("Content-Type", type), body);
  }

  private static GroupVersionKind kind(JsonNode tree) {
    return GroupVersionKind.of(
        tree.path("apiVersion").asString(""), tree.path("kind").asString(""));
  }

  /** The metadata of an object or of every object of a list; a Status says what it says. */
  static ObjectNode metadata(ObjectNode tree) {
    if (tree.path("kind").asString("").equals("Status")) {
      return tree;
    }
    ObjectNode partial = Json.MAPPER.createObjectNode();
    boolean list = tree.path("items").isArray();
    partial.put("kind", list ? PARTIAL + "List" : PARTIAL).put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", tree.path("metadata"));
    if (list) {
      ArrayNode items = partial.putArray("items");
      for (JsonNode item : tree.path("items")) {
        ObjectNode one = items.addObject();
        one.put("kind", PARTIAL).put("apiVersion", "meta.k8s.io/v1");
        one.set("metadata", item.path("metadata"));
      }
    }
    return partial;
  }
}
