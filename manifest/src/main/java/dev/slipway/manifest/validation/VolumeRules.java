package dev.slipway.manifest.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules for the volumes of a pod. */
final class VolumeRules {
  private static final List<String> FILE_SOURCES = List.of("configMap", "secret", "projected");

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
    }
    if (volume.has("configMap")) {
      problems.requireText(volume.path("configMap"), "name", path + ".configMap");
    }
    if (volume.has("secret")) {
      problems.requireText(volume.path("secret"), "secretName", path + ".secret");
    }
    for (String kind : FILE_SOURCES) {
      items(volume.path(kind).path("items"), path + "." + kind + ".items", problems);
    }
  }

  private static void items(JsonNode items, String path, Problems problems) {
    int index = 0;
    for (JsonNode item : items) {
      String at = path + "[" + index++ + "]";
      problems.requireText(item, "key", at);
      String target = problems.requireText(item, "path", at);
      if (target.startsWith("/")) {
        problems.add(FieldProblem.invalidText(at + ".path", target, "must be a relative path"));
      }
      backsteps(target, at + ".path", problems);
    }
  }

  static void backsteps(String target, String path, Problems problems) {
    if (List.of(target.split("/")).contains("..")) {
      problems.add(FieldProblem.invalidText(path, target, "must not contain '..'"));
    }
  }
}
