package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Copies a field of one object into fields of others. */
public final class ReplacementTransformer implements Transformer {
  private static final Set<String> ID = Set.of("group", "version", "kind", "name", "namespace");

  private final Section replacement;
  private final ResourceIndex index;

  /**
   * One entry of the list.
   *
   * @param index shared by steps that follow each other
   */
  public ReplacementTransformer(Section replacement, ResourceIndex index) {
    this.replacement = replacement.allow(Set.of("source", "targets"));
    this.index = index;
  }

  @Override
  public void transform(Resources resources) {
    Section source =
        replacement
            .section("source")
            .orElseThrow(() -> replacement.error("", "replacements must specify a source", ""))
            .allow(Set.of("group", "version", "kind", "name", "namespace", "fieldPath", "options"));
    List<Section> targets = replacement.sections("targets");
    if (targets.isEmpty()) {
      throw replacement.error("", "replacements must specify at least one target", "");
    }
    JsonNode value = sourceValue(source, resources);
    for (Section target : targets) {
      target.allow(Set.of("select", "reject", "fieldPaths", "options"));
      apply(target, value, resources);
    }
  }

  private JsonNode sourceValue(Section source, Resources resources) {
    List<Resource> found = new ArrayList<>();
    for (Resource resource : candidates(source, resources)) {
      if (selected(source, resource)) {
        found.add(resource);
      }
    }
    if (found.isEmpty()) {
      throw source.error("", "nothing selected by " + describe(source), near(source, resources));
    }
    if (found.size() > 1) {
      throw source.error(
          "", "multiple matches for selector " + describe(source) + ": " + found, "");
    }
    String path = source.text("fieldPath");
    FieldPath fields = FieldPath.of(path.isEmpty() ? "metadata.name" : path);
    JsonNode value = fields.find(found.getFirst().tree());
    if (value.isMissingNode() || value.isNull()) {
      throw source.error(
          "fieldPath",
          "fieldPath `"
              + (path.isEmpty() ? "metadata.name" : path)
              + "` is missing for replacement source "
              + found.getFirst(),
          fields.nearMiss(found.getFirst().tree()));
    }
    return ReplacementOptions.of(source).refined(value, source);
  }

  private void apply(Section target, JsonNode value, Resources resources) {
    Section select =
        target
            .section("select")
            .orElseThrow(() -> target.error("", "target must specify resources to select", ""))
            .allow(ID);
    List<Section> rejects = target.sections("reject");
    rejects.forEach(reject -> reject.allow(ID));
    for (Resource resource : candidates(select, resources)) {
      boolean wanted =
          selected(select, resource)
              && rejects.stream()
                  .noneMatch(reject -> reject.node().size() > 0 && selected(reject, resource));
      if (wanted) {
        change(target, value, resource);
      }
    }
  }

  private void change(Section target, JsonNode value, Resource resource) {
    List<String> paths = target.texts("fieldPaths");
    ReplacementOptions options = ReplacementOptions.of(target);
    for (String path : paths.isEmpty() ? List.of("metadata.name") : paths) {
      List<Cell> cells = new ReplacementPath(path, options).cells(resource.tree());
      if (cells.isEmpty()) {
        throw target.error(
            "fieldPaths",
            "unable to find field \"" + path + "\" in replacement target " + resource,
            (FieldPath.of(path).nearMiss(resource.tree())
                    + " Set options.create to true to make the field.")
                .strip());
      }
      Names before = resource.names();
      cells.forEach(cell -> options.put(value, cell, target));
      if (!resource.names().equals(before)) {
        index.renamed(resource);
      }
    }
  }

  private List<Resource> candidates(Section selector, Resources resources) {
    return index.candidates(resources, selector.text("name"), selector.text("kind"));
  }

  /** A selector without anything selects everything; names may be any the object had. */
  private static boolean selected(Section selector, Resource resource) {
    Gvk wanted = Gvk.of(selector);
    Gvk now = resource.gvk();
    return resource.anyName(
        names -> wanted.selects(now.ofKind(names.kind())) && named(selector, names));
  }

  private static boolean named(Section selector, Names names) {
    return matches(selector.optionalText("name"), names, Names::name)
        && matches(
            selector.optionalText("namespace"),
            names,
            n -> n.namespace().isEmpty() ? "default" : n.namespace());
  }

  private static boolean matches(
      Optional<String> wanted, Names names, Function<Names, String> part) {
    return wanted.isEmpty() || wanted.get().isEmpty() || wanted.get().equals(part.apply(names));
  }

  /** The kind, or the name among objects of that kind, that was probably meant. */
  private static String near(Section source, Resources resources) {
    String kind = source.text("kind");
    var kinds = new TreeSet<String>();
    var names = new TreeSet<String>();
    for (Resource resource : resources) {
      kinds.add(resource.kind());
      if (kind.isEmpty() || kind.equals(resource.kind())) {
        names.add(resource.name());
      }
    }
    return kind.isEmpty() || kinds.contains(kind)
        ? NearMiss.hint(source.text("name"), names)
        : NearMiss.hint(kind, kinds);
  }

  private static String describe(Section selector) {
    return Gvk.of(selector) + "/" + selector.text("name") + "." + selector.text("namespace");
  }
}
