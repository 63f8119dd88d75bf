package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.git.CommitId;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobContext;
import dev.slipway.runner.builtin.docker.BuildPush;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the inputs of docker/build-push-action ask the builder for. */
class BuildPushTest {
  private static final String COMMIT = "0123456789012345678901234567890123456789";

  private final OrderedImages images = new OrderedImages();
  private final BuildPush action = new BuildPush(images);
  @TempDir Path directory;

  private TestRun run(Map<String, String> with) throws IOException {
    return TestRun.of(directory, TestRun.job("refs/heads/main", COMMIT, "push"), action, with);
  }

  private JobBuild order(Map<String, String> with) throws Exception {
    var _ = action.main(run(with));
    return images.ordered.getLast();
  }

  @Test
  void withoutAContextTheCommitIsBuiltWhateverTheWorkspaceHolds() throws Exception {
    var whole = order(Map.of("file", "./docker/Dockerfile"));
    assertThat(whole.context()).isEqualTo(new JobContext.Commit(new CommitId(COMMIT), ""));
    assertThat(whole.dockerfile()).contains(Path.of("/docker/Dockerfile"));

    var part = order(Map.of("context", "{{defaultContext}}:services/../api/"));
    assertThat(part.context()).isEqualTo(new JobContext.Commit(new CommitId(COMMIT), "api"));
    assertThat(part.dockerfile()).isEmpty();
    assertThat(order(Map.of("context", "{{ defaultContext }}")).context())
        .isEqualTo(whole.context());
  }

  @Test
  void pathsAreMeantFromTheWorkspaceAndNotFromTheContext() throws Exception {
    TestRun run = run(Map.of("context", "./app", "file", "app/x.Dockerfile"));
    Files.writeString(run.workspace().resolve("token"), "t");
    var order =
        order(
            Map.of(
                "context", "./app",
                "file", "app/x.Dockerfile",
                "outputs", "type=local,dest=out",
                "secret-files", "T=token",
                "build-contexts", "other=../other"));

    assertThat(order.context()).isEqualTo(new JobContext.Directory(run.workspace().resolve("app")));
    assertThat(order.dockerfile()).contains(run.workspace().resolve("app/x.Dockerfile"));
    assertThat(order.directory()).isEqualTo(run.workspace());
    assertThat(order.outputs()).containsExactly("type=local,dest=out");
    assertThat(order.secrets().get("T")).isEqualTo("t".getBytes(StandardCharsets.UTF_8));
    assertThat(order.contexts()).containsEntry("other", "../other");
  }

  @Test
  void argumentsWithoutAValueAndTheTimeComeFromTheEnvironment() throws Exception {
    TestRun run = run(Map.of("build-args", "A=1\nFROM_STEP\nMISSING\nB=x=y"));
    run.environment.put("FROM_STEP", "s");
    run.environment.put("SOURCE_DATE_EPOCH", "0");
    var _ = action.main(run);
    assertThat(images.ordered.getLast().buildArgs())
        .containsExactly(
            Map.entry("A", "1"),
            Map.entry("FROM_STEP", "s"),
            Map.entry("B", "x=y"),
            Map.entry("SOURCE_DATE_EPOCH", "0"));

    TestRun own = run(Map.of("build-args", "SOURCE_DATE_EPOCH=context"));
    own.environment.put("SOURCE_DATE_EPOCH", "0");
    var _ = action.main(own);
    assertThat(images.ordered.getLast().buildArgs()).containsEntry("SOURCE_DATE_EPOCH", "context");
  }

  @Test
  void theRestOfTheInputsIsHandedOn() throws Exception {
    var order =
        order(
            Map.of(
                "add-hosts", "a:10.0.0.1",
                "no-cache-filters", "one,two",
                "annotations", "k=v",
                "shm-size", "1g",
                "ulimit", "nofile=1:2",
                "cache-from", "type=local,src=c",
                "cache-to", "type=gha,mode=max",
                "provenance", "false",
                "sbom", "false"));
    assertThat(order.rest().steps().hosts()).containsExactly("a:10.0.0.1");
    assertThat(order.rest().steps().limits()).containsExactly("nofile=1:2");
    assertThat(order.rest().steps().sharedMemory()).contains("1g");
    assertThat(order.rest().freshStages()).containsExactly("one", "two");
    assertThat(order.rest().annotations()).containsExactly("k=v");
    assertThat(order.rest().cacheFrom()).containsExactly("type=local,src=c");
    assertThat(order.rest().cacheTo()).containsExactly("type=gha,mode=max");
  }

  @Test
  void whatIsNotDoneIsRefusedByItsName() {
    Map.of(
            "sbom", "true",
            "provenance", "mode=max",
            "attests", "type=sbom",
            "ssh", "default",
            "cgroup-parent", "x",
            "platforms", "linux/s390x",
            "context", "https://example.org/a.git#main")
        .forEach((input, value) ->
            assertThatThrownBy(() -> order(Map.of(input, value)))
                .as(input)
                .hasMessageContaining("input " + input));
    assertThat(images.ordered).isEmpty();
  }
}
