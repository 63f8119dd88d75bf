package dev.slipway.kustomize.transform;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.resource.Names;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.resource.Selector;
import dev.slipway.manifest.patch.JsonPatch;
import dev.slipway.manifest.patch.MergeMode;
import dev.slipway.manifest.patch.PatchException;
import dev.slipway.manifest.patch.StrategicMergePatch;
import dev.slipway.manifest.yaml.QuotedText;
import dev.slipway.manifest.yaml.SpelledTime;
import dev.slipway.manifest.yaml.Spelling;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies one patch to the objects its target selects, or to the one it names itself. */
public final class PatchTransformer implements Transformer {
  private final PatchSource source;
  private final Optional<Selector> target;
  private final Set<Allowed> allowed;
  private final ResourceIndex index;

  /** What a patch may change beyond the contents of an object. */
  public enum Allowed {
    NAME_CHANGE,
    KIND_CHANGE
  }

  /**
   * A patch.
   *
   * @param index shared by steps that follow each other
   */
  public PatchTransformer(
      PatchSource source, Optional<Selector> target, Set<Allowed> allowed, ResourceIndex index) {
    this.index = index;
    this.source = source;
    this.target = target;
    this.allowed = allowed.isEmpty() ? EnumSet.noneOf(Allowed.class) : EnumSet.copyOf(allowed);
  }

  @Override
  public void transform(Resources resources) {
    // No switch over types: Java makes a class for it when it first runs.
    if (source instanceof PatchSource.Operations operations) {
      Selector selector =
          target.orElseThrow(() ->
              new InputException(source.position(), "must specify a target for JSON patch", ""));
      for (Resource resource : selector.select(resources, index)) {
        operate(resource, operations.patch());
      }
    } else if (source instanceof PatchSource.Merge merge) {
      if (target.isPresent()) {
        mergeSelected(resources, merge, target.get());
      } else {
        mergeNamed(resources, merge.patches());
      }
    }
  }

  private void operate(Resource resource, JsonPatch patch) {
    resource.rememberNames();
    Names names = resource.names();
    try {
      if (!(patch.apply(Spelling.plain(resource.tree())) instanceof ObjectNode changed)) {
        throw new InputException(
            source.position(), "the patch leaves no object of " + resource, "");
      }
      requireIdentity(changed, resource);
      resource.replaceTree((ObjectNode) Spelling.asPrinted(changed));
      tellIndex(resource, names);
    } catch (PatchException e) {
      throw failed(resource, e);
    }
  }

  private void tellIndex(Resource resource, Names before) {
    if (!resource.names().equals(before)) {
      index.renamed(resource);
    }
  }

  private void requireIdentity(ObjectNode changed, Resource resource) {
    boolean named = !changed.path("metadata").path("name").asString("").isEmpty();
    if (!named || changed.path("kind").asString("").isEmpty()) {
      throw new InputException(
          source.position(),
          "the patch leaves " + resource + " without " + (named ? "a kind" : "metadata.name"),
          "Every object has both.");
    }
  }

  private void mergeSelected(Resources resources, PatchSource.Merge merge, Selector selector) {
    List<Resource> targets = selector.select(resources, index);
    if (merge.patches().size() > 1) {
      throw new InputException(
          merge.patches().get(1).origin().position(),
          "several strategic merge patches in one entry of patches cannot have a target",
          "Give each an entry of its own, or leave out the target.");
    }
    Resource patch = merge.patches().getFirst().copy();
    textOnly(patch.metadata(), "labels");
    textOnly(patch.metadata(), "annotations");
    for (Resource resource : targets) {
      merge(resources, resource, patch);
    }
  }

  /** With a target, what a patch says of labels and annotations is text, even null. */
  private static void textOnly(ObjectNode metadata, String field) {
    JsonNode values = metadata.path(field);
    if (values.isNull()) {
      metadata.remove(field);
    }
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      JsonNode value = entry.getValue();
      if (!value.isString() || value instanceof SpelledTime) {
        entry.setValue(new QuotedText(value.isContainer() ? "" : Spelling.of(value)));
      }
    }
  }

  private void mergeNamed(Resources resources, List<Resource> patches) {
    for (Resource patch : patches) {
      List<Resource> found = index.find(resources, patch.id(resources.schemas()));
      if (found.size() != 1) {
        throw notOne(resources, patch, found);
      }
      merge(resources, found.getFirst(), patch);
    }
  }

  private static InputException notOne(Resources resources, Resource patch, List<Resource> found) {
    if (found.size() > 1) {
      return new InputException(
          patch.origin().position(),
          "multiple resources match strategic merge patch " + patch + ": " + found,
          "");
    }
    List<Resource> same =
        resources.list().stream()
            .filter(r -> r.kind().equals(patch.kind()))
            .filter(r -> r.anyName(n -> n.name().equals(patch.name())))
            .toList();
    List<String> names =
        resources.list().stream()
            .filter(resource -> resource.kind().equals(patch.kind()))
            .flatMap(Resource::allNames)
            .map(Names::name)
            .distinct()
            .toList();
    String hint =
        !same.isEmpty()
            ? "There is " + same.getFirst() + ": state its apiVersion and namespace."
            : NearMiss.hint(patch.name(), names);
    return new InputException(
        patch.origin().position(), "no resource matches strategic merge patch " + patch, hint);
  }

  private void merge(Resources resources, Resource resource, Resource patch) {
    Names names = resource.names();
    JsonNode version = resource.tree().path("apiVersion");
    if (!allowed.isEmpty()) {
      resource.rememberNames();
    }
    Optional<ObjectNode> merged;
    try {
      var engine = new StrategicMergePatch(MergeMode.KUSTOMIZE, resources.schemas());
      merged = engine.mergeInto(resource.tree(), patch.tree());
    } catch (PatchException e) {
      throw failed(resource, e);
    }
    if (merged.isEmpty() || merged.get().isEmpty()) {
      resources.remove(resource);
      index.removed(resource);
      return;
    }
    resource.replaceTree(merged.get());
    resource.tree().set("apiVersion", version);
    if (!allowed.contains(Allowed.KIND_CHANGE)) {
      resource.setKind(names.kind());
    }
    if (!allowed.contains(Allowed.NAME_CHANGE)) {
      resource.setName(names.name());
    }
    resource.setNamespace(names.namespace());
    tellIndex(resource, names);
  }

  private InputException failed(Resource resource, PatchException e) {
    return new InputException(
        source.position(),
        "the patch does not fit " + resource + ": " + e.getMessage(),
        new FieldPath(e.missing()).nearMiss(resource.tree()),
        e);
  }
}
