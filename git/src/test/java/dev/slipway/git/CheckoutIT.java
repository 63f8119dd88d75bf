package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.base.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkouts, compared with git's, and trees that no honest git makes. */
@NullMarked
class CheckoutIT {
  @TempDir Path directory;

  private TestGit git;

  CheckoutIT() {
    git = TestGit.in(Path.of("."));
  }

  @BeforeEach
  void repository() throws Exception {
    git = TestGit.init(directory.resolve("work"));
  }

  @Test
  void writesTheSameTreeAsGit() throws Exception {
    byte[] large = new byte[60 << 20];
    new Random(1).nextBytes(large);
    git.write("plain", "text\n").write("deep/er/still/file", "x").write("empty", "");
    git.write("bin/run", "#!/bin/sh\n").write("ünï/cödé", "ä");
    Files.write(git.directory().resolve("large.bin"), large);
    Files.createSymbolicLink(git.directory().resolve("deep/up"), Path.of("../plain"));
    Files.createSymbolicLink(git.directory().resolve("absolute"), Path.of("/etc/hostname"));
    git.run("add", "--all");
    git.run("update-index", "--chmod=+x", "bin/run");
    git.run("commit", "--quiet", "-m", "Files");
    git.run("checkout", "--quiet", "--", ".");
    Path out = directory.resolve("out");
    try (var repository = git.bare(directory.resolve("bare"))) {
      repository.checkout(git.head(), out);
    }
    Command.of("diff", "-r", "--no-dereference", "--exclude=.git", git.directory() + "", out + "")
        .run()
        .orThrow("compare");
    assertThat(Files.isExecutable(out.resolve("bin/run"))).isTrue();
    assertThat(Files.isExecutable(out.resolve("plain"))).isFalse();
    assertThat(Files.readSymbolicLink(out.resolve("absolute"))).hasToString("/etc/hostname");
    assertThat(out.resolve(".git")).doesNotExist();
  }

  @Test
  void listsWhatItWouldWriteWithoutReadingIt() throws Exception {
    git.write("dir.x/b", "1").write("dir/run", "2").write("dir/deep/c", "3").write("a", "4");
    Files.createSymbolicLink(git.directory().resolve("dir/up"), Path.of("../a"));
    assertThat(git.directory().resolve("dir/run").toFile().setExecutable(true)).isTrue();
    var commit = git.commit("A");
    try (var repository = git.bare(directory.resolve("bare"))) {
      var all = repository.files(commit, "").orElseThrow();
      assertThat(all.stream().map(f -> f.path() + " " + f.kind()))
          .containsExactlyInAnyOrder(
              "a FILE",
              "dir DIRECTORY",
              "dir/deep DIRECTORY",
              "dir/deep/c FILE",
              "dir/run EXECUTABLE",
              "dir/up SYMLINK",
              "dir.x DIRECTORY",
              "dir.x/b FILE");
      var part = repository.files(commit, "dir").orElseThrow();
      assertThat(part.stream().map(CommittedFile::path))
          .containsExactly("deep", "deep/c", "run", "up");
      try (var blob = repository.blob(part.getLast().id())) {
        assertThat(new String(blob.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("../a");
      }
      assertThat(repository.files(commit, "a")).isEmpty();
      assertThat(repository.files(commit, "missing")).isEmpty();
    }
  }

  @Test
  void makesAnEmptyDirectoryForASubmodule() throws Exception {
    var commit = git.write("a", "1").commit("A");
    git.run("update-index", "--add", "--cacheinfo", "160000," + commit.sha() + ",module");
    git.run("commit", "--quiet", "-m", "Module");
    try (var repository = git.bare(directory.resolve("bare"))) {
      repository.checkout(git.head(), directory.resolve("out"));
    }
    assertThat(directory.resolve("out/module")).isEmptyDirectory();
  }

  @Test
  void replacesNothing() throws Exception {
    var commit = git.write("a", "new").commit("A");
    Files.createDirectories(directory.resolve("out"));
    Files.writeString(directory.resolve("out/a"), "old");
    try (var repository = git.bare(directory.resolve("bare"))) {
      assertThatThrownBy(() -> repository.checkout(commit, directory.resolve("out")))
          .hasMessageContaining("a is there already");
    }
    assertThat(directory.resolve("out/a")).hasContent("old");
  }

  @Test
  void doesNotWriteThroughASymlinkThatIsThere() throws Exception {
    var commit = git.write("d/a", "new").commit("A");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.createDirectories(directory.resolve("out"));
    Files.createSymbolicLink(directory.resolve("out/d"), outside);
    try (var repository = git.bare(directory.resolve("bare"))) {
      assertThatThrownBy(() -> repository.checkout(commit, directory.resolve("out")))
          .isInstanceOf(GitException.class);
    }
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void refusesTreesThatLeaveTheDirectory() throws Exception {
    String blob = object("blob", "evil".getBytes(StandardCharsets.UTF_8));
    String inner = tree("100644", "evil", blob);
    refused("40000", "..", inner);
    refused("40000", ".git", inner);
    refused("40000", ".GIT", inner);
    refused("100644", ".", blob);
    refused("100644", "a/b", blob);
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void refusesASymlinkThatIsAlsoADirectory() throws Exception {
    String link =
        object("blob", directory.resolve("outside").toString().getBytes(StandardCharsets.UTF_8));
    String blob = object("blob", "evil".getBytes(StandardCharsets.UTF_8));
    Files.createDirectories(directory.resolve("outside"));
    var tree = new ByteArrayOutputStream();
    tree.writeBytes(entry("120000", "x", link));
    tree.writeBytes(entry("40000", "x", tree("100644", "evil", blob)));
    String id = object("tree", tree.toByteArray());
    var commit = new CommitId(git.run("commit-tree", id, "-m", "evil"));
    try (var repository = GitRepository.open(git.directory().resolve(".git"))) {
      assertThatThrownBy(() -> repository.checkout(commit, directory.resolve("out")))
          .isInstanceOf(GitException.class)
          .hasMessageContaining("x is there already");
    }
    assertThat(directory.resolve("outside")).isEmptyDirectory();
  }

  private void refused(String mode, String name, String id) throws Exception {
    var commit = new CommitId(git.run("commit-tree", tree(mode, name, id), "-m", "evil"));
    try (var repository = GitRepository.open(git.directory().resolve(".git"))) {
      assertThatThrownBy(
              () -> repository.checkout(commit, Files.createTempDirectory(directory, "out")))
          .as(name)
          .isInstanceOf(InputException.class);
    }
  }

  private String tree(String mode, String name, String id) throws Exception {
    return object("tree", entry(mode, name, id));
  }

  private static byte[] entry(String mode, String name, String id) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(HexFormat.of().parseHex(id));
    return bytes.toByteArray();
  }

  private String object(String type, byte[] content) throws Exception {
    Path file = Files.createTempFile(directory, "object", "");
    Files.write(file, content);
    return git.run("hash-object", "-w", "--literally", "-t", type, file.toString());
  }
}
