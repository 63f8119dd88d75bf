package dev.slipway.dockerfile.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildResult;
import dev.slipway.dockerfile.CacheVerdict;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.RememberedCommit;
import dev.slipway.oci.layer.LayerWriter;
import dev.slipway.oci.layer.TarEntry;
import dev.slipway.oci.layer.TarEntry.Kind;
import dev.slipway.oci.layer.TarWriter;
import dev.slipway.posix.DirectoryTree;
import dev.slipway.posix.FileNames;
import dev.slipway.posix.FileStatus;
import dev.slipway.posix.PosixFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  private void archive(LayerWriter.Source source) throws IOException {
    try (var tar = new TarWriter(Files.newOutputStream(context.resolve("t.tar")))) {
      source.writeTo(tar);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(TarWriter tar, String name) throws IOException {
    tar.put(TarEntry.of(bytes(name), Kind.FILE, 0644, 1), new ByteArrayInputStream(bytes("x")));
  }

  private static void link(TarWriter tar, String name, String target) throws IOException {
    tar.put(TarEntry.link(bytes(name), Kind.SYMBOLIC_LINK, bytes(target)));
  }

  private static void directory(TarWriter tar, String name) throws IOException {
    tar.put(TarEntry.of(bytes(name), Kind.DIRECTORY, 0700, 0));
  }

  /** Names, links, and directories that become links only after they were remembered. */
  @Test
  void noArchiveLeavesTheImage(@TempDir Path victim) throws Exception {
    Files.createDirectory(victim.resolve("below"));
    PosixFiles.chmod(victim, 0751);
    PosixFiles.chmod(victim.resolve("below"), 0751);
    String name = "escaped-" + victim.getFileName();
    String longName = "n".repeat(200) + "/" + "m".repeat(200) + "/f";
    archive(tar -> {
      put(tar, "../../../../tmp/" + name + "1");
      put(tar, "/" + name + "2");
      link(tar, "up", "../../../../../../../../.." + victim);
      put(tar, "up/" + name + "3");
      link(tar, "absolute", victim.toString());
      put(tar, "absolute/" + name + "4");
      directory(tar, "swapped/");
      link(tar, "swapped", victim.toString());
      directory(tar, "outer/");
      directory(tar, "outer/below/");
      put(tar, "outer/below/f");
      link(tar, "outer", victim.toString());
      put(tar, longName);
    });
    BuildResult result = build("FROM scratch\nADD t.tar /d/\n");

    assertThat(PosixFiles.lstat(victim).permissions()).isEqualTo(0751);
    assertThat(PosixFiles.lstat(victim.resolve("below")).permissions()).isEqualTo(0751);
    try (var files = Files.list(victim)) {
      assertThat(files).hasSize(1);
    }
    assertThat(Path.of("/tmp", name + "1")).doesNotExist();
    assertThat(bench.text(result, "d/tmp/" + name + "1")).isEqualTo("x");
    assertThat(bench.text(result, "d/" + name + "2")).isEqualTo("x");
    String inside = victim.toString().substring(1) + "/" + name;
    assertThat(bench.text(result, inside + "3")).isEqualTo("x");
    assertThat(bench.text(result, inside + "4")).isEqualTo("x");
    assertThat(bench.text(result, "d/" + longName)).isEqualTo("x");
  }

  @Test
  void hardLinksOfArchivesMeanWhatTheArchiveHolds() throws Exception {
    archive(tar -> {
      put(tar, "a");
      tar.put(TarEntry.link(bytes("b"), Kind.HARD_LINK, bytes("/../a")));
    });
    assertThat(bench.status(build("FROM scratch\nADD t.tar /d/\n"), "d/b").links()).isEqualTo(2);
    for (String target : new String[] {"/etc/hostname", "../../../../etc/hostname", "/", ""}) {
      archive(tar -> tar.put(TarEntry.link(bytes("b"), Kind.HARD_LINK, bytes(target))));
      assertThatThrownBy(() -> build("FROM scratch\nADD t.tar /d/\n")).hasMessageContaining("ADD");
    }
  }

  @Test
  void keepsNamesThatAreNoText() throws Exception {
    byte[] name = {'d', 'i', 'r', '/', (byte) 0xff, 'x'};
    byte[] other = {'d', 'i', 'r', '/', (byte) 0xfe, 'x'};
    Files.writeString(context.resolve(FileNames.path(name)), "ff");
    Files.writeString(context.resolve(FileNames.path(other)), "fe");
    BuildResult result = build("FROM scratch\nCOPY dir /d\nCOPY --parents dir/* /p/\n");
    try (var view = bench.view(result)) {
      Path below = view.root().resolve("d");
      assertThat(Files.readString(below.resolve(FileNames.path(new byte[] {(byte) 0xff, 'x'}))))
          .isEqualTo("ff");
      assertThat(Files.readString(view.root().resolve("p").resolve(FileNames.path(other))))
          .isEqualTo("fe");
    }
    Files.writeString(context.resolve(FileNames.path(other)), "changed");
    assertThat(build("FROM scratch\nCOPY dir /d\n").steps().getFirst().verdict().explanation())
        .contains("changed");
  }

  @Test
  void aCommitIsCopiedAsADirectoryIsAndOnlyWhenItHasTo(@TempDir Path definition) throws Exception {
    Files.createSymbolicLink(context.resolve("dir/link"), Path.of("/a.txt"));
    Path dockerfile = definition.resolve("Dockerfile");
    Files.writeString(
        dockerfile,
        """
        FROM scratch
        COPY dir/link /linked
        FROM base
        COPY --from=0 /linked /
        COPY . /x/
        RUN --mount=target=/context cat /context/dir/sub/two > /two && ls -l /context/dir > /list
        """);
    Files.writeString(definition.resolve("Dockerfile.dockerignore"), "*.md\n");
    var first = RememberedCommit.of(context);
    BuildRequest request = BuildRequest.of(definition);
    BuildResult made = bench.build(request.change().commit(first).done());

    assertThat(bench.text(made, "two")).isEqualTo("two");
    assertThat(bench.text(made, "linked")).isEqualTo("a");
    assertThat(bench.text(made, "x/dir/sub/two")).isEqualTo("two");
    assertThat(bench.exists(made, "x/c.md")).isFalse();
    assertThat(bench.status(made, "x/dir/one").seconds()).isEqualTo(1_600_000_000);
    assertThat(bench.status(made, "x/dir").seconds()).isEqualTo(1_600_000_000);

    // Known ids: neither read nor written. The same files in a directory have the same keys.
    var second = RememberedCommit.of(context);
    BuildResult again = bench.build(request.change().commit(second).done());
    assertThat(again.digest()).isEqualTo(made.digest());
    assertThat(second.read).hasValue(0);
    BuildResult directory =
        bench.build(BuildRequest.of(context).change().dockerfile(dockerfile).done());
    assertThat(directory.digest()).isEqualTo(made.digest());

    Files.writeString(context.resolve("dir/one"), "changed");
    var third = RememberedCommit.of(context);
    BuildResult changed = bench.build(request.change().commit(third).done());
    assertThat(bench.text(changed, "x/dir/one")).isEqualTo("changed");
    assertThat(changed.steps().get(2).verdict().explanation()).contains("file dir/one changed");
    assertThat(changed.steps().getFirst().verdict()).isInstanceOf(CacheVerdict.Hit.class);

    var dated = request.change().buildArgs(Map.of("SOURCE_DATE_EPOCH", "context"));
    assertThat(bench.build(dated.commit(third).done()).config().created()).contains(third.time());
  }
}
