package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixFilesTest {
  @TempDir Path dir;

  @Test
  void statusAgreesWithTheJdk() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "12345");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
    Files.createLink(dir.resolve("other"), file);

    FileStatus status = PosixFiles.lstat(file);

    assertThat(status.size()).isEqualTo(5);
    assertThat(status.modified()).isEqualTo(Instant.parse("2001-02-03T04:05:06.789Z"));
    assertThat(status.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(status.device()).isEqualTo(Files.getAttribute(file, "unix:dev"));
    assertThat(status.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
    assertThat(status.uid()).isEqualTo(Files.getAttribute(file, "unix:uid"));
    assertThat(status.links()).isEqualTo(2);
    assertThat(status.type()).isEqualTo(FileStatus.Type.REGULAR);
  }

  @Test
  void timesBeforeTheEpochAndOfLinksAreKept() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("nowhere"));

    PosixFiles.setTimes(link, -5, 250_000_001);

    assertThat(PosixFiles.lstat(link).seconds()).isEqualTo(-5);
    assertThat(PosixFiles.lstat(link).nanos()).isEqualTo(250_000_001);
  }

  @Test
  void permissionsIncludeSetIdAndStickyBits() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));

    PosixFiles.chmod(file, 07751);

    assertThat(PosixFiles.lstat(file).permissions()).isEqualTo(07751);
  }

  @Test
  void linksKeepTheirTargetToTheByte() throws IOException {
    byte[] target = {'a', '/', '/', 'b', '/', '.', '/', (byte) 0xff, '/'};

    PosixFiles.symlink(target, dir.resolve("link"));

    assertThat(PosixFiles.readLink(dir.resolve("link"))).isEqualTo(target);
  }

  @Test
  void errorsNameCallAndPath() throws PosixException {
    Path missing = dir.resolve("missing");

    assertThat(PosixFiles.find(missing)).isEmpty();
    assertThatThrownBy(() -> PosixFiles.lstat(missing))
        .isInstanceOfSatisfying(
            PosixException.class,
            e -> {
              assertThat(e.is(Errno.ENOENT)).isTrue();
              assertThat(e.call()).isEqualTo("statx");
            })
        .hasMessage("statx " + missing + ": no such file or directory (ENOENT)");
  }

  @Test
  void ownersAndDevicesNeedRoot() throws IOException {
    Assumptions.assumeTrue(isRoot(), "needs root");
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("nowhere"));
    Path device = dir.resolve("device");
    Path fifo = dir.resolve("fifo");
    Path gone = dir.resolve("gone");

    PosixFiles.lchown(link, 1234, (int) 3_000_000_000L);
    PosixFiles.makeNode(device, 0x2000 | 0666, 4000, 300_000);
    PosixFiles.makeFifo(fifo, 0622);
    PosixFiles.makeWhiteout(gone);

    assertThat(PosixFiles.lstat(link).uid()).isEqualTo(1234);
    assertThat(Integer.toUnsignedLong(PosixFiles.lstat(link).gid())).isEqualTo(3_000_000_000L);
    assertThat(PosixFiles.lstat(device).major()).isEqualTo(4000);
    assertThat(PosixFiles.lstat(device).minor()).isEqualTo(300_000);
    assertThat(PosixFiles.lstat(device).permissions()).isEqualTo(0666);
    assertThat(PosixFiles.lstat(fifo).type()).isEqualTo(FileStatus.Type.FIFO);
    assertThat(PosixFiles.lstat(fifo).permissions()).isEqualTo(0622);
    assertThat(PosixFiles.lstat(gone).isWhiteout()).isTrue();
    assertThat(PosixFiles.lstat(device).isWhiteout()).isFalse();
  }

  @Test
  void attributesAreBytes() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    byte[] value = {0, 1, (byte) 0xff, '\n'};
    byte[] large = "x".repeat(3000).getBytes(StandardCharsets.US_ASCII);

    ExtendedAttributes.set(file, "user.small", value);
    ExtendedAttributes.set(file, "user.large", large);
    ExtendedAttributes.set(file, "user.empty", new byte[0]);

    assertThat(ExtendedAttributes.list(file))
        .containsExactlyInAnyOrder("user.small", "user.large", "user.empty");
    assertThat(ExtendedAttributes.get(file, "user.small")).hasValue(value);
    assertThat(ExtendedAttributes.get(file, "user.large")).hasValue(large);
    assertThat(ExtendedAttributes.get(file, "user.empty")).hasValue(new byte[0]);
    ExtendedAttributes.remove(file, "user.small");
    ExtendedAttributes.remove(file, "user.small");
    assertThat(ExtendedAttributes.get(file, "user.small")).isEmpty();
  }

  @Test
  void trustedAndCapabilityAttributesNeedRoot() throws IOException {
    Assumptions.assumeTrue(isRoot(), "needs root");
    Path file = Files.createFile(dir.resolve("file"));
    byte[] netBindService = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    ExtendedAttributes.set(dir, "trusted.overlay.opaque", new byte[] {'y'});
    ExtendedAttributes.set(file, "security.capability", netBindService);

    assertThat(ExtendedAttributes.get(dir, "trusted.overlay.opaque")).hasValue(new byte[] {'y'});
    assertThat(ExtendedAttributes.get(file, "security.capability")).hasValue(netBindService);
  }

  static boolean isRoot() throws IOException {
    return Integer.valueOf(0)
        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }
}
