package dev.slipway.dockerfile.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.Json;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.layer.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Images as {@code docker save} writes them and {@code docker load} reads them. */
public final class DockerArchive {
  private final BlobStore blobs;

  private record Entry(
      @JsonProperty("Config") String config,
      @JsonProperty("RepoTags") List<String> repoTags,
      @JsonProperty("Layers") List<String> layers) {}

  /**
   * An image with the names it is saved under.
   *
   * @param tags as a Dockerfile would name them; none are needed
   */
  public record Named(ImageManifest content, List<String> tags) {
    public Named {
      tags = List.copyOf(tags);
    }
  }

  public DockerArchive(BlobStore blobs) {
    this.blobs = blobs;
  }

  void writeTo(Path file, Named image) throws IOException {
    Outputs.createParent(file);
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeTo(out, List.of(image));
    }
  }

  /** Writes a tar with all of them, each blob once; the stream stays open. */
  public void writeTo(OutputStream out, List<Named> images) throws IOException {
    var tar = new TarWriter(out);
    tar.put(OciLayout.directory("blobs/"));
    tar.put(OciLayout.directory("blobs/sha256/"));
    Set<String> written = new HashSet<>();
    for (Named image : images) {
      for (Descriptor blob : image.content.references()) {
        if (written.add(name(blob))) {
          try (InputStream in = blobs.open(blob.digest())) {
            tar.put(OciLayout.entry(name(blob), blob.size()), in);
          }
        }
      }
    }
    OciLayout.put(
        tar, "manifest.json", Json.bytes(images.stream().map(DockerArchive::entry).toList()));
    tar.finish();
  }

  private static Entry entry(Named image) {
    return new Entry(
        name(image.content.config()),
        image.tags.stream().map(DockerArchive::familiar).toList(),
        image.content.layers().stream().map(DockerArchive::name).toList());
  }

  private static String familiar(String tag) {
    var reference = ImageReference.parse(tag);
    return reference.withTag(reference.tag().orElse("latest")).familiar();
  }

  private static String name(Descriptor blob) {
    return "blobs/" + blob.digest().algorithm().text() + "/" + blob.digest().hex();
  }
}
