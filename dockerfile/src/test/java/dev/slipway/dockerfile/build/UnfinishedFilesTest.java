package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that was killed had not finished goes when the next one opens the cache. */
class UnfinishedFilesTest {
  @TempDir Path directory;

  @Test
  void cachesThatWereBeingFilled() throws IOException {
    Path family = Files.createDirectories(directory.resolve("family"));
    Files.writeString(Files.createDirectories(family.resolve(".new-1/below")).resolve("f"), "x");
    Files.writeString(Files.createDirectories(family.resolve("shared")).resolve("f"), "x");
    assertThat(new CacheMounts(directory)).isNotNull();
    assertThat(family.resolve(".new-1")).doesNotExist();
    assertThat(family.resolve("shared/f")).exists();
  }

  @Test
  void downloadsThatWereArriving() throws IOException {
    Files.writeString(directory.resolve(".new-1"), "half");
    Files.writeString(directory.resolve("a.content"), "whole");
    assertThat(new Downloads(directory)).isNotNull();
    assertThat(directory).isDirectoryContaining("glob:**a.content");
    assertThat(directory.resolve(".new-1")).doesNotExist();
  }
}
