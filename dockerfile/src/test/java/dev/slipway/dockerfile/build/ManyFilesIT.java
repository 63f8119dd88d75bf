package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A context with many files: read once. More of them by {@code -Dslipway.files=100000}. */
class ManyFilesIT {
  @TempDir(cleanup = CleanupMode.NEVER)
  Path dir;

  @Test
  void readsNoFileTwice(@TempDir Path context) throws IOException {
    Bench.assumePossible();
    int count = Integer.getInteger("slipway.files", 3_000);
    for (int i = 0; i < count; i++) {
      Path parent = Files.createDirectories(context.resolve("d" + i / 200));
      Files.writeString(parent.resolve("f" + i), "content " + i);
    }
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY . /x/\n");
    try (Bench bench = Bench.open(dir)) {
      BuildResult first = bench.build(BuildRequest.of(context));
      Files.setLastModifiedTime(context.resolve("d0/f0"), FileTime.fromMillis(0));
      BuildResult second = bench.build(BuildRequest.of(context));
      BuildResult third = bench.build(BuildRequest.of(context));

      System.out.println(
          count + " files: " + first.took() + ", again " + second.took() + ", " + third.took());
      assertThat(second.steps().getFirst().verdict()).isInstanceOf(CacheVerdict.Hit.class);
      assertThat(third.digest()).isEqualTo(first.digest());
    } finally {
      DirectoryTree.delete(dir);
    }
  }
}
