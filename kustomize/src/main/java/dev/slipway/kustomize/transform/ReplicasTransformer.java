package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.Gvk;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.ResourceIndex;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.LongNode;

/** Sets how many replicas an object has, found by its name at any point of the build. */
public final class ReplicasTransformer implements Transformer {
  private final Section section;
  private final List<FieldSpec> fields;
  private final ResourceIndex index;

  /**
   * An entry of {@code replicas}.
   *
   * @param index shared by steps that follow each other
   */
  public ReplicasTransformer(Section section, List<FieldSpec> fields, ResourceIndex index) {
    this.section = section.allow(Set.of("name", "count"));
    this.fields = List.copyOf(fields);
    this.index = index;
  }

  @Override
  public void transform(Resources resources) {
    String name = section.text("name");
    long count = section.number("count").orElse(0L);
    boolean found = false;
    for (Resource resource : index.candidates(resources, name, "")) {
      if (isMeant(resource, name)) {
        found = true;
        Fields.each(resource, fields, Leaf.NOTHING, cell -> cell.set(LongNode.valueOf(count)));
      }
    }
    if (!found) {
      throw section.error(
          "name",
          "resource with name " + name + " does not match a config with kinds that have replicas",
          NearMiss.hint(name, names(resources)));
    }
  }

  /** Whether it had this name when it was of a kind with replicas. */
  private boolean isMeant(Resource resource, String name) {
    Gvk now = resource.gvk();
    return resource.anyName(names -> names.name().equals(name) && scales(now.ofKind(names.kind())));
  }

  private boolean scales(Gvk gvk) {
    return fields.stream().anyMatch(spec -> spec.gvk().selects(gvk));
  }

  private List<String> names(Resources resources) {
    return resources.list().stream()
        .filter(resource -> scales(resource.gvk()))
        .map(Resource::name)
        .toList();
  }
}
