package dev.slipway.kustomize.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.resource.Selector;
import dev.slipway.kustomize.transform.PatchSource;
import dev.slipway.kustomize.transform.PatchTransformer;
import dev.slipway.kustomize.transform.PatchTransformer.Allowed;
import dev.slipway.kustomize.transform.Transformer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The patches of a kustomization in their three notations. */
final class Patches {
  private final Location location;
  private final Section section;
  private final ResourceIndex index;

  /**
   * Patches of one list or several.
   *
   * @param index shared by steps that follow each other
   */
  Patches(Location location, Section section, ResourceIndex index) {
    this.location = location;
    this.section = section;
    this.index = index;
  }

  /** {@code patchesStrategicMerge}: paths, or patches written in place. */
  List<Transformer> strategicMerge() {
    var result = new ArrayList<Transformer>();
    int number = 0;
    for (String entry : section.texts("patchesStrategicMerge")) {
      Position from = section.position("patchesStrategicMerge/" + number++);
      PatchSource source =
          location.isFile(entry)
              ? PatchSource.read(text(entry, from), location.nameOf(entry), from)
              : inPlace(entry, from);
      result.add(new PatchTransformer(source, Optional.empty(), Set.of(), index));
    }
    return result;
  }

  private PatchSource inPlace(String entry, Position from) {
    if (!entry.contains("\n") && !entry.contains("{")) {
      location.read(entry, from);
    }
    return PatchSource.read(entry, section.file(), from);
  }

  /** {@code patches}: either kind of patch, from a file or in place, with or without a target. */
  List<Transformer> patches() {
    var result = new ArrayList<Transformer>();
    for (Section entry : section.sections("patches")) {
      entry.allow(Set.of("path", "patch", "target", "options"));
      result.add(patch(entry));
    }
    return result;
  }

  Transformer patch(Section entry) {
    String patch = entry.text("patch").strip();
    String path = entry.text("path");
    if (patch.isEmpty() == path.isEmpty()) {
      throw entry.error(
          "",
          patch.isEmpty()
              ? "must specify one of patch and path"
              : "patch and path can't be set at the same time",
          "");
    }
    Position from = entry.position(path.isEmpty() ? "patch" : "path");
    PatchSource source =
        path.isEmpty()
            ? PatchSource.read(patch, from.toString(), from)
            : PatchSource.read(text(path, from), location.nameOf(path), from);
    return new PatchTransformer(
        source, entry.section("target").map(Selector::of), allowed(entry), index);
  }

  private static Set<Allowed> allowed(Section entry) {
    var allowed = EnumSet.noneOf(Allowed.class);
    entry
        .section("options")
        .ifPresent(options -> {
          options.allow(Set.of("allowNameChange", "allowKindChange"));
          if (options.flag("allowNameChange")) {
            allowed.add(Allowed.NAME_CHANGE);
          }
          if (options.flag("allowKindChange")) {
            allowed.add(Allowed.KIND_CHANGE);
          }
        });
    return allowed;
  }

  /** {@code patchesJson6902}: operations on the one object the target names. */
  List<Transformer> json() {
    var result = new ArrayList<Transformer>();
    for (Section entry : section.sections("patchesJson6902")) {
      result.add(jsonPatch(entry.allow(Set.of("path", "patch", "target", "options"))));
    }
    return result;
  }

  Transformer jsonPatch(Section entry) {
    String path = entry.text("path");
    Position from = entry.position(path.isEmpty() ? "patch" : "path");
    String patch = path.isEmpty() ? entry.text("patch") : text(path, from);
    PatchSource source =
        PatchSource.readOperations(
            patch, path.isEmpty() ? from.toString() : location.nameOf(path), from);
    Section target =
        entry
            .section("target")
            .orElseThrow(() -> entry.error("", "must specify the target field", ""));
    if (target.text("name").isEmpty()) {
      throw target.error("", "must specify the target name", "");
    }
    return new PatchTransformer(source, Optional.of(Selector.of(target)), Set.of(), index);
  }

  private String text(String path, Position from) {
    return new String(location.read(path, from), StandardCharsets.UTF_8);
  }
}
