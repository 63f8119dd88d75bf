package dev.slipway.dockerfile.build;

import dev.slipway.container.ProcessUser;
import dev.slipway.container.UserLookup;
import dev.slipway.dockerfile.files.Ownership;
import dev.slipway.dockerfile.files.TargetRoot;
import dev.slipway.dockerfile.plan.Step;
import java.io.IOException;
import java.nio.file.Path;

/** Makes working directories. */
final class DirectoryExecutor {
  private DirectoryExecutor() {}

  static void make(Step.MakeDirectory step, Path root) throws IOException {
    ProcessUser user = UserLookup.in(root).resolve(step.user(), step.position()).user();
    try (TargetRoot target = TargetRoot.of(root)) {
      target.directory(step.path(), new Ownership.Owner(user.uid(), user.gid()));
      target.settle();
    }
  }
}
