package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRoomTest {
  @TempDir Path directory;

  @Test
  void aLogThatHasGrownLargeMakesRoomAndIsWrittenOn() throws Exception {
    Path log = directory.resolve("daemon.log");
    var room = new LogRoom(log, 10);
    room.look();
    try (var out =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write("first\n".getBytes(StandardCharsets.UTF_8));
      room.look();
      out.write("second\n".getBytes(StandardCharsets.UTF_8));
      room.look();
      out.write("third\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(log).hasContent("third\n");
    assertThat(directory.resolve("daemon.log.1")).hasContent("first\nsecond\n");
  }
}
