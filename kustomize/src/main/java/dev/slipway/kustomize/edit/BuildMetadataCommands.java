package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.config.NearMiss;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit add}, {@code set} and {@code remove} for {@code buildmetadata}. */
record BuildMetadataCommands(ObjectNode fields) {
  private static final String FIELD = "buildMetadata";
  private static final List<String> OPTIONS =
      List.of("originAnnotations", "managedByLabel", "transformerAnnotations");

  void add(List<String> arguments) {
    ArrayNode list = fields.withArrayProperty(FIELD);
    for (String option : options(arguments)) {
      if (list.valueStream().anyMatch(item -> item.asString("").equals(option))) {
        throw new UsageException(
            "buildMetadata option " + option + " already in kustomization file");
      }
      list.add(option);
    }
  }

  void set(List<String> arguments) {
    List<String> options = options(arguments);
    ArrayNode list = fields.putArray(FIELD);
    options.stream().distinct().forEach(list::add);
  }

  void remove(List<String> arguments) {
    List<String> options = options(arguments);
    fields.withArrayProperty(FIELD).removeIf(item -> options.contains(item.asString("")));
  }

  private static List<String> options(List<String> arguments) {
    Arguments parsed = Arguments.parse(arguments, Set.of(), Set.of());
    if (parsed.positional().size() > 1) {
      throw new UsageException(
          "too many arguments: "
              + parsed.positional()
              + "; to provide multiple buildMetadata options, please separate options by comma");
    }
    List<String> options =
        parsed.positional().stream().flatMap(a -> Stream.of(a.split(","))).toList();
    if (options.isEmpty()) {
      throw new UsageException("must specify a buildMetadata option");
    }
    for (String option : options) {
      if (!OPTIONS.contains(option)) {
        String what = "invalid buildMetadata option: " + option + "; must be one of " + OPTIONS;
        throw new UsageException((what + ". " + NearMiss.hint(option, OPTIONS)).strip());
      }
    }
    return options;
  }
}
