package dev.slipway.kustomize.edit;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.manifest.yaml.YamlDialect;
import dev.slipway.manifest.yaml.YamlDocument;
import dev.slipway.manifest.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kustomize create}: a new kustomization file. */
public final class CreateCommand {
  private static final Set<String> VALUED =
      Set.of(
          "--resources",
          "--namespace",
          "--nameprefix",
          "--namesuffix",
          "--annotations",
          "--labels");
  private static final Set<String> FLAGS = Set.of("--autodetect", "--recursive", "-r");

  private final Path directory;

  public CreateCommand(Path directory) {
    this.directory = directory;
  }

  public void run(List<String> arguments) throws IOException {
    Arguments parsed = Arguments.parse(arguments, VALUED, FLAGS);
    for (String name : Kustomization.FILE_NAMES) {
      if (Files.exists(directory.resolve(name))) {
        throw new UsageException("kustomization file already exists");
      }
    }
    KustomizationText text = KustomizationText.empty();
    ObjectNode fields = text.fields();
    ArrayNode resources = fields.putArray("resources");
    Path file = directory.resolve(Kustomization.FILE_NAMES.getFirst());
    if (!parsed.positional().isEmpty()) {
      throw new UsageException(
          "create takes no argument: " + parsed.positional() + "; use --resources");
    }
    if (!parsed.list("--resources").isEmpty()) {
      new PathCommands(fields, file, skipped -> {}).add("resource", parsed.list("--resources"));
    }
    if (parsed.flag("--autodetect")) {
      for (String found : detect(parsed.flag("--recursive") || parsed.flag("-r"))) {
        if (resources.valueStream().noneMatch(item -> item.asString("").equals(found))) {
          resources.add(found);
        }
      }
    }
    parsed.last("--namespace").ifPresent(value -> fields.put("namespace", value));
    parsed.last("--nameprefix").ifPresent(value -> fields.put("namePrefix", value));
    parsed.last("--namesuffix").ifPresent(value -> fields.put("nameSuffix", value));
    parsed
        .last("--labels")
        .ifPresent(value ->
            Metadata.pairs(List.of(value.split(",")), "label")
                .forEach(fields.withObjectProperty("commonLabels")::put));
    parsed
        .last("--annotations")
        .ifPresent(value ->
            Metadata.pairs(List.of(value.split(",")), "annotation")
                .forEach(fields.withObjectProperty("commonAnnotations")::put));
    Files.writeString(file, text.write());
  }

  /** Manifests, and below the top directories with a kustomization of their own. */
  private List<String> detect(boolean recursive) throws IOException {
    var found = new ArrayList<String>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (path.equals(directory)) {
              return FileVisitResult.CONTINUE;
            }
            if (!recursive) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            boolean own =
                Kustomization.FILE_NAMES.stream().anyMatch(n -> Files.exists(path.resolve(n)));
            if (own) {
              found.add(directory.relativize(path).toString());
            }
            return own ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (isManifest(path)) {
              found.add(directory.relativize(path).toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  private static boolean isManifest(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      return false;
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      List<YamlDocument> documents =
          new YamlReader(YamlDialect.KUBERNETES)
              .readAll(new String(bytes, StandardCharsets.UTF_8), name);
      return !documents.isEmpty()
          && documents.stream()
              .allMatch(d ->
                  d.root().path("kind").isString()
                      && d.root().path("metadata").path("name").isString());
    } catch (InputException e) {
      // What cannot be read is no manifest.
      return false;
    }
  }
}
