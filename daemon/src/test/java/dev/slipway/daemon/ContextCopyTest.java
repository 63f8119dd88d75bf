package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.posix.Handle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a job's directory gets into a build, whatever the job does meanwhile. */
class ContextCopyTest {
  @TempDir Path temporary;
  private Path context;

  @BeforeEach
  void prepare() throws IOException {
    context = Files.createDirectories(temporary.resolve("job/context"));
    Files.writeString(Files.createDirectories(context.resolve("src")).resolve("a.txt"), "a");
    Files.writeString(Files.createDirectories(temporary.resolve("host")).resolve("a.txt"), "host");
  }

  private Path copy(String ignored) throws IOException {
    try (Handle opened = Handle.of(context)) {
      return copy(opened, ignored);
    }
  }

  private Path copy(Handle opened, String ignored) throws IOException {
    var patterns = IgnorePatterns.parse(ignored.getBytes(StandardCharsets.UTF_8), ".dockerignore");
    return ContextCopy.make(opened, temporary.resolve("copy"), patterns);
  }

  @Test
  void keepsContentModesTimesAndLinks() throws IOException {
    Path script = Files.writeString(context.resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.createSymbolicLink(context.resolve("src/link"), Path.of("/etc/hostname"));
    Path copy = copy("");
    assertThat(copy.resolve("src/a.txt")).hasContent("a");
    assertThat(copy.resolve("run.sh")).hasContent("#!/bin/sh\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("run.sh"))))
        .isEqualTo("rwxr-x--x");
    for (String name : new String[] {"src", "src/a.txt", "run.sh"}) {
      assertThat(Files.getLastModifiedTime(copy.resolve(name)))
          .as(name)
          .isEqualTo(Files.getLastModifiedTime(context.resolve(name)));
    }
    assertThat(Files.readSymbolicLink(copy.resolve("src/link"))).hasToString("/etc/hostname");
  }

  @Test
  void leavesOutWhatIsIgnored() throws IOException {
    Files.writeString(context.resolve(".dockerignore"), "*\n");
    Files.writeString(context.resolve("src/b.txt"), "b");
    Path copy = copy("*\n!src/b.txt\n");
    assertThat(copy.resolve("src/b.txt")).hasContent("b");
    assertThat(copy.resolve("src/a.txt")).doesNotExist();
    assertThat(copy.resolve(".dockerignore")).hasContent("*\n");
  }

  @Test
  void anOpenedContextStaysItselfWhenItsNameBecomesALink() throws IOException {
    try (Handle opened = Handle.of(context)) {
      Files.move(context, temporary.resolve("job/moved"));
      Files.createSymbolicLink(context, temporary.resolve("host"));
      Path copy = copy(opened, "");
      assertThat(copy.resolve("src/a.txt")).hasContent("a");
      assertThat(copy.resolve("a.txt")).doesNotExist();
    }
  }

  @Test
  void anIgnoreFileThatIsALinkDoesNotLeadOut() throws IOException {
    Files.createSymbolicLink(
        context.resolve(".dockerignore"), temporary.resolve("host/a.txt").toAbsolutePath());
    assertThatThrownBy(() -> copy("")).isInstanceOf(IOException.class);
    assertThat(Files.exists(temporary.resolve("copy/.dockerignore"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();
  }
}
