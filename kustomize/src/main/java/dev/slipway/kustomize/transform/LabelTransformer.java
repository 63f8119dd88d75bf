package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Sets labels, or annotations: both are maps of text at given fields. */
public final class LabelTransformer implements Transformer {
  private final Map<String, String> labels;
  private final List<FieldSpec> fields;

  public LabelTransformer(Map<String, String> labels, List<FieldSpec> fields) {
    this.labels = labels;
    this.fields = List.copyOf(fields);
  }

  @Override
  public void transform(Resources resources) {
    if (labels.isEmpty()) {
      return;
    }
    for (Resource resource : resources) {
      Fields.each(resource, fields, Leaf.MAP, this::set);
    }
  }

  private void set(Cell cell) {
    if (cell.get() instanceof ObjectNode map) {
      labels.forEach((key, value) -> map.set(key, StringNode.valueOf(value)));
    }
  }
}
