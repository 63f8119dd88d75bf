package dev.slipway.node;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.Draft;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.node.image.ImagePullException;
import dev.slipway.node.image.ImagePullException.Kind;
import dev.slipway.node.image.PodImages;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Images without a registry: {@code web:N} is a root filesystem whose programs come from the host's
 * /usr and whose /version says N. Every other name is unknown.
 */
final class TestImages implements PodImages {
  private final Snapshots snapshots;
  private final Path directory;

  TestImages(Snapshots snapshots, Path directory) throws IOException {
    this.snapshots = snapshots;
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public synchronized PodImage pull(Request request) throws ImagePullException {
    String reference = request.reference();
    if (!reference.matches("web:[0-9]+")) {
      throw new ImagePullException(Kind.FAILED, reference + ": not found");
    }
    if (request.policy() == PullPolicy.NEVER && !isPresent(reference)) {
      throw new ImagePullException(Kind.NEVER_PULLED, reference + " is not here");
    }
    try {
      Path file = directory.resolve(reference);
      if (!Files.exists(file)) {
        Files.writeString(file, make(reference.substring(4)).value());
      }
      var id = new SnapshotId(Files.readString(file));
      return new PodImage(
          id, ImageConfig.scratch(Platform.parse("linux/amd64")), "sha256:" + id.value(), 1000);
    } catch (IOException e) {
      throw new SlipwayException("no test image: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Stored> stored() {
    return List.of();
  }

  @Override
  public boolean isPresent(String reference) {
    return Files.exists(directory.resolve(reference));
  }

  private SnapshotId make(String version) throws IOException {
    try (Draft draft = snapshots.draft(Optional.empty())) {
      Path root = draft.upper();
      for (String name : List.of("usr", "etc", "tmp", "root", "proc", "sys", "dev")) {
        Files.createDirectories(root.resolve(name));
      }
      for (String name : List.of("bin", "sbin", "lib", "lib64")) {
        Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
      }
      Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
      Files.writeString(root.resolve("version"), version);
      return draft.commit();
    }
  }
}
