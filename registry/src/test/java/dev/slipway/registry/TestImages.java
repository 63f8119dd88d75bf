package dev.slipway.registry;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.History;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.Platform;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.oci.layer.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small real images. */
final class TestImages {
  private TestImages() {}

  /** An image of two layers for this machine; equal seeds make equal images. */
  static Descriptor create(BlobStore blobs, int seed) throws IOException {
    ImageConfig config =
        ImageConfig.scratch(Platform.host()).withCreated(Optional.of(Instant.EPOCH));
    Layer first = layer(blobs, "data", random(seed, 400_000));
    Layer second = layer(blobs, "text", ("seed " + seed).getBytes(StandardCharsets.UTF_8));
    for (Layer layer : List.of(first, second)) {
      History step = History.layer(Optional.of(Instant.EPOCH), "made for a test", "");
      config = config.withLayer(layer.diffId(), step);
    }
    config = config.withConfig(config.config().change().cmd(List.of("/none")).done());
    Descriptor stored = blobs.put(MediaTypes.CONFIG, config.toBytes());
    byte[] manifest =
        ImageManifest.of(stored, List.of(first.descriptor(), second.descriptor())).toBytes();
    return blobs.put(MediaTypes.MANIFEST, manifest);
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Layer layer(BlobStore blobs, String name, byte[] content) throws IOException {
    TarEntry entry =
        TarEntry.of(
            name.getBytes(StandardCharsets.UTF_8), TarEntry.Kind.FILE, 0644, content.length);
    return new LayerWriter(blobs, Compression.GZIP, Optional.empty())
        .write(tar -> tar.put(entry, new ByteArrayInputStream(content)));
  }
}
