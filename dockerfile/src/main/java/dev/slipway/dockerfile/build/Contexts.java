package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.CommitContext;
import dev.slipway.dockerfile.files.PathFilter;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.ignore.IgnoreFile;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.plan.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The directories that a build reads, each without what its ignore file excludes. */
final class Contexts implements Closeable {
  private static final String CONTEXT = "the build context";

  private final Shared shared;
  private final BuildRequest request;
  private final Map<Path, SourceTree> open = new HashMap<>();

  Contexts(Shared shared, BuildRequest request) {
    this.shared = shared;
    this.request = request;
  }

  /** The tree of the build context. */
  synchronized SourceTree tree(Origin.Context context) throws IOException {
    IgnorePatterns ignored = IgnoreFile.read(request.context(), request.dockerfile());
    return request.commit().isPresent()
        ? tree(request.commit().get(), ignored)
        : tree(request.context(), ignored, CONTEXT);
  }

  /** The place of a commit's files is known by the directory that its Dockerfile was laid into. */
  private SourceTree tree(CommitContext commit, IgnorePatterns ignored) throws IOException {
    SourceTree known = open.get(request.context());
    if (known != null) {
      return known;
    }
    Path place = shared.scratch().resolve("commit-" + UUID.randomUUID());
    SourceTree tree =
        SourceTree.commit(commit, filter(ignored), CONTEXT, place, shared.committed());
    open.put(request.context(), tree);
    return tree;
  }

  /** The tree of a named directory. */
  synchronized SourceTree tree(Origin.Directory directory) throws IOException {
    Path ignore = directory.path().resolve(".dockerignore");
    IgnorePatterns patterns =
        Files.exists(ignore)
            ? IgnorePatterns.parse(Files.readAllBytes(ignore), ignore.toString())
            : IgnorePatterns.none();
    return tree(directory.path(), patterns, "the context \"" + directory.name() + "\"");
  }

  private SourceTree tree(Path directory, IgnorePatterns ignored, String name) throws IOException {
    SourceTree known = open.get(directory);
    if (known != null) {
      return known;
    }
    if (!Files.isDirectory(directory)) {
      throw new InputException(
          Position.of(directory.toString()), "is not a directory", "name a directory as " + name);
    }
    SourceTree tree = SourceTree.context(directory, filter(ignored), name);
    open.put(directory, tree);
    return tree;
  }

  private static PathFilter filter(IgnorePatterns ignored) {
    return ignored.isEmpty() ? PathFilter.ALL : new IgnoreFilter(ignored);
  }

  @Override
  public synchronized void close() throws IOException {
    for (SourceTree tree : open.values()) {
      tree.close();
    }
    open.clear();
  }
}
