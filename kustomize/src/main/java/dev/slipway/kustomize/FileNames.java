package dev.slipway.kustomize;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The names of files when every object is written to its own. */
final class FileNames {
  private FileNames() {}

  static String of(ObjectNode tree) {
    String group = tree.path("apiVersion").asString("").replace('/', '_');
    String kind = tree.path("kind").asString("");
    String name = tree.path("metadata").path("name").asString("");
    String namespace = tree.path("metadata").path("namespace").asString("");
    String file = group + "_" + kind + "_" + name + ".yaml";
    return (namespace.isEmpty() ? file : namespace + "_" + file)
        .toLowerCase(Locale.ROOT)
        .replace(':', '-');
  }
}
