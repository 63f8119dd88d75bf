package dev.slipway.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {
  @TempDir Path dir;

  @Test
  void bytesSurviveTheWayThroughAPath() {
    var random = new Random(20261101);
    for (int i = 0; i < 2000; i++) {
      byte[] name = name(random);

      assertThat(FileNames.bytes(FileNames.path(name))).isEqualTo(name);
      assertThat(FileNames.bytes(FileNames.path(absolute(name)))).isEqualTo(absolute(name));
    }
  }

  @Test
  void bytesSurviveTheWayThroughTheDisk() throws IOException {
    byte[] name = {'a', (byte) 0xff, '%', 'q', (byte) 0xc3};

    Files.writeString(dir.resolve(FileNames.path(name)), "content");

    try (DirectoryStream<Path> listed = Files.newDirectoryStream(dir)) {
      Path found = listed.iterator().next();
      Path foundName = found.getFileName();
      assertThat(foundName).isNotNull();
      assertThat(FileNames.bytes(foundName)).isEqualTo(name);
      assertThat(PosixFiles.lstat(found).size()).isEqualTo(7);
      assertThat(FileNames.display(foundName)).isEqualTo("a\\xff%q\\xc3");
    }
  }

  @Test
  void bytesOfAnExistingDirectoryHaveNoSlashAtTheEnd() throws IOException {
    Path odd = Files.createDirectory(dir.resolve(FileNames.path(new byte[] {(byte) 0xfe})));

    byte[] bytes = FileNames.bytes(odd);

    assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 0xfe);
  }

  @Test
  void aGenuineReplacementCharacterIsNotAnAccident() {
    assertThat(FileNames.bytes(Path.of("x\uFFFDy")))
        .isEqualTo(new byte[] {'x', (byte) 0xef, (byte) 0xbf, (byte) 0xbd, 'y'});
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> FileNames.path(new byte[] {'a', 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] name(Random random) {
    byte[] name = new byte[1 + random.nextInt(12)];
    for (int i = 0; i < name.length; i++) {
      do {
        name[i] = (byte) random.nextInt(256);
      } while (name[i] == 0 || name[i] == '/');
    }
    return name;
  }

  private static byte[] absolute(byte[] name) {
    byte[] path = new byte[name.length + 3];
    path[0] = '/';
    path[1] = 'd';
    path[2] = '/';
    System.arraycopy(name, 0, path, 3, name.length);
    return path;
  }
}
