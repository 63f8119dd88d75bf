package dev.slipway.manifest.validation;

import dev.slipway.manifest.types.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for the volumes of a pod. */
final class VolumeRules {
  private static final List<String> FILE_SOURCES = List.of("configMap", "secret");
  private static final List<String> HOST_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final int MOST_MODE = 0777;
  private static final int LEAST_TOKEN_SECONDS = 600;

  private VolumeRules() {}

  /** Checks the list; answers the names that mounts may use. */
  static Set<String> check(JsonNode volumes, String path, Problems problems) {
    var names = new HashSet<String>();
    int index = 0;
    for (JsonNode volume : volumes) {
      String at = path + "[" + index++ + "]";
      String name = problems.requireText(volume, "name", at);
      if (!name.isEmpty()) {
        problems.name(name, at + ".name", Names::label);
        if (!names.add(name)) {
          problems.add(FieldProblem.duplicate(at + ".name", FieldProblem.quote(name)));
        }
      }
      source(volume, at, problems);
    }
    return names;
  }

  private static void source(JsonNode volume, String path, Problems problems) {
    int sources = volume.size() - (volume.has("name") ? 1 : 0);
    if (sources == 0) {
      problems.add(FieldProblem.required(path, "must specify a volume type"));
    } else if (sources > 1) {
      problems.add(FieldProblem.forbidden(path, "may not specify more than 1 volume type"));
    }
    if (volume.has("hostPath")) {
      String host = problems.requireText(volume.path("hostPath"), "path", path + ".hostPath");
      backsteps(host, path + ".hostPath.path", problems);
      String type = volume.path("hostPath").path("type").asString("");
      if (!HOST_TYPES.contains(type)) {
        problems.add(FieldProblem.notSupported(path + ".hostPath.type", type, HOST_TYPES));
      }
    }
    JsonNode limit = volume.path("emptyDir").path("sizeLimit");
    if (Quantity.parse(limit.asString("")).filter(q -> q.value().signum() < 0).isPresent()) {
      problems.add(
          FieldProblem.forbidden(
              path + ".emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity"));
    }
    if (volume.has("configMap")) {
      problems.requireText(volume.path("configMap"), "name", path + ".configMap");
    }
    if (volume.has("persistentVolumeClaim")) {
      JsonNode claim = volume.path("persistentVolumeClaim");
      problems.requireText(claim, "claimName", path + ".persistentVolumeClaim");
    }
    if (volume.has("secret")) {
      problems.requireText(volume.path("secret"), "secretName", path + ".secret");
    }
    for (String kind : FILE_SOURCES) {
      mode(volume.path(kind), "defaultMode", path + "." + kind, problems);
      items(volume.path(kind).path("items"), path + "." + kind + ".items", problems);
    }
    downward(volume.path("downwardAPI"), path + ".downwardAPI", problems);
    projected(volume.path("projected"), path + ".projected", problems);
  }

  private static void mode(JsonNode node, String field, String path, Problems problems) {
    JsonNode mode = node.path(field);
    if (mode.isNumber() && (mode.asInt(0) < 0 || mode.asInt(0) > MOST_MODE)) {
      problems.add(
          FieldProblem.invalid(
              path + "." + field,
              mode.asString(""),
              "must be a number between 0 and 0777 (octal), both inclusive"));
    }
  }

  private static void downward(JsonNode source, String path, Problems problems) {
    mode(source, "defaultMode", path, problems);
    var fields = new EnvironmentRules(problems);
    int index = 0;
    for (JsonNode item : source.path("items")) {
      String at = path + "[" + index++ + "]";
      inside(problems.requireText(item, "path", at), at + ".path", problems);
      mode(item, "mode", at, problems);
      boolean field = item.has("fieldRef");
      boolean resource = item.has("resourceFieldRef");
      if (field && resource) {
        problems.add(
            FieldProblem.invalidText(
                at,
                "resource",
                "fieldRef and resourceFieldRef can not be specified simultaneously"));
      } else if (!field && !resource) {
        problems.add(FieldProblem.required(at, "one of fieldRef and resourceFieldRef is required"));
      }
      fields.field(item.path("fieldRef"), at + ".fieldRef", EnvironmentRules.Shown.FILE);
      fields.resource(
          item.path("resourceFieldRef"), at + ".resourceFieldRef", EnvironmentRules.Shown.FILE);
    }
  }

  private static void projected(JsonNode volume, String path, Problems problems) {
    mode(volume, "defaultMode", path, problems);
    var targets = new HashSet<String>();
    int index = 0;
    for (JsonNode source : volume.path("sources")) {
      String at = path + ".sources[" + index++ + "]";
      if (source.size() > 1) {
        problems.add(FieldProblem.forbidden(at, "may not specify more than 1 volume type"));
      } else if (source.isEmpty()) {
        problems.add(FieldProblem.required(at, "must specify a volume type"));
      }
      for (String kind : FILE_SOURCES) {
        if (source.has(kind)) {
          problems.requireText(source.path(kind), "name", at + "." + kind);
          items(source.path(kind).path("items"), at + "." + kind + ".items", problems);
          distinct(source.path(kind).path("items"), at + "." + kind, targets, problems);
        }
      }
      downward(source.path("downwardAPI"), at + ".downwardAPI", problems);
      token(source.path("serviceAccountToken"), at + ".serviceAccountToken", problems);
    }
  }

  /** Two sources cannot both write one file. */
  private static void distinct(
      JsonNode items, String path, Set<String> targets, Problems problems) {
    for (JsonNode item : items) {
      String target = item.path("path").asString("");
      if (!target.isEmpty() && !targets.add(target)) {
        problems.add(FieldProblem.invalidText(path, target, "conflicting duplicate paths"));
      }
    }
  }

  private static void token(JsonNode token, String path, Problems problems) {
    if (!token.isObject()) {
      return;
    }
    JsonNode seconds = token.path("expirationSeconds");
    if (seconds.isNumber() && seconds.asLong(0) < LEAST_TOKEN_SECONDS) {
      problems.add(
          FieldProblem.invalid(
              path + ".expirationSeconds",
              seconds.asString(""),
              "may not specify a duration less than 10 minutes"));
    }
    inside(problems.requireText(token, "path", path), path + ".path", problems);
  }

  private static void items(JsonNode items, String path, Problems problems) {
    int index = 0;
    for (JsonNode item : items) {
      String at = path + "[" + index++ + "]";
      problems.requireText(item, "key", at);
      mode(item, "mode", at, problems);
      inside(problems.requireText(item, "path", at), at + ".path", problems);
    }
  }

  /** A path that does not leave the directory it is meant in. */
  static void inside(String target, String path, Problems problems) {
    if (target.startsWith("/")) {
      problems.add(FieldProblem.invalidText(path, target, "must be a relative path"));
    }
    backsteps(target, path, problems);
  }

  private static void backsteps(String target, String path, Problems problems) {
    if (List.of(target.split("/")).contains("..")) {
      problems.add(FieldProblem.invalidText(path, target, "must not contain '..'"));
    }
  }
}
