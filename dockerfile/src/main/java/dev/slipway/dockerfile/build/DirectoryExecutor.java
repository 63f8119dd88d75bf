package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.plan.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes working directories. */
final class DirectoryExecutor {
  private DirectoryExecutor() {}

  static void make(Step.MakeDirectory step, Path root) throws IOException {
    Optional<Ownership.Owner> owner =
        step.user().isEmpty()
            ? Optional.empty()
            : Optional.of(Owners.of(step.user(), root, step.position()));
    try (TargetRoot target = TargetRoot.of(root)) {
      target.directory(step.path(), owner);
      target.settle();
    }
  }
}
