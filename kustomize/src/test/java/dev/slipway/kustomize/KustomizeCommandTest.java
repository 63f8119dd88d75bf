package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizeCommandTest {
  private static final String SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: web}}\n";
  private static final String PRINTED = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a-web\n";

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void overlay() throws IOException {
    Files.createDirectories(directory.resolve("o"));
    Files.writeString(directory.resolve("o/s.yaml"), SERVICE);
    Files.writeString(
        directory.resolve("o/kustomization.yaml"), "resources: [s.yaml]\nnamePrefix: a-\n");
  }

  @Test
  void buildPrintsObjectsAndNothingElse() {
    assertThat(run("build", "o")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(PRINTED);
    assertThat(err.size()).isZero();
  }

  @Test
  void warningsGoToTheErrorStream() throws IOException {
    Files.writeString(
        directory.resolve("o/kustomization.yaml"), "bases: []\nresources: [s.yaml]\n");

    assertThat(run("build", "o")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit"
                + " fix' to update your Kustomization automatically.\n");
  }

  @Test
  void outputGoesToAFileOrToOneFilePerObject() throws IOException {
    assertThat(run("build", "o", "--output", "all.yaml")).isZero();
    assertThat(directory.resolve("all.yaml")).hasContent(PRINTED);

    Files.createDirectories(directory.resolve("many"));
    assertThat(run("build", "-o", "many", "o")).isZero();
    assertThat(directory.resolve("many/v1_service_a-web.yaml")).hasContent(PRINTED);
    assertThat(out.size()).isZero();
  }

  @Test
  void failuresSayWhereAndExitWithOne() throws IOException {
    Files.writeString(directory.resolve("o/kustomization.yaml"), "resources: [t.yaml]\n");

    assertThat(run("build", "o")).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("kustomization.yaml:1:13", "there is no \"t.yaml\"", "Did you mean \"s.yaml\"?");
  }

  @Test
  void theRestrictionOnFilesCanBeLifted() throws IOException {
    Files.writeString(directory.resolve("s.yaml"), SERVICE);
    Files.writeString(
        directory.resolve("o/kustomization.yaml"), "resources: [../s.yaml]\nnamePrefix: a-\n");

    assertThat(run("build", "o")).isEqualTo(1);
    assertThat(run("build", "o", "--load-restrictor", "LoadRestrictionsNone")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(PRINTED);
    assertThat(run("build", "o", "--load-restrictor=Nonsense")).isEqualTo(1);
  }

  @Test
  void versionHelpAndWrongCommandsAnswer() {
    assertThat(run("version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("v5.5.0\n");
    assertThat(run("--help")).isZero();
    assertThat(run("bulid")).isEqualTo(1);
    assertThat(run("build", "a", "b")).isEqualTo(1);
    assertThat(run("build", "--nonsense")).isEqualTo(1);
  }

  @Test
  void createWritesAFileAndFindsManifests() throws IOException {
    Path fresh = Files.createDirectories(directory.resolve("fresh/sub"));
    Files.writeString(directory.resolve("fresh/s.yaml"), SERVICE);
    Files.writeString(directory.resolve("fresh/values.yaml"), "a: b\n");
    Files.writeString(fresh.resolve("t.yaml"), SERVICE);
    var command =
        new KustomizeCommand(
            directory.resolve("fresh"), new PrintStream(out), new PrintStream(err));

    assertThat(command.run(List.of("create", "--autodetect", "--recursive", "--namespace", "prod")))
        .isZero();
    assertThat(directory.resolve("fresh/kustomization.yaml"))
        .hasContent(
            """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - s.yaml
            - sub/t.yaml
            namespace: prod
            """);
    assertThat(command.run(List.of("create"))).isEqualTo(1);
  }

  private int run(String... arguments) {
    return new KustomizeCommand(
            directory,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }
}
