package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.config.TransformerConfig.Purpose;
import dev.slipway.kustomize.generate.HelmProgram;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.Trail;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.HashTransformer;
import dev.slipway.kustomize.transform.NameReferences;
import dev.slipway.kustomize.transform.SortOrder;
import dev.slipway.manifest.schema.KindSchemas;
import dev.slipway.manifest.schema.SchemaFlavor;
import dev.slipway.manifest.yaml.Spelling;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** A whole build: the layers, and what happens once at the end. */
public final class Build {
  private static final String LOCAL = "config.kubernetes.io/local-config";

  private final Location location;
  private final Consumer<String> warnings;
  private final Optional<HelmProgram> helm;

  /**
   * A build that begins at a location.
   *
   * @param warnings told what the tool would say on its error stream
   * @param helm the helm command, if it may run one
   */
  public Build(Location location, Consumer<String> warnings, Optional<HelmProgram> helm) {
    this.location = location;
    this.warnings = warnings;
    this.helm = helm;
  }

  /** The objects in the order they are printed. */
  public List<ObjectNode> run() {
    return run(KustomizationFile.read(location, Position.of(location.nameOf(""))));
  }

  /** As {@link #run()}, with another kustomization than the file at the location. */
  public List<ObjectNode> run(Kustomization kustomization) {
    Section section = kustomization.section();
    SortOrder order = SortOrder.of(section.section("sortOptions"));
    KindSchemas schemas = schemas(section);
    BuildMetadata metadata = BuildMetadata.of(section);
    var trail = new Trail();
    var context = new BuildContext(schemas, warnings, helm, metadata, trail);
    Layer layer = new LayerBuilder(context, location, kustomization).build();
    Resources resources = layer.resources();
    try {
      resolve(layer);
    } catch (InputException e) {
      throw trail.reached(e);
    }
    resources.removeIf(Build::isLocal);
    order.transform(resources);
    metadata.addTo(resources);
    var trees = new ArrayList<ObjectNode>();
    resources.forEach(resource -> trees.add(finished(resource)));
    return trees;
  }

  private void resolve(Layer layer) {
    Resources resources = layer.resources();
    new HashTransformer().transform(resources);
    new NameReferences(layer.config().references()).transform(resources);
    layer.variables().resolve(resources, layer.config().fields(Purpose.VAR_REFERENCE), warnings);
  }

  /** The objects of one kustomization before names and variables are resolved. */
  public static List<Resource> layer(Location location, Kustomization kustomization) {
    var build = new Build(location, warning -> {}, Optional.empty());
    KindSchemas schemas = build.schemas(kustomization.section());
    var context =
        new BuildContext(schemas, build.warnings, build.helm, BuildMetadata.NONE, new Trail());
    return new LayerBuilder(context, location, kustomization).build().resources().list();
  }

  private KindSchemas schemas(Section section) {
    KindSchemas builtIn = KindSchemas.builtIn(SchemaFlavor.KUSTOMIZE);
    Optional<Section> openapi = section.section("openapi");
    if (openapi.isEmpty()) {
      return builtIn;
    }
    openapi.get().allow(Set.of("path", "version"));
    String path = openapi.get().text("path");
    if (path.isEmpty()) {
      return builtIn;
    }
    Position from = openapi.get().position("path");
    return builtIn.replacedBy(
        new YamlReader(YamlDialect.KUBERNETES)
            .readAll(location.read(path, from), location.nameOf(path))
            .getFirst()
            .root());
  }

  private static boolean isLocal(Resource resource) {
    return resource.annotation(LOCAL).filter(value -> !value.equals("false")).isPresent();
  }

  /** Annotations are text whatever was written, and none at all is no map. */
  private static ObjectNode finished(Resource resource) {
    ObjectNode tree = resource.tree();
    if (tree.path("metadata") instanceof ObjectNode metadata && metadata.has("annotations")) {
      if (metadata.get("annotations") instanceof ObjectNode annotations && !annotations.isEmpty()) {
        annotations.properties().forEach(entry -> entry.setValue(text(entry.getValue())));
      } else {
        metadata.remove("annotations");
      }
    }
    return (ObjectNode) Spelling.plain(tree);
  }

  private static JsonNode text(JsonNode annotation) {
    return StringNode.valueOf(annotation.isContainer() ? "" : Spelling.of(annotation));
  }
}
