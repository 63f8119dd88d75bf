package dev.slipway.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.DurableFiles;
import dev.slipway.base.Json;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pods pulled from other registries, by the name they pulled it under: who needs it again need
 * not ask. Builds do not look here, so that what a pod's secret opened stays with pods. Durable;
 * safe for concurrent use within one process.
 */
final class PulledImages {
  /** The oldest names go first: who needs one of them asks its registry again. */
  private static final int MOST = 500;

  private final Path file;
  private final Map<String, Descriptor> images = new LinkedHashMap<>();

  private record Entry(
      @JsonProperty("name") String name, @JsonProperty("manifest") Descriptor manifest) {}

  private record Content(@JsonProperty("images") List<Entry> images) {}

  /** Reads them; the file need not exist. */
  PulledImages(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      var content = Json.parse(Files.readAllBytes(file), file.toString(), Content.class);
      content.images.forEach(entry -> images.put(entry.name, entry.manifest));
    }
  }

  /** The image that this name meant when it was pulled last. */
  synchronized Optional<Descriptor> find(ImageReference name) {
    return Optional.ofNullable(images.get(key(name)));
  }

  /** All of them. */
  synchronized List<ImageCatalog.Entry> list() {
    return images.entrySet().stream()
        .map(e -> new ImageCatalog.Entry(e.getKey(), e.getValue()))
        .toList();
  }

  /** Notes what a name means now. */
  synchronized void put(ImageReference name, Descriptor manifest) throws IOException {
    Descriptor before = images.remove(key(name));
    images.put(key(name), manifest);
    if (manifest.equals(before)) {
      return;
    }
    while (images.size() > MOST) {
      images.remove(images.keySet().iterator().next());
    }
    var entries = images.entrySet().stream().map(e -> new Entry(e.getKey(), e.getValue())).toList();
    DurableFiles.write(file, Json.bytes(new Content(entries)));
  }

  private static String key(ImageReference name) {
    boolean bare = name.tag().isEmpty() && name.digest().isEmpty();
    return (bare ? name.withTag("latest") : name).toString();
  }
}
