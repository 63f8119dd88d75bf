package dev.slipway.dockerfile.base;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Which images have a stand-in, and where: {@code index.json} maps patterns such as {@code
 * debian:bookworm*} to directories beside it. The first pattern that matches counts.
 */
final class StandInCatalog {
  private final Path directory;
  private final List<Entry> entries;

  /**
   * One pattern.
   *
   * @param repository with the host
   * @param tag {@code *} stands for any characters
   */
  private record Entry(String pattern, String repository, String tag, String directory) {
    boolean covers(ImageReference reference) {
      String wanted = reference.tag().orElse("latest");
      return reference.digest().isEmpty()
          && repository.equals(reference.name())
          && wanted.matches(Pattern.quote(tag).replace("*", "\\E.*\\Q"));
    }
  }

  private StandInCatalog(Path directory, List<Entry> entries) {
    this.directory = directory;
    this.entries = entries;
  }

  /** Reads the catalogue of a directory; without one there are no stand-ins. */
  static StandInCatalog read(Path directory) throws IOException {
    Path file = directory.resolve("index.json");
    if (!Files.exists(file)) {
      return new StandInCatalog(directory, List.of());
    }
    JsonNode content = Json.parse(Files.readAllBytes(file), file.toString());
    var entries = new ArrayList<Entry>();
    for (var property : content.properties()) {
      if (!property.getValue().isString()) {
        throw new InputException(
            Position.of(file.toString()),
            "\"" + property.getKey() + "\" has no directory",
            "give it the name of a directory beside the file");
      }
      entries.add(entry(property.getKey(), property.getValue().asString()));
    }
    return new StandInCatalog(directory, entries);
  }

  private static Entry entry(String pattern, String directory) {
    int colon = pattern.lastIndexOf(':');
    boolean tagged = colon > pattern.lastIndexOf('/');
    String name = tagged ? pattern.substring(0, colon) : pattern;
    String tag = tagged ? pattern.substring(colon + 1) : "latest";
    return new Entry(pattern, ImageReference.parse(name).name(), tag, directory);
  }

  Optional<Path> find(ImageReference reference) {
    return entries.stream()
        .filter(entry -> entry.covers(reference))
        .findFirst()
        .map(entry -> directory.resolve(entry.directory()));
  }

  /** The patterns, for messages. */
  List<String> names() {
    return entries.stream().map(Entry::pattern).toList();
  }
}
