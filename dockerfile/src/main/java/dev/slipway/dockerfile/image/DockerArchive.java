package dev.slipway.dockerfile.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.Json;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.layer.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An image as {@code docker save} writes it and {@code docker load} reads it. */
final class DockerArchive {
  private final BlobStore blobs;
  private final Assembly.Image image;
  private final List<String> tags;

  private record Entry(
      @JsonProperty("Config") String config,
      @JsonProperty("RepoTags") List<String> repoTags,
      @JsonProperty("Layers") List<String> layers) {}

  DockerArchive(BlobStore blobs, Assembly.Image image, List<String> tags) {
    this.blobs = blobs;
    this.image = image;
    this.tags = tags;
  }

  void writeTo(Path file) throws IOException {
    Outputs.createParent(file);
    try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
      tar.put(OciLayout.directory("blobs/"));
      tar.put(OciLayout.directory("blobs/sha256/"));
      Set<String> written = new HashSet<>();
      for (Descriptor blob : image.content().references()) {
        if (written.add(name(blob))) {
          try (InputStream in = blobs.open(blob.digest())) {
            tar.put(OciLayout.entry(name(blob), blob.size()), in);
          }
        }
      }
      var entry =
          new Entry(
              name(image.content().config()),
              tags.stream().map(DockerArchive::familiar).toList(),
              image.content().layers().stream().map(DockerArchive::name).toList());
      OciLayout.put(tar, "manifest.json", Json.bytes(List.of(entry)));
    }
  }

  private static String familiar(String tag) {
    var reference = ImageReference.parse(tag);
    return reference.withTag(reference.tag().orElse("latest")).familiar();
  }

  private static String name(Descriptor blob) {
    return "blobs/" + blob.digest().algorithm().text() + "/" + blob.digest().hex();
  }
}
