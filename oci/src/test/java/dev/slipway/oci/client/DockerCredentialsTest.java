package dev.slipway.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerCredentialsTest {
  @TempDir Path directory;

  @Test
  void readsLoginsUnderTheirManyNames() throws IOException {
    DockerCredentials credentials =
        credentials(
            """
            {"auths": {
              "https://index.docker.io/v1/": {"auth": "dXNlcjpwYTpzcw=="},
              "r.example:5000": {"identitytoken": "secret"},
              "https://s.example": {"auth": "dXNlcjpwYTpzcw=="},
              "empty.example": {}}}
            """);
    assertThat(credentials.find("docker.io")).contains(new Login("user", "pa:ss"));
    assertThat(credentials.find("r.example:5000")).contains(new Login("", "secret"));
    assertThat(credentials.find("s.example")).contains(new Login("user", "pa:ss"));
    assertThat(credentials.find("empty.example")).isEmpty();
    assertThat(credentials.find("other.example")).isEmpty();
    assertThat(new Login("user", "pa:ss").toString()).doesNotContain("pa:ss");
  }

  @Test
  void noFileMeansNoLogins() {
    assertThat(new DockerCredentials(directory.resolve("none")).find("docker.io")).isEmpty();
  }

  @Test
  void namesAMissingHelper() throws IOException {
    DockerCredentials credentials =
        credentials("{\"credHelpers\": {\"r.example\": \"surely-not-there\"}}");
    assertThatThrownBy(() -> credentials.find("r.example"))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("docker-credential-surely-not-there");
    assertThat(credentials.find("other.example")).isEmpty();
  }

  private DockerCredentials credentials(String json) throws IOException {
    Path file = directory.resolve("config.json");
    Files.writeString(file, json);
    return new DockerCredentials(file);
  }
}
