package dev.slipway.node.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.node.volume.AtomicDirectory.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {
  @TempDir Path directory;

  private void write(Map<String, Content> files) throws IOException {
    new AtomicDirectory(directory, OptionalInt.empty()).write(files);
  }

  private static Content content(String text) {
    return new Content(text.getBytes(UTF_8), 0640);
  }

  @Test
  void replacesContentsModesAndNames() throws IOException {
    write(Map.of("a", content("1"), "d/b", content("2")));
    assertThat(directory.resolve("a")).hasContent("1");
    assertThat(directory.resolve("d/b")).hasContent("2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rw-r-----");

    write(Map.of("a", content("3"), "c", content("4")));

    assertThat(directory.resolve("a")).hasContent("3");
    assertThat(directory.resolve("c")).hasContent("4");
    assertThat(directory.resolve("d")).doesNotExist();
    assertThat(directory.toFile().list((d, name) -> name.matches("\\.\\.[0-9]+"))).hasSize(1);
  }

  @Test
  void leavesEqualContentsAlone() throws IOException {
    write(Map.of("a", content("1")));
    Path before = directory.resolve("..data").toRealPath();

    write(Map.of("a", content("1")));

    assertThat(directory.resolve("..data").toRealPath()).isEqualTo(before);
  }

  @Test
  void showsReadersOneGenerationOrTheOther() throws Exception {
    write(Map.of("a", content("0"), "b", content("0")));
    var stop = new AtomicBoolean();
    var mixed = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                try {
                  Path now = directory.resolve("..data").toRealPath();
                  String a = Files.readString(now.resolve("a"));
                  mixed.compareAndSet(false, !a.equals(Files.readString(now.resolve("b"))));
                } catch (IOException e) {
                  // That generation has been replaced meanwhile.
                }
              }
            });
    for (int i = 1; i < 200; i++) {
      write(Map.of("a", content("" + i), "b", content("" + i)));
    }
    stop.set(true);
    reader.join();

    assertThat(mixed).isFalse();
  }

  @Test
  void refusesPathsThatLeadOut() {
    assertThatThrownBy(() -> write(Map.of("../../evil", content("1"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out of its volume");
  }
}
