package dev.slipway.container.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReachTest {
  @TempDir Path home;

  @Test
  void nothingSpecialMeansNothingAdded() throws IOException {
    Files.writeString(home.resolve(".npmrc"), "fund=false\n//host/:_authToken=secret\n");

    assertThat(HostReach.of(Map.of("PATH", "/bin"), home)).isEqualTo(HostAdditions.none());
  }

  @Test
  void proxiesComeInEverySpelling() {
    var additions =
        HostReach.of(
            Map.of("https_proxy", "http://proxy.example:3128", "NO_PROXY", "a.example,.b.example"),
            home);

    assertThat(additions.environment())
        .containsEntry("HTTPS_PROXY", "http://proxy.example:3128")
        .containsEntry("https_proxy", "http://proxy.example:3128")
        .containsEntry("no_proxy", "a.example,.b.example")
        .containsEntry(
            "JAVA_TOOL_OPTIONS",
            "-Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128"
                + " -Dhttp.nonProxyHosts=a.example|*.b.example");
  }

  @Test
  void whatContainersCannotOrMustNotUseStaysOut() throws IOException {
    Files.writeString(home.resolve(".npmrc"), "registry=https://me:secret@npm.example/\n");

    var additions =
        HostReach.of(
            Map.of(
                "HTTP_PROXY", "http://127.0.0.1:8080",
                "PIP_INDEX_URL", "https://user:secret@pypi.example/simple",
                "GOPROXY", "https://go.example,direct"),
            home);

    assertThat(additions.environment()).isEqualTo(Map.of("GOPROXY", "https://go.example,direct"));
  }

  @Test
  void registryOfNpmIsHandedOn() throws IOException {
    Files.writeString(home.resolve(".npmrc"), "registry = https://npm.example/\n");

    assertThat(HostReach.of(Map.of(), home).environment())
        .isEqualTo(Map.of("NPM_CONFIG_REGISTRY", "https://npm.example/"));
  }

  @Test
  void ownVariablesWinAndJavaOptionsAddUp() {
    var one = new HostAdditions(List.of(), Map.of("JAVA_TOOL_OPTIONS", "-Da=1", "X", "host"));
    var other = new HostAdditions(List.of(), Map.of("JAVA_TOOL_OPTIONS", "-Db=2"));
    ContainerSpec spec =
        ContainerSpec.of(Path.of("/r"), "c", List.of("x"))
            .withEnvironment(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g", "X", "own"));

    assertThat(one.and(other).addTo(spec).environment())
        .isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g -Da=1 -Db=2", "X", "own"));
  }
}
