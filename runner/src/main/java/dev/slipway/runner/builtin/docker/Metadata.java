package dev.slipway.runner.builtin.docker;

import dev.slipway.base.Json;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code docker/metadata-action}: tags and labels of an image, made of what the run is for. */
public final class Metadata implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("docker/metadata-action", "v4", "v5", "v6")
          .input("context", "workflow")
          .inputs("images", "tags", "flavor", "labels", "annotations")
          .input("sep-tags", "\n")
          .input("sep-labels", "\n")
          .input("sep-annotations", "\n")
          .inputs("bake-target", "github-token")
          .done(
              ActionManifest.Post.NONE,
              "version",
              "tags",
              "tag-names",
              "labels",
              "annotations",
              "json");

  private final Clock clock;

  public Metadata(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) {
    var inputs = ActionInputs.of(run);
    inputs.refuse("name images in docker/build-push-action", "bake-target");
    if (!inputs.text("context").equals("workflow")) {
      throw inputs.invalid(
          "context", "only the context workflow is known here", "leave the input out");
    }
    var facts = TagFacts.of(run, clock);
    var flavor = TagFlavor.of(inputs);
    List<TagRule.Made> made =
        TagRule.rules(inputs).stream().flatMap(rule -> rule.tags(facts, flavor).stream()).toList();
    List<String> names = names(made, flavor);
    List<String> images = images(inputs);
    List<String> tags = tags(images, names);
    if (tags.isEmpty()) {
      run.warning(
          "No Docker tag has been generated. Check tags input: none of its rules fits "
              + run.job().event()
              + " on "
              + run.job().ref());
    }
    String version = names.isEmpty() ? "" : names.getFirst();
    Map<String, String> labels = labels(run, facts, version, inputs.lines("labels"));
    Map<String, String> annotations = labels(run, facts, version, inputs.lines("annotations"));
    tell(run, "version", version);
    tell(run, "tags", String.join(separator(run, "sep-tags"), tags));
    tell(run, "tag-names", String.join(separator(run, "sep-tags"), names));
    tell(run, "labels", joined(labels, separator(run, "sep-labels"), ""));
    tell(run, "annotations", joined(annotations, separator(run, "sep-annotations"), "manifest:"));
    tell(run, "json", json(tags, labels));
    return StepResult.succeeded();
  }

  private static void tell(ActionRun run, String name, String value) {
    run.output(name, value);
    run.exportVariable(
        "DOCKER_METADATA_OUTPUT_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), value);
    run.group(name);
    value.lines().forEach(run::line);
    run.endGroup();
  }

  private static String separator(ActionRun run, String name) {
    return run.inputs().getOrDefault(name, "\n");
  }

  /** By priority, each once; {@code latest} last. */
  private static List<String> names(List<TagRule.Made> made, TagFlavor flavor) {
    var byPriority = new TreeMap<Integer, List<String>>();
    boolean latest = flavor.latest() == TagFlavor.Latest.ALWAYS;
    for (TagRule.Made one : made) {
      byPriority.computeIfAbsent(-one.priority(), none -> new ArrayList<>()).add(one.name());
      latest |= one.latest() && flavor.latest() == TagFlavor.Latest.AUTO;
    }
    var names =
        new ArrayList<>(byPriority.values().stream().flatMap(List::stream).distinct().toList());
    if (latest && !names.contains(flavor.latestName())) {
      names.add(flavor.latestName());
    }
    return names;
  }

  private static List<String> images(ActionInputs inputs) {
    var images = new ArrayList<String>();
    for (String line : inputs.lines("images")) {
      Map<String, String> fields = TagRule.fields(line, "name");
      String enabled = fields.getOrDefault("enable", "true");
      if (!enabled.equals("false")) {
        images.add(fields.getOrDefault("name", "").toLowerCase(Locale.ROOT));
      }
    }
    return images;
  }

  private static List<String> tags(List<String> images, List<String> names) {
    return images.isEmpty()
        ? names
        : images.stream().flatMap(image -> names.stream().map(name -> image + ":" + name)).toList();
  }

  private Map<String, String> labels(
      ActionRun run, TagFacts facts, String version, List<String> own) {
    String page =
        run.environment().getOrDefault("GITHUB_SERVER_URL", "") + "/" + run.job().repository();
    var labels = new TreeMap<String, String>();
    String prefix = "org.opencontainers.image.";
    labels.put(prefix + "created", clock.instant().toString());
    labels.put(prefix + "description", "");
    labels.put(prefix + "licenses", "");
    labels.put(prefix + "revision", run.job().commit());
    labels.put(prefix + "source", page);
    labels.put(prefix + "title", run.job().repository().replaceFirst(".*/", ""));
    labels.put(prefix + "url", page);
    labels.put(prefix + "version", version);
    for (String line : own) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        labels.put(line.substring(0, equals), facts.expanded(line.substring(equals + 1)));
      }
    }
    return labels;
  }

  private static String joined(Map<String, String> labels, String separator, String prefix) {
    return String.join(
        separator,
        labels.entrySet().stream()
            .map(label -> prefix + label.getKey() + "=" + label.getValue())
            .toList());
  }

  private static String json(List<String> tags, Map<String, String> labels) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    ArrayNode list = node.putArray("tags");
    tags.forEach(list::add);
    ObjectNode object = node.putObject("labels");
    new LinkedHashMap<>(labels).forEach(object::put);
    return Json.text(node);
  }

  /** What of a tag a name may hold; the rest becomes a hyphen. */
  static String sanitized(String name) {
    return Optional.of(name.replaceAll("[^a-zA-Z0-9._-]+", "-"))
        .map(text -> text.replaceFirst("^[.-]+", ""))
        .orElse("");
  }
}
