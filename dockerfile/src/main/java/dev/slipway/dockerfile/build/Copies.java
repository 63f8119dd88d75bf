package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.cache.ContentManifest;
import dev.slipway.dockerfile.files.Manifests;
import dev.slipway.dockerfile.files.Selected;
import dev.slipway.dockerfile.files.Selector;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.dockerfile.syntax.Instruction.ParentsMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the sources of a COPY name in a tree, and what that holds. */
final class Copies {
  private final Manifests manifests;
  private final Map<Looked, Found> looked = new ConcurrentHashMap<>();

  /** A source in a developer's directory: looked at once in a build, however often it is asked. */
  private record Looked(SourceTree tree, Step.Copy copy, String path) {}

  Copies(Manifests manifests) {
    this.manifests = manifests;
  }

  /**
   * One source, found.
   *
   * @param content what decides the result of copying it
   */
  record Found(List<Selected> files, ContentManifest content) {}

  Found find(SourceTree tree, Step.Copy copy, String path) throws IOException {
    var asked = new Looked(tree, copy, path);
    Found before = looked.get(asked);
    if (before != null) {
      return before;
    }
    Found found = look(tree, copy, path);
    switch (tree.metadata()) {
      case NORMALISED -> looked.put(asked, found);
      // A view of an image that is closed with the step.
      case EXACT -> {}
    }
    return found;
  }

  private Found look(SourceTree tree, Step.Copy copy, String path) throws IOException {
    Optional<IgnorePatterns> exclude = exclude(copy.exclude(), copy.position());
    var selector = new Selector(tree, exclude, copy.position());
    List<Selected> files =
        copy.parents() == ParentsMode.KEPT ? selector.withParents(path) : selector.select(path);
    return new Found(files, manifests.of(files, tree));
  }

  /** One file or directory, with everything below it; of a commit it need not be there yet. */
  static Selected select(SourceTree tree, String path, Position position) throws IOException {
    return new Selector(tree, Optional.empty(), position).one(path);
  }

  /** What a mount or a stage that starts from a directory shows. */
  ContentManifest content(SourceTree tree, String path, Position position) throws IOException {
    return manifests.of(List.of(select(tree, path, position)), tree);
  }

  private static Optional<IgnorePatterns> exclude(List<String> patterns, Position position) {
    return patterns.isEmpty()
        ? Optional.empty()
        : Optional.of(IgnorePatterns.of(patterns, position));
  }
}
