package dev.slipway.dockerfile.image;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.files.Copier;
import dev.slipway.dockerfile.files.ModeChange;
import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.Selected;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.files.Trees;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Writes an image where people asked for it. */
public final class Outputs {
  private final BlobStore blobs;
  private final Snapshots snapshots;
  private final List<String> tags;
  private final Path scratch;

  /**
   * @param tags the names the image has
   * @param scratch where to put files in passing
   */
  public Outputs(BlobStore blobs, Snapshots snapshots, List<String> tags, Path scratch) {
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.tags = List.copyOf(tags);
    this.scratch = scratch;
  }

  /** Whether any of these needs the image's files rather than its blobs. */
  public static boolean needFiles(List<BuildOutput> outputs) {
    return outputs.stream()
        .anyMatch(o -> o instanceof BuildOutput.LocalDirectory || o instanceof BuildOutput.Tar);
  }

  /**
   * Writes the image.
   *
   * @param files the image's files; empty when it has none or they are not needed
   */
  public void write(List<BuildOutput> outputs, Assembly.Image image, Optional<SnapshotId> files)
      throws IOException {
    for (BuildOutput output : outputs) {
      switch (output) {
        case BuildOutput.Image named -> {}
        case BuildOutput.OciDirectory(Path directory) ->
            new OciLayout(blobs, image, tags).writeTo(directory);
        case BuildOutput.OciArchive(Path file) -> new OciLayout(blobs, image, tags).archiveTo(file);
        case BuildOutput.DockerArchive(Path file) ->
            new DockerArchive(blobs).writeTo(file, new DockerArchive.Named(image.content(), tags));
        case BuildOutput.LocalDirectory(Path directory) -> copyTo(directory, files);
        case BuildOutput.Tar(Path file) -> tarTo(file, files);
      }
    }
  }

  private void copyTo(Path directory, Optional<SnapshotId> files) throws IOException {
    Files.createDirectories(directory);
    if (files.isEmpty()) {
      return;
    }
    try (MountedRoot view = snapshots.view(files.get());
        SourceTree tree = SourceTree.image(view.root(), "the image");
        TargetRoot target = TargetRoot.of(directory)) {
      Selected all = Trees.whole(tree);
      new Copier(target, tree.metadata(), Ownership.unchanged(), ModeChange.none()).copy(all, "/");
      target.settle();
    }
  }

  private void tarTo(Path file, Optional<SnapshotId> files) throws IOException {
    Path directory = Files.createTempDirectory(scratch, "tar-");
    try {
      var store = new BlobStore(directory);
      var writer = new LayerWriter(store, Compression.NONE, Optional.empty());
      Path empty = Files.createDirectory(directory.resolve("empty"));
      Path tar;
      if (files.isPresent()) {
        try (MountedRoot view = snapshots.view(files.get())) {
          tar = store.path(writer.write(view.root()).diffId());
        }
      } else {
        tar = store.path(writer.write(empty).diffId());
      }
      createParent(file);
      Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      DirectoryTree.delete(directory);
    }
  }

  static void createParent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not make " + parent + ": " + e.getMessage(), e);
    }
  }
}
