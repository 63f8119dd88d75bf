package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A bench with a base image that all tests of a class build on. At the end nothing may be mounted,
 * and its directory goes, with files of owners that JUnit's own way of deleting cannot remove.
 */
final class SharedBench implements BeforeAllCallback, AfterAllCallback {
  private Optional<Path> directory = Optional.empty();
  private Optional<Bench> bench = Optional.empty();

  Bench get() {
    return bench.orElseThrow();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Bench.assumePossible();
    Path made = Files.createTempDirectory("bench");
    directory = Optional.of(made);
    Bench opened = Bench.open(made);
    bench = Optional.of(opened);
    opened.makeBase();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (bench.isPresent()) {
      assertThat(bench.get().mounts()).isEmpty();
      bench.get().close();
    }
    if (directory.isPresent()) {
      DirectoryTree.delete(directory.get());
    }
  }
}
