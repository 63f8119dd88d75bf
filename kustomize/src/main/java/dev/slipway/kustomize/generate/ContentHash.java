package dev.slipway.kustomize.generate;

import dev.slipway.base.Json;
import dev.slipway.manifest.yaml.Spelling;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The hash of an object's content that becomes part of its name. */
public final class ContentHash {
  private static final int DIGITS = 10;

  private ContentHash() {}

  /** Ten characters that change whenever the content does and never spell a word by accident. */
  public static String of(ObjectNode object) {
    String hex = HexFormat.of().formatHex(sha256(encode(object)));
    var name = new StringBuilder();
    for (char c : hex.substring(0, DIGITS).toCharArray()) {
      name.append(
          switch (c) {
            case '0' -> 'g';
            case '1' -> 'h';
            case '3' -> 'k';
            case 'a' -> 'm';
            case 'e' -> 't';
            default -> c;
          });
    }
    return name.toString();
  }

  /** The name is always empty in what is hashed, and so is absent data. */
  private static String encode(ObjectNode object) {
    String kind = object.path("kind").asString("");
    var fields = new TreeMap<String, String>();
    switch (kind) {
      case "ConfigMap" -> {
        fields.put("data", texts(object.path("data")));
        if (!object.path("binaryData").isMissingNode()) {
          fields.put("binaryData", texts(object.path("binaryData")));
        }
      }
      case "Secret" -> {
        fields.put("type", GoJson.text(object.path("type").asString("")));
        fields.put("data", texts(object.path("data")));
        if (!object.path("stringData").isMissingNode()) {
          fields.put("stringData", texts(object.path("stringData")));
        }
      }
      default -> {
        return value(object);
      }
    }
    fields.put("kind", GoJson.text(kind));
    fields.put("name", "\"\"");
    return GoJson.object(fields);
  }

  private static String texts(JsonNode map) {
    return map.isObject() ? value(map) : "\"\"";
  }

  private static String value(JsonNode node) {
    if (node instanceof ObjectNode object) {
      var fields = new TreeMap<String, String>();
      object.properties().forEach(e -> fields.put(e.getKey(), value(e.getValue())));
      return GoJson.object(fields);
    }
    if (node.isArray()) {
      return node.valueStream().map(ContentHash::value).collect(Collectors.joining(",", "[", "]"));
    }
    return node.isString() ? GoJson.text(node.stringValue()) : Json.text(Spelling.plain(node));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
