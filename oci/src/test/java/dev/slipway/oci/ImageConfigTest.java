package dev.slipway.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageConfigTest {
  private static final String DOCKER =
      """
      {"architecture":"amd64","os":"linux","created":"2024-05-01T10:00:00.123456789+02:00",
       "docker_version":"20.10","container_config":{"Hostname":"x"},
       "config":{"User":"1000:1000","ExposedPorts":{"8000/tcp":{},"53/udp":{}},
         "Env":["PATH=/bin","A=b=c"],"Cmd":null,"Entrypoint":["/app","x"],"Volumes":null,
         "WorkingDir":"/srv","Labels":null,"StopSignal":"SIGQUIT","StopTimeout":5,
         "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":30000000000,"Retries":3},
         "OnBuild":["RUN true"],"Shell":["/bin/bash","-c"],"ArgsEscaped":true,"Hostname":""},
       "rootfs":{"type":"layers","diff_ids":[
         "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},
       "history":[{"created":"2024-05-01T08:00:00Z","created_by":"ADD x","comment":"c"},
         {"created_by":"CMD","empty_layer":true}]}
      """;

  private final ImageConfig config = ImageConfig.parse(DOCKER.getBytes(StandardCharsets.UTF_8));

  @Test
  void readsWhatDockerWrites() {
    assertThat(config.created()).contains(Instant.parse("2024-05-01T08:00:00.123456789Z"));
    assertThat(config.platform()).isEqualTo(Platform.of("linux", "x86_64"));
    RunConfig run = config.config();
    assertThat(run.user()).isEqualTo("1000:1000");
    assertThat(run.exposedPorts()).containsExactly("53/udp", "8000/tcp");
    assertThat(run.env("A")).contains("b=c");
    assertThat(run.cmd()).isEmpty();
    assertThat(run.entrypoint()).containsExactly("/app", "x");
    assertThat(run.stopTimeout()).contains(5);
    assertThat(run.healthcheck().orElseThrow().intervalNanos())
        .isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(run.shell()).containsExactly("/bin/bash", "-c");
    assertThat(config.diffIds()).hasSize(1);
    assertThat(config.history().get(1).emptyLayer()).isTrue();
  }

  @Test
  void keepsWhatItDoesNotKnow() {
    String written = new String(config.toBytes(), StandardCharsets.UTF_8);
    assertThat(written)
        .contains("\"docker_version\":\"20.10\"")
        .contains("\"container_config\":{\"Hostname\":\"x\"}")
        .contains("\"ArgsEscaped\":true")
        .contains("\"ExposedPorts\":{\"53/udp\":{},\"8000/tcp\":{}}")
        .doesNotContain("Volumes")
        .doesNotContain("null");
    assertThat(ImageConfig.parse(config.toBytes())).isEqualTo(config);
  }

  @Test
  void changesMakeCopies() {
    RunConfig changed =
        config
            .config()
            .change()
            .setEnv("PATH", "/usr/bin")
            .setEnv("B", "1")
            .expose(Set.of("80/tcp"))
            .healthcheck(Healthcheck.NONE)
            .setLabel("x", "y")
            .done();
    assertThat(changed.env()).containsExactly("PATH=/usr/bin", "A=b=c", "B=1");
    assertThat(changed.exposedPorts()).containsExactly("53/udp", "80/tcp", "8000/tcp");
    assertThat(changed.healthcheck().orElseThrow().isNone()).isTrue();
    assertThat(config.config().env()).containsExactly("PATH=/bin", "A=b=c");

    Digest diffId = Digest.of(new byte[] {1});
    ImageConfig more =
        config
            .withConfig(changed)
            .withLayer(diffId, History.layer(Optional.empty(), "RUN x", "slipway"));
    assertThat(more.diffIds()).hasSize(2).endsWith(diffId);
    assertThat(more.history()).hasSize(3);
    assertThat(more.chainId()).isNotEqualTo(config.chainId());
    assertThat(ImageConfig.parse(more.toBytes())).isEqualTo(more);
  }

  @Test
  void anImageOfNothingHasItsPlatformAndAnEmptyRootFilesystem() {
    ImageConfig scratch = ImageConfig.scratch(Platform.parse("linux/arm64/v8"));
    assertThat(Json.text(scratch))
        .isEqualTo(
            "{\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    assertThat(scratch.chainId()).isEmpty();
  }

  @Test
  void tellsWhereAMistakeIs() {
    assertThatThrownBy(() ->
            ImageConfig.parse("{\n\"config\": {\"Env\": 1}}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image configuration:2:");
  }
}
