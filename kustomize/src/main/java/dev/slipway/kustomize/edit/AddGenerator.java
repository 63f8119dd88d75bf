package dev.slipway.kustomize.edit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add configmap} and {@code edit add secret}. */
record AddGenerator(ObjectNode fields, String what) {
  private static final Set<String> VALUED =
      Set.of(
          "--from-file",
          "--from-literal",
          "--from-env-file",
          "--behavior",
          "--namespace",
          "--type");

  void run(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, VALUED, Set.of("--disableNameSuffixHash"));
    if (parsed.positional().size() != 1) {
      throw new UsageException("name must be specified once");
    }
    boolean empty =
        parsed.all("--from-file").isEmpty()
            && parsed.all("--from-literal").isEmpty()
            && parsed.all("--from-env-file").isEmpty();
    if (empty) {
      throw new UsageException("at least from-env-file, or from-file or from-literal must be set");
    }
    ObjectNode entry = entry(parsed.positional().getFirst());
    parsed.all("--from-file").forEach(file -> entry.withArrayProperty("files").add(file));
    parsed.all("--from-literal").forEach(text -> entry.withArrayProperty("literals").add(text));
    parsed.all("--from-env-file").forEach(file -> entry.withArrayProperty("envs").add(file));
    put(entry, "behavior", parsed.last("--behavior"));
    put(entry, "namespace", parsed.last("--namespace"));
    put(entry, "type", what.equals("secret") ? parsed.last("--type") : Optional.empty());
    if (parsed.flag("--disableNameSuffixHash")) {
      entry.withObjectProperty("options").put("disableNameSuffixHash", true);
    }
  }

  private static void put(ObjectNode entry, String field, Optional<String> value) {
    value.ifPresent(text -> entry.put(field, text));
  }

  private ObjectNode entry(String name) {
    String field = what.equals("secret") ? "secretGenerator" : "configMapGenerator";
    for (JsonNode item : fields.path(field)) {
      if (item instanceof ObjectNode object && object.path("name").asString("").equals(name)) {
        return object;
      }
    }
    return fields.withArrayProperty(field).addObject().put("name", name);
  }
}
