package dev.slipway.dockerfile.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildRequest.DefaultNetwork;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.syntax.DockerfileParser;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.Platform;
import dev.slipway.oci.RunConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final Platform AMD = Platform.of("linux", "amd64");
  private Map<String, String> buildArgs = Map.of();
  private Map<String, NamedContext> contexts = Map.of();
  private Map<String, String> labels = Map.of();
  private RunConfig base =
      RunConfig.EMPTY.change().env(List.of("PATH=/bin", "LANG=C")).cmd(List.of("sh")).done();
  private Optional<String> target = Optional.empty();

  private BuildPlan plan(String dockerfile) {
    var file = DockerfileParser.parse(dockerfile.getBytes(StandardCharsets.UTF_8), "Dockerfile");
    return Planner.plan(
        file,
        new PlanRequest(
            target, buildArgs, contexts, labels, DefaultNetwork.SANDBOX, List.of(), AMD),
        (reference, position) -> ImageConfig.scratch(AMD).withConfig(base));
  }

  private static Step.Run run(BuildPlan plan, int index) {
    return (Step.Run) plan.targetStage().steps().get(index);
  }

  @Test
  void plansOnlyWhatTheTargetNeeds() {
    BuildPlan plan =
        plan(
            """
            FROM base AS unused
            RUN --mount=type=ssh false
            FROM base AS lib
            RUN make
            FROM base AS other
            FROM lib
            COPY --from=other /x /y
            """);

    assertThat(plan.stages().keySet()).containsExactly(1, 2, 3);
    assertThat(plan.target()).isEqualTo(3);
    assertThat(plan.targetStage().title(1)).isEqualTo("[stage-3 2/2] COPY --from=other /x /y");
  }

  @Test
  void findsTargetsByNameAndNumber() {
    String file = "FROM a AS one\nFROM b AS two\nFROM c\n";
    target = Optional.of("ONE");
    assertThat(plan(file).target()).isZero();
    target = Optional.of("1");
    assertThat(plan(file).target()).isEqualTo(1);
    target = Optional.of("three");
    assertThatThrownBy(() -> plan(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no stage named \"three\"")
        .hasMessageContaining("one, two, stage 2");
  }

  @Test
  void keepsArgumentsInTheirStageAndItsDescendants() {
    buildArgs = Map.of("A", "given");
    BuildPlan plan =
        plan(
            """
            ARG VERSION=3
            FROM base:$VERSION AS one
            ARG A=default
            ARG B=${A}-b
            ENV C=$B
            RUN one
            FROM one AS child
            RUN child
            FROM base AS sibling
            RUN sibling
            FROM scratch
            COPY --from=child / /
            COPY --from=sibling / /
            """);

    assertThat(plan.stage(0).base()).isEqualTo(new Origin.Image("base:3"));
    var inChild = ((Step.Run) plan.stage(1).steps().getFirst()).environment();
    assertThat(inChild).containsEntry("A", "given").containsEntry("C", "given-b");
    var inSibling = ((Step.Run) plan.stage(2).steps().getFirst()).environment();
    assertThat(inSibling).doesNotContainKeys("A", "B", "C", "VERSION");
  }

  @Test
  void letsEnvBeatTheArgBeforeIt() {
    buildArgs = Map.of("X", "argument");
    BuildPlan plan = plan("FROM base\nARG X\nENV X=env\nRUN echo\n");

    assertThat(run(plan, 0).environment()).containsEntry("X", "env");
    assertThat(run(plan, 0).createdBy()).isEqualTo("RUN |1 X=env /bin/sh -c echo # buildkit");
  }

  /** As Docker Engine's BuildKit was seen to do, whatever the documentation says. */
  @Test
  void letsAnArgAfterAnEnvChangeWhatCommandsSeeButNotTheImage() {
    buildArgs = Map.of("X", "argument");
    BuildPlan plan = plan("FROM base\nENV X=env\nARG X\nRUN echo\n");

    assertThat(run(plan, 0).environment()).containsEntry("X", "argument");
    assertThat(plan.targetStage().config().config().env()).contains("X=env");
  }

  @Test
  void keepsProxiesOutOfKeysAndHistoryUnlessDeclared() {
    buildArgs = Map.of("HTTP_PROXY", "http://p:1");
    Step.Run hidden = run(plan("FROM base\nRUN x\n"), 0);
    Step.Run declared = run(plan("FROM base\nARG HTTP_PROXY\nRUN x\n"), 0);

    assertThat(hidden.environment()).doesNotContainKey("HTTP_PROXY");
    assertThat(hidden.unkeyed()).containsEntry("HTTP_PROXY", "http://p:1");
    assertThat(declared.environment()).containsEntry("HTTP_PROXY", "http://p:1");
    assertThat(declared.unkeyed()).isEmpty();
  }

  @Test
  void givesPlatformArgumentsOnlyWhenDeclared() {
    BuildPlan plan = plan("FROM --platform=$BUILDPLATFORM base\nRUN a\nARG TARGETARCH\nRUN b\n");

    assertThat(run(plan, 0).environment()).doesNotContainKey("TARGETARCH");
    assertThat(run(plan, 1).environment()).containsEntry("TARGETARCH", "amd64");
  }

  @Test
  void expandsAllNamesOfAnInstructionAsTheyWereBeforeIt() {
    BuildPlan plan = plan("FROM base\nENV a=1\nENV a=2 b=$a\nRUN x\n");

    assertThat(run(plan, 0).environment()).containsEntry("a", "2").containsEntry("b", "1");
  }

  @Test
  void clearsTheInheritedCommandWithTheEntrypoint() {
    assertThat(plan("FROM base\nENTRYPOINT [\"e\"]\n").targetStage().config().config().cmd())
        .isEmpty();
    assertThat(
            plan("FROM base\nCMD [\"c\"]\nENTRYPOINT [\"e\"]\n")
                .targetStage()
                .config()
                .config()
                .cmd())
        .containsExactly("c");
  }

  @Test
  void makesPathsAbsolute() {
    BuildPlan plan =
        plan("FROM base\nWORKDIR app\nWORKDIR sub/../lib\nCOPY a b\nCOPY a .\nCOPY a /c/../d/\n");

    assertThat(plan.targetStage().config().config().workingDir()).isEqualTo("/app/lib");
    assertThat(plan.targetStage().steps().stream().skip(2).map(s -> ((Step.Copy) s).destination()))
        .containsExactly("/app/lib/b", "/app/lib/", "/d/");
  }

  @Test
  void runsTriggersOfTheBaseAndClearsThem() {
    base = base.change().onBuild(List.of("RUN trigger", "ENV T=1")).done();
    BuildPlan plan = plan("FROM base\nRUN own\n");

    assertThat(run(plan, 0).arguments()).containsExactly("/bin/sh", "-c", "trigger");
    assertThat(run(plan, 1).environment()).containsEntry("T", "1");
    assertThat(plan.targetStage().config().config().onBuild()).isEmpty();
  }

  @Test
  void usesTheShellForShellForms() {
    BuildPlan plan =
        plan(
            """
            FROM base
            SHELL ["/bin/bash", "-ec"]
            RUN a
            RUN ["b", "c"]
            RUN <<EOF
            d
            EOF
            RUN <<EOF
            #!/usr/bin/env python
            e
            EOF
            CMD f
            """);

    assertThat(run(plan, 0).arguments()).containsExactly("/bin/bash", "-ec", "a");
    assertThat(run(plan, 1).arguments()).containsExactly("b", "c");
    assertThat(run(plan, 2).arguments()).containsExactly("/bin/bash", "-ec", "d\n");
    assertThat(run(plan, 3).script()).contains("#!/usr/bin/env python\ne\n");
    assertThat(run(plan, 3).arguments()).containsExactly("/dev/pipes/EOF");
    assertThat(plan.targetStage().config().config().cmd()).containsExactly("/bin/bash", "-ec", "f");
  }

  @Test
  void takesNamedContextsForStagesAndImages() {
    contexts =
        Map.of(
            "alpine", new NamedContext.Image("mirror/alpine:1"),
            "one", new NamedContext.Image("ready:1"));
    BuildPlan plan = plan("FROM alpine AS one\nRUN never\nFROM alpine\nCOPY --from=one / /\n");

    assertThat(plan.targetStage().base()).isEqualTo(new Origin.Image("mirror/alpine:1"));
    assertThat(((Step.Copy) plan.targetStage().steps().getFirst()).origin())
        .isEqualTo(new Origin.Image("ready:1"));
  }

  @Test
  void writesHistoryAsBuildKitDoes() {
    labels = Map.of("ci", "yes");
    BuildPlan plan =
        plan(
            """
            FROM base
            ARG A=1 B
            LABEL x=y "z z"="w"
            EXPOSE 80 443/UDP 8000-8001
            VOLUME /data /log
            STOPSIGNAL SIGQUIT
            HEALTHCHECK --interval=90s --retries=3 CMD curl -f http://localhost/
            ENTRYPOINT exec top
            ONBUILD RUN x
            MAINTAINER me
            """);

    assertThat(plan.targetStage().history().stream().map(line -> line.createdBy()))
        .containsExactly(
            "ARG A=1 B",
            "LABEL x=y z z=w",
            "EXPOSE map[443/udp:{} 80/tcp:{} 8000/tcp:{} 8001/tcp:{}]",
            "VOLUME [/data /log]",
            "STOPSIGNAL SIGQUIT",
            "HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f http://localhost/\"] \"1m30s\" \"0s\" \"0s\""
                + " \"0s\" '\\x03'}",
            "ENTRYPOINT [\"/bin/sh\" \"-c\" \"exec top\"]",
            "MAINTAINER me");
    assertThat(plan.targetStage().config().config().labels()).containsEntry("ci", "yes");
    assertThat(plan.targetStage().config().author()).isEqualTo("me");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FROM base~RUN --mount=type=ssh x          | Dockerfile:2:1 | type=ssh is not supported
          FROM base~RUN --network=host x            | Dockerfile:2:1 | --allow network.host
          FROM base~RUN --security=insecure x       | Dockerfile:2:1 | --allow security.insecure
          FROM base~RUN --device=gpu x              | Dockerfile:2:1 | --device is not supported
          FROM base~ADD https://h/r.git#v1 /x       | Dockerfile:2:1 | git repository is not supported
          FROM base~ADD git@h:r.git /x              | Dockerfile:2:1 | git repository is not supported
          FROM --platform=linux/s390x base          | Dockerfile:1:1 | only linux/amd64
          FROM $NONE                                | Dockerfile:1:1 | empty after expansion
          FROM base~COPY --from=7 a b               | Dockerfile:2:1 | there is no stage 7
          FROM base~EXPOSE http                     | Dockerfile:2:1 | is not a port number
          FROM base~EXPOSE 1/icmp                   | Dockerfile:2:1 | is not a protocol
          FROM base~STOPSIGNAL now                  | Dockerfile:2:1 | is not a signal
          FROM base~ADD --checksum=sha256:1 a b     | Dockerfile:2:1 | exactly one URL
          """)
  void refusesWithPosition(String dockerfile, String position, String message) {
    assertThatThrownBy(() -> plan(dockerfile.replace('~', '\n') + "\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(position)
        .hasMessageContaining(message);
  }

  @Test
  void refusesStagesThatNeedEachOther() {
    String file =
        """
        FROM base AS a
        COPY --from=b / /
        FROM base AS b
        COPY --from=a / /
        FROM a
        """;
    assertThatThrownBy(() -> plan(file)).hasMessageContaining("a -> b -> a");
  }

  @Test
  void saysWhichArgumentsNobodyTakes() {
    buildArgs = Map.of("NOPE", "1");
    assertThat(plan("FROM base\n").notices()).singleElement().asString().contains("NOPE");
  }
}
