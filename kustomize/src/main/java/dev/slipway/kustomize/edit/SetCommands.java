package dev.slipway.kustomize.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit set} for what there is one of: names, images, replicas. */
final class SetCommands {
  /** What these set; the rest can also be added and removed. */
  static final List<String> NAMES =
      List.of("image", "nameprefix", "namesuffix", "namespace", "replicas");

  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private final ObjectNode fields;
  private final Consumer<String> log;

  /** Changes {@code fields}; {@code log} is told what is odd about what was asked for. */
  SetCommands(ObjectNode fields, Consumer<String> log) {
    this.fields = fields;
    this.log = log;
  }

  void run(String what, List<String> arguments) {
    switch (what) {
      case "image" -> images(arguments);
      case "namespace" -> namespace(single(arguments, "must specify exactly one namespace value"));
      case "nameprefix" ->
          fields.put("namePrefix", single(arguments, "must specify exactly one prefix value"));
      case "namesuffix" ->
          fields.put("nameSuffix", single(arguments, "must specify exactly one suffix value"));
      case "replicas" -> replicas(arguments);
      default -> throw new IllegalArgumentException(what);
    }
  }

  private static String single(List<String> arguments, String otherwise) {
    List<String> values = Arguments.parse(arguments, Set.of(), Set.of()).positional();
    if (values.size() != 1) {
      throw new UsageException(otherwise);
    }
    return values.getFirst();
  }

  /** Any text, as the tool takes it: none clears the field. */
  private void namespace(String namespace) {
    if (!namespace.isEmpty() && !NAMESPACE.matcher(namespace).matches()) {
      log.accept(
          "Warning: \""
              + namespace
              + "\" is no name of a namespace (lower case letters, digits and -): Kubernetes will"
              + " refuse it.");
    }
    fields.put("namespace", namespace);
  }

  private void images(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new UsageException("no image specified");
    }
    List<ImageArgument> images = arguments.stream().map(ImageArgument::parse).toList();
    for (ImageArgument image : images) {
      Optional<ObjectNode> old = named("images", image.name());
      putNamed("images", image.name(), image.entry(old));
    }
    sortByName("images");
  }

  private void replicas(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new UsageException("no replicas specified");
    }
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String count = argument.substring(equals + 1);
      if (equals < 1 || !count.matches("-?[0-9]{1,18}")) {
        throw new UsageException("invalid format of replica, must specify format <name>=<count>");
      }
      ObjectNode entry = fields.objectNode();
      String name = argument.substring(0, equals);
      entry.put("name", name).put("count", Long.parseLong(count));
      putNamed("replicas", name, entry);
    }
    sortByName("replicas");
  }

  private Optional<ObjectNode> named(String field, String name) {
    for (JsonNode item : fields.path(field)) {
      if (item instanceof ObjectNode object && object.path("name").asString("").equals(name)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  private void putNamed(String field, String name, ObjectNode entry) {
    ArrayNode list = fields.withArrayProperty(field);
    list.removeIf(item -> item.path("name").asString("").equals(name));
    list.add(entry);
  }

  private void sortByName(String field) {
    ArrayNode list = fields.withArrayProperty(field);
    var sorted = new ArrayList<>(list.valueStream().toList());
    sorted.sort(Comparator.comparing(item -> item.path("name").asString("")));
    list.removeAll();
    list.addAll(sorted);
  }
}
