package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which hosted repository a clone belongs to. */
@NullMarked
class HostedRemoteTest {
  @TempDir Path directory;

  @Test
  void readsUrls() {
    assertThat(HostedRemote.parse("http://127.0.0.1:7717/git/local/app.git")).contains("local/app");
    assertThat(HostedRemote.parse("http://u:p@127.0.0.1:7717/git/local/app")).contains("local/app");
    assertThat(HostedRemote.parse("https://example.org/git/a/b.c.git/")).contains("a/b.c");
    assertThat(HostedRemote.parse("https://github.com/local/app.git")).isEmpty();
    assertThat(HostedRemote.parse("http://127.0.0.1/git/../app.git")).isEmpty();
  }

  @Test
  void prefersTheRemoteNamedSlipway() {
    git("init", "--quiet", "--initial-branch=topic");
    var remote = new HostedRemote(directory);
    assertThatThrownBy(() -> remote.repository(Optional.empty()))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("--repository OWNER/NAME");
    git("remote", "add", "origin", "http://127.0.0.1:1/git/local/one.git");
    assertThat(remote.repository(Optional.empty())).isEqualTo("local/one");
    git("remote", "add", "slipway", "http://127.0.0.1:1/git/local/two.git");
    assertThat(remote.repository(Optional.empty())).isEqualTo("local/two");
    assertThat(remote.repository(Optional.of("x/y"))).isEqualTo("x/y");
    assertThatThrownBy(() -> remote.repository(Optional.of("x/../y")))
        .isInstanceOf(SlipwayException.class);
    assertThat(remote.branch()).isEqualTo("topic");
  }

  private void git(String... arguments) {
    var line = new ArrayList<String>(List.of("git"));
    line.addAll(List.of(arguments));
    Command.of(line).withDirectory(directory).run().orThrow("prepare the clone");
  }
}
