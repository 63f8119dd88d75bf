package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.files.Archive;
import dev.slipway.dockerfile.files.Copier;
import dev.slipway.dockerfile.files.ModeChange;
import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.Selected;
import dev.slipway.dockerfile.files.SourceTree;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.plan.CopySource;
import dev.slipway.dockerfile.plan.Step;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Copies what was found into a root filesystem. */
final class CopyExecutor {
  private final Step.Copy step;
  private final Map<CopySource, List<Selected>> found;
  private final SourceTree.Metadata metadata;
  private final Path scratch;

  /**
   * @param found the files of each source that is not inline
   * @param scratch where to put files in passing
   */
  CopyExecutor(
      Step.Copy step,
      Map<CopySource, List<Selected>> found,
      SourceTree.Metadata metadata,
      Path scratch) {
    this.step = step;
    this.found = found;
    this.metadata = metadata;
    this.scratch = scratch;
  }

  void copy(Layering.Place place) throws IOException {
    try (TargetRoot target = TargetRoot.of(place.root(), place.changes())) {
      Ownership ownership = ownership(place.root());
      ModeChange mode =
          step.chmod().isPresent()
              ? ModeChange.parse(step.chmod().get(), step.position())
              : ModeChange.none();
      for (CopySource source : step.sources()) {
        SourceTree.Metadata kind =
            switch (source) {
              case CopySource.FromOrigin f -> metadata;
              case CopySource.Inline i -> SourceTree.Metadata.NORMALISED;
              case CopySource.Download d -> SourceTree.Metadata.NORMALISED;
            };
        copy(source, new Copier(target, kind, ownership, mode), target, ownership);
      }
      target.settle();
    }
  }

  private void copy(CopySource source, Copier copier, TargetRoot target, Ownership ownership)
      throws IOException {
    if (source instanceof CopySource.Inline inline) {
      copyInline(inline, copier);
      return;
    }
    for (Selected selected : found.getOrDefault(source, List.of())) {
      if (!selected.isDirectory() && unpacks(source)) {
        var archive = Archive.find(selected.top().place());
        if (archive.isPresent()) {
          archive.get().unpack(step.destination(), target, ownership);
          continue;
        }
      }
      copier.copy(selected, step.destination());
    }
  }

  private boolean unpacks(CopySource source) {
    return switch (step.archives()) {
      case COPIED -> false;
      case UNPACKED -> true;
      case LOCAL_UNPACKED -> source instanceof CopySource.FromOrigin;
    };
  }

  private void copyInline(CopySource.Inline inline, Copier copier) throws IOException {
    Path file = scratch.resolve("inline-" + UUID.randomUUID());
    try {
      Files.writeString(file, inline.content());
      PosixFiles.chmod(file, 0644);
      copier.copy(Selected.file(inline.name(), file), step.destination());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Names mean what the destination's own files say; with --link there are none. */
  private Ownership ownership(Path root) throws IOException {
    if (step.chown().isEmpty()) {
      return Ownership.unchanged();
    }
    return new Ownership(Optional.of(Owners.of(step.chown().get(), root, step.position())));
  }
}
