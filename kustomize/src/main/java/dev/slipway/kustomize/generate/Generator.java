package dev.slipway.kustomize.generate;

import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.resource.Behavior;
import dev.slipway.kustomize.resource.Origin.Maker;
import dev.slipway.kustomize.resource.Resource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes ConfigMaps and Secrets from what a kustomization says. */
public final class Generator {
  private static final Set<String> CONFIG_MAP_FIELDS =
      Set.of("name", "namespace", "behavior", "envs", "env", "files", "literals", "options");
  private static final Set<String> SECRET_FIELDS =
      Set.of(
          "name", "namespace", "behavior", "envs", "env", "files", "literals", "options", "type");
  private static final int LINE = 70;

  private final Section section;
  private final Optional<Section> generalOptions;
  private final Location location;

  private Generator(Section section, Optional<Section> generalOptions, Location location) {
    this.section = section;
    this.generalOptions = generalOptions;
    this.location = location;
  }

  /** The ConfigMap of an entry of {@code configMapGenerator}. */
  public static Resource configMap(Section section, Optional<Section> options, Location location) {
    section.allow(CONFIG_MAP_FIELDS);
    return new Generator(section, options, location).configMap();
  }

  /** The Secret of an entry of {@code secretGenerator}. */
  public static Resource secret(Section section, Optional<Section> options, Location location) {
    section.allow(SECRET_FIELDS);
    return new Generator(section, options, location).secret();
  }

  private Resource configMap() {
    ObjectNode object = object("ConfigMap");
    for (Map.Entry<String, byte[]> entry : KeyValues.read(section, location).entrySet()) {
      Optional<String> text = KeyValues.text(entry.getValue());
      if (text.isPresent()) {
        object.withObjectProperty("data").put(entry.getKey(), text.get());
      } else {
        object.withObjectProperty("binaryData").put(entry.getKey(), base64(entry.getValue()));
      }
    }
    return finished(object);
  }

  private Resource secret() {
    ObjectNode object = object("Secret");
    object.putObject("data");
    for (Map.Entry<String, byte[]> entry : KeyValues.read(section, location).entrySet()) {
      object.withObjectProperty("data").put(entry.getKey(), base64(entry.getValue()));
    }
    String type = section.text("type");
    object.put("type", type.isEmpty() ? "Opaque" : type);
    return finished(object);
  }

  private ObjectNode object(String kind) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", kind);
    String name = section.text("name");
    if (name.isEmpty()) {
      throw section.error("", "a generator needs a name", "");
    }
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    String namespace = section.text("namespace");
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    return object;
  }

  private Resource finished(ObjectNode object) {
    GeneratorOptions options = GeneratorOptions.of(generalOptions, section.section("options"));
    options.labels().forEach((k, v) -> metadata(object, "labels").put(k, v));
    options.annotations().forEach((k, v) -> metadata(object, "annotations").put(k, v));
    if (options.immutable()) {
      object.set("immutable", BooleanNode.TRUE);
    }
    Position position = section.position("");
    String kind = object.path("kind").asString("") + "Generator";
    var resource =
        new Resource(object, location.originOf(position, section.fileName()).by(Maker.of(kind)));
    resource.setHashed(!options.unhashed());
    resource.setBehavior(behavior());
    return resource;
  }

  private static ObjectNode metadata(ObjectNode object, String field) {
    return object.withObjectProperty("metadata").withObjectProperty(field);
  }

  private Behavior behavior() {
    return switch (section.text("behavior")) {
      case "create" -> Behavior.CREATE;
      case "replace" -> Behavior.REPLACE;
      case "merge" -> Behavior.MERGE;
      default -> Behavior.UNSPECIFIED;
    };
  }

  /** Long values are broken into lines of seventy characters. */
  private static String base64(byte[] bytes) {
    String encoded = Base64.getEncoder().encodeToString(bytes);
    if (encoded.length() <= LINE) {
      return encoded;
    }
    var lines = new StringBuilder();
    for (int i = 0; i < encoded.length(); i += LINE) {
      lines.append(encoded, i, Math.min(i + LINE, encoded.length())).append('\n');
    }
    return lines.toString();
  }
}
