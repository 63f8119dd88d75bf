package dev.slipway.kustomize.build;

import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig;
import dev.slipway.kustomize.resource.Intake;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Variables;
import dev.slipway.manifest.schema.KindSchemas;

/** What has been gathered up to a point of the build: objects, field lists, variables. */
final class Layer {
  private final Resources resources;
  private final Variables variables = new Variables();
  private TransformerConfig config = TransformerConfig.builtIn();

  Layer(KindSchemas schemas) {
    this.resources = new Resources(schemas);
  }

  Resources resources() {
    return resources;
  }

  Variables variables() {
    return variables;
  }

  TransformerConfig config() {
    return config;
  }

  void setConfig(TransformerConfig config) {
    this.config = config;
  }

  /** Takes in a layer below; {@code origin} is the file that named it. */
  void absorb(Layer below, Section origin, Intake intake) {
    intake.add(below.resources.list());
    config = config.plus(below.config, origin);
    variables.absorb(below.variables);
  }
}
