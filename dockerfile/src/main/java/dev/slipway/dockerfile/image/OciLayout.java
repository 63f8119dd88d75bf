package dev.slipway.dockerfile.image;

import dev.slipway.base.DurableFiles;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.layer.TarEntry;
import dev.slipway.oci.layer.TarWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An image as an OCI image layout (OCI image specification, image-layout.md). */
final class OciLayout {
  private static final byte[] VERSION =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String FULL_NAME = "io.containerd.image.name";

  private final BlobStore blobs;
  private final Assembly.Image image;
  private final List<String> tags;

  OciLayout(BlobStore blobs, Assembly.Image image, List<String> tags) {
    this.blobs = blobs;
    this.image = image;
    this.tags = tags;
  }

  /** Replaces the index of a layout that is there already. */
  void writeTo(Path directory) throws IOException {
    for (Descriptor blob : content()) {
      Path place = directory.resolve(name(blob));
      Files.createDirectories(directory.resolve("blobs").resolve(blob.digest().algorithm().text()));
      if (!Files.exists(place)) {
        // A copy and no link: what people do to the layout must not reach the blob store.
        Path fresh = place.resolveSibling(".new-" + blob.digest().hex());
        Files.copy(blobs.path(blob.digest()), fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    DurableFiles.write(directory.resolve("oci-layout"), VERSION);
    DurableFiles.write(directory.resolve("index.json"), index());
  }

  void archiveTo(Path file) throws IOException {
    Outputs.createParent(file);
    try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
      put(tar, "oci-layout", VERSION);
      put(tar, "index.json", index());
      tar.put(directory("blobs/"));
      tar.put(directory("blobs/sha256/"));
      for (Descriptor blob : content()) {
        try (InputStream in = blobs.open(blob.digest())) {
          tar.put(entry(name(blob), blob.size()), in);
        }
      }
    }
  }

  static void put(TarWriter tar, String name, byte[] content) throws IOException {
    tar.put(entry(name, content.length), new ByteArrayInputStream(content));
  }

  static TarEntry entry(String name, long size) {
    return TarEntry.of(name.getBytes(StandardCharsets.UTF_8), TarEntry.Kind.FILE, 0644, size);
  }

  static TarEntry directory(String name) {
    return TarEntry.of(name.getBytes(StandardCharsets.UTF_8), TarEntry.Kind.DIRECTORY, 0755, 0);
  }

  /** The blobs, each once. */
  Set<Descriptor> content() {
    var all = new LinkedHashSet<Descriptor>();
    all.add(image.manifest());
    all.addAll(image.content().references());
    return all;
  }

  private byte[] index() {
    var manifests = new ArrayList<Descriptor>();
    for (String tag : tags) {
      var reference = ImageReference.parse(tag);
      Map<String, String> names = new LinkedHashMap<>();
      names.put(FULL_NAME, reference.withTag(reference.tag().orElse("latest")).toString());
      names.put(REF_NAME, reference.tag().orElse("latest"));
      manifests.add(described().withAnnotations(names));
    }
    if (manifests.isEmpty()) {
      manifests.add(described());
    }
    return ImageIndex.of(manifests).toBytes();
  }

  private Descriptor described() {
    return image.manifest().withPlatform(image.config().platform());
  }

  private static String name(Descriptor blob) {
    return "blobs/" + blob.digest().algorithm().text() + "/" + blob.digest().hex();
  }
}
