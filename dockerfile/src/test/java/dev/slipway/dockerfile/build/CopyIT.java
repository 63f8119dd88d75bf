package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** COPY and ADD by the rules of the Dockerfile reference. */
class CopyIT {
  @RegisterExtension static final SharedBench SHARED = new SharedBench();

  private final Bench bench = SHARED.get();
  @TempDir Path context;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(context.resolve("dir/sub"));
    Files.writeString(context.resolve("a.txt"), "a");
    Files.writeString(context.resolve("b.txt"), "b");
    Files.writeString(context.resolve("c.md"), "c");
    Files.writeString(context.resolve("dir/one"), "one");
    Files.writeString(context.resolve("dir/sub/two"), "two");
  }

  private BuildResult build(String dockerfile) throws IOException {
    return bench.build(request(dockerfile));
  }

  private BuildRequest request(String dockerfile) throws IOException {
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return BuildRequest.of(context);
  }

  @Test
  void putsFilesAndTheContentOfDirectoriesWhereTheyBelong() throws Exception {
    BuildResult result =
        build(
            """
            FROM scratch
            COPY a.txt /file
            COPY a.txt /dir/
            COPY *.txt /many/
            COPY dir /content
            COPY dir/sub a.txt /mixed/
            COPY nothing*.x /empty/
            WORKDIR /work
            COPY dir/one relative
            COPY a.txt .
            """);

    assertThat(bench.text(result, "file")).isEqualTo("a");
    assertThat(bench.text(result, "dir/a.txt")).isEqualTo("a");
    assertThat(bench.text(result, "many/b.txt")).isEqualTo("b");
    assertThat(bench.text(result, "content/sub/two")).isEqualTo("two");
    assertThat(bench.text(result, "mixed/two")).isEqualTo("two");
    assertThat(bench.text(result, "work/relative")).isEqualTo("one");
    assertThat(bench.text(result, "work/a.txt")).isEqualTo("a");
    assertThat(bench.exists(result, "many/c.md")).isFalse();
  }

  @Test
  void keepsTimesAndPermissionsAndGivesFilesToRoot() throws Exception {
    PosixFiles.lchown(context.resolve("a.txt"), 1234, 1234);
    PosixFiles.chmod(context.resolve("a.txt"), 04711);
    PosixFiles.chmod(context.resolve("b.txt"), 0664);
    PosixFiles.setTimes(context.resolve("a.txt"), 1_500_000_000, 123_000_000);
    Files.createLink(context.resolve("dir/hard"), context.resolve("dir/one"));
    BuildResult result = build("FROM scratch\nCOPY . /x/\n");

    FileStatus file = bench.status(result, "x/a.txt");
    assertThat(file.permissions()).isEqualTo(04711);
    assertThat(file.uid()).isZero();
    assertThat(file.seconds()).isEqualTo(1_500_000_000);
    assertThat(bench.status(result, "x/b.txt").permissions()).isEqualTo(0644);
    assertThat(bench.status(result, "x/dir/hard").links()).isEqualTo(2);
  }

  @Test
  void givesFilesToNamesOfTheImage() throws Exception {
    BuildResult result =
        build(
            """
            FROM base
            COPY --chown=app:extra --chmod=u=rwX,go= dir /d/
            COPY --chown=55 --chmod=640 a.txt /d/n
            """);

    FileStatus named = bench.status(result, "d/sub/two");
    assertThat(named.uid()).isEqualTo(1000);
    assertThat(named.gid()).isEqualTo(2000);
    assertThat(named.permissions()).isEqualTo(0600);
    assertThat(bench.status(result, "d/sub").permissions()).isEqualTo(0700);
    assertThat(bench.status(result, "d/n").gid()).isEqualTo(55);
    assertThat(bench.status(result, "d/n").permissions()).isEqualTo(0640);
  }

  @Test
  void staysInsideTheContextAndTheRoot() throws Exception {
    Files.createSymbolicLink(context.resolve("out"), Path.of("/etc/hostname"));
    assertThatThrownBy(() -> build("FROM scratch\nCOPY out /x\n"))
        .hasMessageContaining("\"/out\" does not exist in the build context");
    assertThatThrownBy(() -> build("FROM scratch\nCOPY ../../etc/hostname /x\n"))
        .hasMessageContaining("does not exist");

    BuildResult result =
        build(
            "FROM base\nRUN ln -s /../../../outside /link && mkdir /outside\nCOPY a.txt /link/\n");
    assertThat(bench.text(result, "outside/a.txt")).isEqualTo("a");
  }

  @Test
  void leavesOutExcludedFilesAndKeepsParents() throws Exception {
    BuildResult result =
        build(
            """
            FROM scratch
            COPY --exclude=**/two --exclude=*.md . /x/
            COPY --parents dir/sub/two /p/
            COPY --parents dir/./sub/** /q/
            """);

    assertThat(bench.exists(result, "x/dir/one")).isTrue();
    assertThat(bench.exists(result, "x/dir/sub/two")).isFalse();
    assertThat(bench.exists(result, "x/c.md")).isFalse();
    assertThat(bench.text(result, "p/dir/sub/two")).isEqualTo("two");
    assertThat(bench.text(result, "q/sub/two")).isEqualTo("two");
  }

  @Test
  void unpacksArchivesOnAdd() throws Exception {
    for (String option : new String[] {"-cf a.tar", "-czf a.tgz", "-cjf a.tbz", "-cJf a.txz"}) {
      String[] words = option.split(" ");
      Command.of("tar", words[0], words[1], "dir", "a.txt")
          .withDirectory(context)
          .run()
          .orThrow("make an archive");
    }
    Files.writeString(context.resolve("fake.tar.gz"), "no archive");
    BuildResult result =
        build(
            """
            FROM scratch
            ADD a.tar /tar/
            ADD a.tgz /gz/
            ADD a.tbz /bz/
            ADD a.txz /xz/
            ADD fake.tar.gz /fake/
            COPY a.tar /copied/
            ADD --unpack=false a.tar /plain/
            """);

    for (String place : new String[] {"tar", "gz", "bz", "xz"}) {
      assertThat(bench.text(result, place + "/dir/sub/two")).isEqualTo("two");
    }
    assertThat(bench.text(result, "fake/fake.tar.gz")).isEqualTo("no archive");
    assertThat(bench.exists(result, "copied/a.tar")).isTrue();
    assertThat(bench.exists(result, "plain/a.tar")).isTrue();
  }

  @Test
  void writesHeredocsWithTheirVariables() throws Exception {
    BuildResult result =
        build(
            """
            FROM scratch
            ARG NAME=world
            COPY <<EOF <<"RAW" /etc/
            hello $NAME
            EOF
            hello $NAME
            RAW
            """);

    assertThat(bench.text(result, "etc/EOF")).isEqualTo("hello world\n");
    assertThat(bench.text(result, "etc/RAW")).isEqualTo("hello $NAME\n");
  }

  @Test
  void keepsOwnersOfFilesOfAnotherStage() throws Exception {
    BuildResult result =
        build(
            """
            FROM base AS other
            COPY --chown=7:8 a.txt /x/
            RUN ln -s a.txt /x/link && rm /etc/group && mkdir /x/empty
            FROM scratch
            COPY --from=other /x /y
            COPY --from=0 /etc /etc
            """);

    assertThat(bench.status(result, "y/a.txt").uid()).isEqualTo(7);
    assertThat(bench.status(result, "y/a.txt").gid()).isEqualTo(8);
    assertThat(bench.status(result, "y/link").type()).isEqualTo(FileStatus.Type.SYMBOLIC_LINK);
    assertThat(bench.exists(result, "y/empty")).isTrue();
    assertThat(bench.exists(result, "etc/group")).isFalse();
    assertThat(bench.exists(result, "etc/passwd")).isTrue();
  }

  @Test
  void takesNamedContexts() throws Exception {
    Path other = Files.createDirectories(context.resolveSibling(context.getFileName() + "-other"));
    Files.writeString(other.resolve("o"), "o");
    BuildRequest request =
        request("FROM tree\nCOPY --from=lib o /lib/\nCOPY --from=img /etc/passwd /p\n")
            .change()
            .contexts(
                Map.of(
                    "tree", new NamedContext.Directory(other),
                    "lib", new NamedContext.Directory(other),
                    "img", new NamedContext.Image("base")))
            .done();
    BuildResult result = bench.build(request);

    assertThat(bench.text(result, "o")).isEqualTo("o");
    assertThat(bench.text(result, "lib/o")).isEqualTo("o");
    assertThat(bench.text(result, "p")).startsWith("root:");
    DirectoryTree.delete(other);
  }

  @Test
  void refusesToReplaceADirectoryByAFile() throws Exception {
    assertThatThrownBy(() -> build("FROM scratch\nCOPY dir/one /x/sub\nCOPY dir /x\n"))
        .hasMessageContaining("cannot copy a directory over /x/sub")
        .hasMessageContaining("Dockerfile:3:1");
  }
}
