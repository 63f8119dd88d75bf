package dev.slipway.manifest.validation;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Rules for ConfigMaps and Secrets. */
final class DataRules {
  private static final long LIMIT = 1 << 20;

  private DataRules() {}

  static void configMap(JsonNode tree, Problems problems) {
    long size = 0;
    for (var entry : tree.path("data").properties()) {
      size += entry.getValue().asString("").getBytes(StandardCharsets.UTF_8).length;
    }
    size += bytes(tree.path("binaryData"));
    for (String map : List.of("data", "binaryData")) {
      String other = map.equals("data") ? "binaryData" : "data";
      for (String key : tree.path(map).propertyNames()) {
        problems.name(key, map + "[" + key + "]", Names::configKey);
        if (tree.path(other).has(key)) {
          problems.add(
              FieldProblem.invalidText(
                  map + "[" + key + "]", key, "duplicate of key present in " + other));
        }
      }
    }
    // Kubernetes names the whole object so.
    limit(size, "[]", problems);
  }

  private static void limit(long size, String path, Problems problems) {
    if (size > LIMIT) {
      problems.add(
          new FieldProblem(
              FieldProblem.Reason.TOO_LONG,
              path,
              "Too long: may not be more than " + LIMIT + " bytes"));
    }
  }

  /** How many bytes the values of a map stand for, which are written in base 64. */
  private static long bytes(JsonNode map) {
    long size = 0;
    for (JsonNode value : map) {
      String text = value.asString("");
      int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
      size += text.length() / 4 * 3L - padding;
    }
    return size;
  }

  static void secret(KubeObject secret, Problems problems) {
    JsonNode data = secret.at("/data");
    for (String key : data.propertyNames()) {
      problems.name(key, "data[" + key + "]", Names::configKey);
    }
    limit(bytes(data), "data", problems);
    switch (secret.at("/type").asString("")) {
      case "kubernetes.io/service-account-token" -> {
        String name = "kubernetes.io/service-account.name";
        if (secret.annotations().getOrDefault(name, "").isEmpty()) {
          problems.add(FieldProblem.required("metadata.annotations[" + name + "]", ""));
        }
      }
      case "kubernetes.io/dockercfg" -> json(data, ".dockercfg", problems);
      case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson", problems);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          problems.add(FieldProblem.required("data[username]", ""));
          problems.add(FieldProblem.required("data[password]", ""));
        }
      }
      case "kubernetes.io/ssh-auth" -> required(data, "ssh-privatekey", problems);
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!data.has(key)) {
            problems.add(FieldProblem.required("data[" + key + "]", ""));
          }
        }
      }
      default -> {
        // other types may hold anything
      }
    }
  }

  private static void required(JsonNode data, String key, Problems problems) {
    if (data.path(key).asString("").isEmpty()) {
      problems.add(FieldProblem.required("data[" + key + "]", ""));
    }
  }

  /** A value that has to be JSON; what it is else is not told, as it may hold a password. */
  private static void json(JsonNode data, String key, Problems problems) {
    if (!data.has(key)) {
      problems.add(FieldProblem.required("data[" + key + "]", ""));
      return;
    }
    try {
      Json.parse(Base64.getDecoder().decode(data.path(key).asString("")), "secret");
    } catch (InputException e) {
      problems.add(
          FieldProblem.invalidText(
              "data[" + key + "]", "<secret contents redacted>", "it is no JSON"));
    }
  }
}
