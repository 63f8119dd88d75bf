package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.config.NearMiss;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.LongNode;

/** Sets how many replicas an object has, found by its name at any point of the build. */
public final class ReplicasTransformer implements Transformer {
  private final Section section;
  private final List<FieldSpec> fields;

  public ReplicasTransformer(Section section, List<FieldSpec> fields) {
    this.section = section.allow(Set.of("name", "count"));
    this.fields = List.copyOf(fields);
  }

  @Override
  public void transform(Resources resources) {
    String name = section.text("name");
    long count = section.number("count").orElse(0L);
    var names = new ArrayList<String>();
    boolean found = false;
    for (Resource resource : resources) {
      if (fields.stream().noneMatch(spec -> spec.gvk().selects(resource.gvk()))) {
        continue;
      }
      names.add(resource.name());
      if (resource.anyName(n -> n.name().equals(name))) {
        found = true;
        Fields.each(resource, fields, Leaf.NOTHING, cell -> cell.set(LongNode.valueOf(count)));
      }
    }
    if (!found) {
      throw section.error(
          "name",
          "resource with name " + name + " does not match a config with kinds that have replicas",
          NearMiss.hint(name, names));
    }
  }
}
