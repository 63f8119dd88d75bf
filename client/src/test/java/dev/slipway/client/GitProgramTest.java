package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class GitProgramTest {
  @Test
  void printsNoToken() {
    var git = new GitProgram(Path.of("/work"), Map.of()).withToken("http://127.0.0.1:1", "slw_one");
    assertThat(git.environment()).containsValue("Authorization: Bearer slw_one");
    assertThat(git).hasToString("git in /work");
  }
}
