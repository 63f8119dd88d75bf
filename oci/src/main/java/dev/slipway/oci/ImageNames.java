package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What images of this instance are called locally: the names given by {@code slipway build -t}.
 * Durable; safe for concurrent use within one process.
 */
public final class ImageNames {
  private final Path file;
  private final TreeMap<String, Entry> entries = new TreeMap<>();

  /**
   * One name.
   *
   * @param name with a tag
   * @param manifest the manifest or index, which is in the blob store
   * @param named when it got the name
   */
  public record Entry(
      @JsonProperty("name") ImageReference name,
      @JsonProperty("manifest") Descriptor manifest,
      @JsonProperty("named") Instant named) {}

  private record Content(@JsonProperty("images") List<Entry> images) {}

  /** Reads the names in {@code file}; it need not exist. */
  public ImageNames(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      var content = Json.parse(Files.readAllBytes(file), file.toString(), Content.class);
      content.images.forEach(entry -> entries.put(key(entry.name), entry));
    }
  }

  /**
   * Gives an image a name, taking it from the one that had it.
   *
   * @param name without a tag it means {@code latest}
   */
  public synchronized void put(ImageReference name, Descriptor manifest, Instant now) {
    ImageReference tagged = name.withTag(name.tag().orElse("latest"));
    Entry previous = entries.put(key(tagged), new Entry(tagged, manifest, now));
    if (previous == null || !previous.manifest.equals(manifest)) {
      save();
    }
  }

  /** The image of this name. */
  public synchronized Optional<Entry> find(ImageReference name) {
    if (name.digest().isPresent()) {
      return entries.values().stream()
          .filter(e -> e.name.name().equals(name.name()))
          .filter(e -> e.manifest.digest().equals(name.digest().get()))
          .findFirst();
    }
    return Optional.ofNullable(entries.get(key(name)));
  }

  /** Takes the name away; returns whether there was one. */
  public synchronized boolean remove(ImageReference name) {
    boolean removed = entries.remove(key(name)) != null;
    if (removed) {
      save();
    }
    return removed;
  }

  /** All names in order. */
  public synchronized List<Entry> list() {
    return List.copyOf(entries.values());
  }

  private void save() {
    try {
      DurableFiles.write(file, Json.bytes(new Content(List.copyOf(entries.values()))));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the names of images to " + file, e);
    }
  }

  private static String key(ImageReference name) {
    return name.name() + ":" + name.tag().orElse("latest");
  }
}
