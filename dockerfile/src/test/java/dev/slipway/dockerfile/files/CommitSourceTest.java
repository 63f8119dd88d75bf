package dev.slipway.dockerfile.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.RememberedCommit;
import dev.slipway.dockerfile.cache.CommittedBytes;
import dev.slipway.dockerfile.cache.ContentManifest;
import dev.slipway.dockerfile.cache.FileHashes;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit and a directory of the same files are the same to COPY, and to its cache keys. */
class CommitSourceTest {
  private static final Position HERE = Position.of("test");
  private static final String[] SOURCES = {
    "",
    "src",
    "src/",
    "./src/../src",
    "/run.sh",
    "*.txt",
    "s*/a",
    "src/*",
    "up",
    "up/one",
    "deep/up",
    "absolute",
    "src/deep",
    "ü",
    "[rz]un.sh"
  };

  @TempDir Path directory;
  private Path files;

  @BeforeEach
  void fill() throws IOException {
    files = Files.createDirectories(directory.resolve("files"));
    Files.createDirectories(files.resolve("src/deep/er"));
    Files.createDirectories(files.resolve("a.b"));
    for (String name : List.of("a.txt", "z.txt", "src/a", "src/one", "src/deep/x", "a.b/c", "ü")) {
      Files.writeString(files.resolve(name), name);
    }
    Files.writeString(files.resolve("src/deep/er/.env"), "SECRET=1");
    Files.writeString(files.resolve("run.sh"), "#!/bin/sh\n");
    PosixFiles.chmod(files.resolve("run.sh"), 0775);
    Files.createSymbolicLink(files.resolve("up"), Path.of("src"));
    Files.createDirectories(files.resolve("deep"));
    Files.createSymbolicLink(files.resolve("deep/up"), Path.of("../../../up/deep"));
    Files.createSymbolicLink(files.resolve("absolute"), Path.of("/src/one"));
    Files.createSymbolicLink(files.resolve("nowhere"), Path.of("/missing"));
    Files.createSymbolicLink(files.resolve("circle"), Path.of("circle"));
  }

  private CommittedBytes known() {
    return CommittedBytes.open(directory.resolve("known"));
  }

  private SourceTree commit(RememberedCommit commit, PathFilter filter, CommittedBytes known)
      throws IOException {
    return SourceTree.commit(commit, filter, "the context", directory.resolve("out"), known);
  }

  private ContentManifest manifest(SourceTree tree, String source) throws IOException {
    var hashes = FileHashes.open(directory.resolve("hashes"), Clock.systemUTC());
    return new Manifests(hashes)
        .of(new Selector(tree, Optional.empty(), HERE).select(source), tree);
  }

  private static PathFilter ignoring(String text) {
    var patterns = IgnorePatterns.parse(text.getBytes(StandardCharsets.UTF_8), ".dockerignore");
    return new PathFilter() {
      @Override
      public boolean keeps(String path) {
        return !patterns.matches(path);
      }

      @Override
      public boolean mayKeepBelow(String path) {
        return patterns.hasExceptions();
      }
    };
  }

  @Test
  void hasTheKeysOfADirectoryOfTheSameFiles() throws Exception {
    for (PathFilter filter :
        List.of(PathFilter.ALL, ignoring("src\n!src/deep/x\n"), ignoring("**/.env\n*.txt\n"))) {
      try (SourceTree one = SourceTree.context(files, filter, "the context");
          SourceTree other = commit(RememberedCommit.of(files), filter, known())) {
        for (String source : SOURCES) {
          String expected = said(one, source);
          assertThat(said(other, source)).as(source).isEqualTo(expected);
        }
      }
    }
  }

  private String said(SourceTree tree, String source) throws IOException {
    try {
      return new String(manifest(tree, source).bytes(), StandardCharsets.UTF_8);
    } catch (InputException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void readsEachBlobOnceAndNoneAgain() throws Exception {
    CommittedBytes known = known();
    RememberedCommit first = RememberedCommit.of(files);
    try (SourceTree tree = commit(first, PathFilter.ALL, known)) {
      String all = said(tree, "");
      // Nine files and five links; the written files serve the copying too.
      assertThat(first.read).hasValue(14);
      Selected whole = tree.written(Trees.whole(tree));
      assertThat(whole.below()).allMatch(f -> Files.exists(f.place()) || isLink(f));
      assertThat(first.read).hasValue(14);
      assertThat(Files.readString(directory.resolve("out/src/deep/x"))).isEqualTo("src/deep/x");
      assertThat(PosixFiles.lstat(directory.resolve("out/run.sh")).permissions()).isEqualTo(0755);
      assertThat(PosixFiles.lstat(directory.resolve("out/run.sh")).seconds())
          .isEqualTo(1_600_000_000);
      known.save();

      RememberedCommit second = RememberedCommit.of(files);
      try (SourceTree again =
          SourceTree.commit(
              second, PathFilter.ALL, "the context", directory.resolve("other"), known())) {
        assertThat(said(again, "")).isEqualTo(all);
      }
      assertThat(second.read).hasValue(0);
      assertThat(directory.resolve("other")).doesNotExist();
    }
    assertThat(directory.resolve("out")).doesNotExist();
  }

  private static boolean isLink(TreeFile file) {
    return Files.isSymbolicLink(file.place());
  }

  @Test
  void saysWhichFileOfItChanged() throws Exception {
    ContentManifest before;
    try (SourceTree tree = commit(RememberedCommit.of(files), PathFilter.ALL, known())) {
      before = manifest(tree, "src");
    }
    Files.writeString(files.resolve("src/deep/x"), "changed");
    RememberedCommit now = RememberedCommit.of(files);
    try (SourceTree tree = commit(now, PathFilter.ALL, known())) {
      assertThat(before.difference(manifest(tree, "src"))).contains("file src/deep/x changed");
    }
  }

  @Test
  void linksInCirclesAreTold() throws Exception {
    try (SourceTree tree = commit(RememberedCommit.of(files), PathFilter.ALL, known())) {
      assertThatThrownBy(() -> manifest(tree, "circle"))
          .hasMessageContaining("too many symbolic links");
      assertThatThrownBy(() -> manifest(tree, "nowhere")).hasMessageContaining("does not exist");
    }
  }
}
