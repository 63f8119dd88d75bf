package dev.slipway.dockerfile.build;

import dev.slipway.container.snapshot.MountedRoot;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.plan.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The trees that one step reads, open until it ends. For one thread. */
final class OpenOrigins implements Closeable {
  private final Contexts contexts;
  private final Origins origins;
  private final Unpacked unpacked;
  private final Snapshots snapshots;
  private final Map<Origin, SourceTree> trees = new HashMap<>();
  private final Deque<Closeable> open = new ArrayDeque<>();

  OpenOrigins(Contexts contexts, Origins origins, Unpacked unpacked, Snapshots snapshots) {
    this.contexts = contexts;
    this.origins = origins;
    this.unpacked = unpacked;
    this.snapshots = snapshots;
  }

  SourceTree tree(Origin origin) throws IOException, InterruptedException {
    return switch (origin) {
      case Origin.Context context -> contexts.tree(context);
      case Origin.Directory directory -> contexts.tree(directory);
      case Origin.OfStage stage -> image(stage, "stage " + stage.index());
      case Origin.Image image -> image(image, "the image " + image.reference());
      case Origin.Scratch scratch -> image(scratch, "scratch");
    };
  }

  private SourceTree image(Origin origin, String name) throws IOException, InterruptedException {
    SourceTree known = trees.get(origin);
    if (known != null) {
      return known;
    }
    SnapshotId files =
        unpacked
            .files(origins.rootfs(origin))
            .orElseThrow(() -> new IOException(name + " has no files to copy or mount"));
    MountedRoot view = snapshots.view(files);
    open.push(view::close);
    SourceTree tree = SourceTree.image(view.root(), name);
    open.push(tree);
    trees.put(origin, tree);
    return tree;
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    trees.clear();
  }
}
