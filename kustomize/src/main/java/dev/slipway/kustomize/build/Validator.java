package dev.slipway.kustomize.build;

import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Transformer;
import java.util.List;

/** Runs a step on copies: a validator may fail, and may not change anything. */
record Validator(Plugin plugin, Transformer transformer) implements Transformer {
  @Override
  public void transform(Resources resources) {
    var copies = new Resources(resources.schemas());
    List<Resource> originals = resources.list();
    copies.addAll(originals.stream().map(Resource::copy).toList());
    transformer.transform(copies);
    List<Resource> after = copies.list();
    if (after.size() != originals.size()) {
      throw plugin
          .section()
          .error("", "validator shouldn't modify the resource map: it removes objects", "");
    }
    for (int i = 0; i < after.size(); i++) {
      if (!after.get(i).tree().equals(originals.get(i).tree())) {
        throw plugin
            .section()
            .error(
                "",
                "validator shouldn't modify the resource map: it changes " + originals.get(i),
                "List it under transformers if it should.");
      }
    }
  }
}
