package dev.slipway.kubernetes.api;

import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.manifest.GroupVersionKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What kubectl looks for before it applies (which kinds the server validates) and what it explains:
 * the structure of every kind. Documents travel packed; they are mostly names.
 *
 * <p>Version 3 for kubectl 1.29 and newer; version 2, in protobuf, for the older ones.
 */
final class OpenApi {
  private static final String V2_TYPE =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private final Map<String, byte[]> documents = new LinkedHashMap<>();
  private final byte[] index;
  private final byte[] version2;
  private final byte[] swagger;

  OpenApi() {
    var groups = new LinkedHashMap<String, List<ServedResource>>();
    for (ServedResource resource : ServedResource.ALL) {
      groups.computeIfAbsent(groupPath(resource.kind()), p -> new ArrayList<>()).add(resource);
    }
    ObjectNode paths = Json.MAPPER.createObjectNode();
    groups.forEach((path, resources) -> {
      byte[] document = Json.bytes(document(resources));
      documents.put(path, document);
      paths
          .putObject(path)
          .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Etags.of(document));
    });
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.set("paths", paths);
    index = Json.bytes(root);
    version2 = protobuf();
    swagger = Json.bytes(swagger());
  }

  private static String groupPath(GroupVersionKind kind) {
    return kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.apiVersion();
  }

  private static String objectPath(ServedResource resource) {
    return "/"
        + groupPath(resource.kind())
        + (resource.type().isNamespaced() ? "/namespaces/{namespace}/" : "/")
        + resource.type().plural()
        + "/{name}";
  }

  Response index(Request request) {
    return Etags.document(request, "application/json", index);
  }

  Response document(Request request, String path) {
    byte[] document = documents.get(path);
    if (document == null) {
      throw Answers.noSuchResource();
    }
    if (request.query("hash").isEmpty()) {
      return Etags.document(request, "application/json", document);
    }
    Headers headers =
        Headers.of("Content-Type", "application/json")
            .with("Cache-Control", "public, immutable, max-age=31536000")
            .with("Vary", "Accept, Accept-Encoding")
            .with("ETag", "\"" + Etags.of(document) + "\"");
    boolean packs = request.headers("Accept-Encoding").stream().anyMatch(e -> e.contains("gzip"));
    return packs
        ? new Response.Bytes(200, headers.with("Content-Encoding", "gzip"), packed(document))
        : new Response.Bytes(200, headers, document);
  }

  private static byte[] packed(byte[] document) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  /** In protobuf for those that ask for it by its name, in JSON for the others. */
  Response version2(Request request) {
    boolean packed =
        request.headers("Accept").stream().anyMatch(a -> a.contains("openapi.spec.v2"));
    return packed
        ? Etags.document(request, V2_TYPE, version2)
        : Etags.document(request, "application/json", swagger);
  }

  /** The same kinds as version 2 describes them. */
  private static ObjectNode swagger() {
    ObjectNode root = Json.MAPPER.createObjectNode().put("swagger", "2.0");
    root.putObject("info").put("title", "Slipway").put("version", "v1");
    ObjectNode paths = root.putObject("paths");
    var schemas = new KindSchemaDocument("#/definitions/");
    for (ServedResource resource : ServedResource.ALL) {
      ObjectNode patch = paths.putObject(objectPath(resource)).putObject("patch");
      describe(resource.kind(), patch);
      patch
          .putArray("parameters")
          .addObject()
          .put("name", "fieldValidation")
          .put("in", "query")
          .put("type", "string");
      schemas.add(resource);
    }
    root.set("definitions", schemas.schemas());
    return root;
  }

  private static void describe(GroupVersionKind kind, ObjectNode patch) {
    patch
        .putObject("x-kubernetes-group-version-kind")
        .put("group", kind.group())
        .put("version", kind.version())
        .put("kind", kind.kind());
    patch.putObject("responses").putObject("200").put("description", "OK");
  }

  private static ObjectNode document(List<ServedResource> resources) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("openapi", "3.0.0");
    root.putObject("info").put("title", "Slipway").put("version", "v1");
    ObjectNode paths = root.putObject("paths");
    var schemas = new KindSchemaDocument("#/components/schemas/");
    for (ServedResource resource : resources) {
      ObjectNode patch = paths.putObject(objectPath(resource)).putObject("patch");
      describe(resource.kind(), patch);
      ObjectNode parameter = patch.putArray("parameters").addObject();
      parameter.put("name", "fieldValidation").put("in", "query");
      parameter.putObject("schema").put("type", "string");
      schemas.add(resource);
    }
    root.putObject("components").set("schemas", schemas.schemas());
    return root;
  }

  /** A gnostic {@code Document}: swagger 1, info 2 {title 1, version 2}, paths 8 {path 2}. */
  private static byte[] protobuf() {
    var out = new ByteArrayOutputStream();
    field(out, 1, text("2.0"));
    field(out, 2, message(1, text("Slipway"), 2, text("v1")));
    var paths = new ByteArrayOutputStream();
    for (ServedResource resource : ServedResource.ALL) {
      // NamedPathItem {name 1, value 2: PathItem {patch 8}}
      byte[] item = message(8, operation(resource.kind()));
      field(paths, 2, message(1, text(objectPath(resource)), 2, item));
    }
    field(out, 8, paths.toByteArray());
    return out.toByteArray();
  }

  /** Parameters 8, responses 9, vendor extension 13. */
  private static byte[] operation(GroupVersionKind kind) {
    // ParametersItem {parameter 1 {nonBody 2 {query 3 {in 2, name 4, type 6}}}}
    byte[] query = message(2, text("query"), 4, text("fieldValidation"), 6, text("string"));
    byte[] parameter = message(1, message(2, message(3, query)));
    // NamedResponseValue {name 1, value 2 {response 1 {description 1}}}
    byte[] ok = message(1, text("200"), 2, message(1, message(1, text("OK"))));
    String yaml =
        "group: \""
            + kind.group()
            + "\"\nversion: "
            + kind.version()
            + "\nkind: "
            + kind.kind()
            + "\n";
    byte[] extension =
        message(1, text("x-kubernetes-group-version-kind"), 2, message(2, text(yaml)));
    return message(8, parameter, 9, message(1, ok), 13, extension);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] message(int number, byte[] content) {
    var out = new ByteArrayOutputStream();
    field(out, number, content);
    return out.toByteArray();
  }

  private static byte[] message(int first, byte[] one, int second, byte[] two) {
    var out = new ByteArrayOutputStream();
    field(out, first, one);
    field(out, second, two);
    return out.toByteArray();
  }

  private static byte[] message(
      int first, byte[] one, int second, byte[] two, int third, byte[] three) {
    var out = new ByteArrayOutputStream();
    field(out, first, one);
    field(out, second, two);
    field(out, third, three);
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    varint(out, (number << 3) | 2);
    varint(out, content.length);
    out.writeBytes(content);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 127) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
