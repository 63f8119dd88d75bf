package dev.slipway.kustomize;

import dev.slipway.manifest.yaml.YamlWriter;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a build gives.
 *
 * @param trees the objects in their order
 * @param warnings what the tool would say on its error stream
 */
public record Rendered(List<ObjectNode> trees, List<String> warnings) {
  public Rendered {
    trees = List.copyOf(trees);
    warnings = List.copyOf(warnings);
  }

  /** The same with the label that says which tool made the objects. */
  Rendered managed() {
    List<ObjectNode> labelled = trees.stream().map(ObjectNode::deepCopy).toList();
    labelled.forEach(tree ->
        tree.withObjectProperty("metadata")
            .withObjectProperty("labels")
            .put("app.kubernetes.io/managed-by", "kustomize-" + KustomizeCommand.VERSION));
    return new Rendered(labelled, warnings);
  }

  /** The bytes {@code kustomize build} prints. */
  public String yaml() {
    return YamlWriter.writeAll(trees);
  }
}
