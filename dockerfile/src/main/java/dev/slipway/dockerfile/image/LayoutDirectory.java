package dev.slipway.dockerfile.image;

import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Any manifest with what it names as an OCI image layout in a directory. */
public final class LayoutDirectory {
  private LayoutDirectory() {}

  /** Writes it; replaces the index of a layout that is there already. */
  public static void write(
      BlobStore blobs, Descriptor manifest, ImageManifest content, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    var image =
        new Assembly.Image(
            manifest, content, content.config().digest(), ImageConfig.scratch(Platform.host()));
    new OciLayout(blobs, image, List.of()).writeTo(directory);
  }
}
