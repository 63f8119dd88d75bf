package dev.slipway.runner.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.builtin.docker.SetupBuildx;
import dev.slipway.workflow.syntax.Problem;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowCheckTest {
  private static final String FILE = ".github/workflows/ci.yaml";
  private static final String BUILT_IN = "docker/setup-buildx-action";

  private static final String NEEDS_A_SERVICE =
      """
      on: %s
      jobs:
        a:
          runs-on: ubuntu-latest
          services: {db: {image: postgres}}
          steps: [{run: make}]
      """;

  private static WorkflowCheck check() {
    var actions = new NativeActions(List.of(new SetupBuildx()));
    var labels = new RunnerLabels(LabelImages.open(Path.of("no-such-file")), List.of());
    return new WorkflowCheck(actions, ActionSources.NONE, labels);
  }

  private static WorkflowCheck.Findings check(String yaml) {
    return check(yaml, Map.of());
  }

  /** With other files in the same commit. */
  private static WorkflowCheck.Findings check(String yaml, Map<String, String> files) {
    return check()
        .check(
            WorkflowReader.require(yaml.getBytes(UTF_8), FILE, path -> Optional.empty()),
            "local/app",
            path -> Optional.ofNullable(files.get(path)).map(text -> text.getBytes(UTF_8)));
  }

  private static WorkflowCheck.Findings steps(String step) {
    return check(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - " + step + "\n");
  }

  private static List<String> problems(WorkflowCheck.Findings findings) {
    return findings.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void warnsOfWhatCannotRunAndNoPushStarts(@TempDir Path dir) {
    var signature = new Signature("A", "a@example.com", Instant.EPOCH.atOffset(ZoneOffset.UTC));
    try (GitRepository repository = GitRepository.init(dir)) {
      Map<String, byte[]> files =
          Map.of(
              ".github/workflows/nightly.yaml",
              NEEDS_A_SERVICE.formatted("{schedule: [{cron: '0 3 * * *'}]}").getBytes(UTF_8),
              ".github/workflows/hand.yaml",
              NEEDS_A_SERVICE.formatted("workflow_dispatch").getBytes(UTF_8),
              ".github/workflows/ci.yaml",
              NEEDS_A_SERVICE.formatted("[pull_request, release]").getBytes(UTF_8));

      var found =
          check()
              .check(
                  "local/app", repository, repository.commitTree(List.of(), files, signature, "x"));

      assertThat(found.problems())
          .singleElement()
          .hasToString(
              ".github/workflows/ci.yaml:5:15: \"services\" of a job are not supported yet\n"
                  + "  start what the job needs in a step, in the background");
      assertThat(found.warnings().stream().map(Problem::toString))
          .satisfiesExactly(
              hand -> assertThat(hand).startsWith(".github/workflows/hand.yaml:5:15: "),
              nightly ->
                  assertThat(nightly)
                      .startsWith(".github/workflows/nightly.yaml:5:15: ")
                      .contains("not supported yet: this workflow fails when started"));
    }
  }

  @Test
  void namesAnUnknownActionWithItsPlace() {
    assertThat(problems(steps("uses: someone/something@v1")))
        .singleElement()
        .asString()
        .startsWith(FILE + ":6:15: ")
        .contains("someone/something@v1", "built in are " + BUILT_IN);
  }

  @Test
  void namesTheVersionsOfAnActionThatIsThereInOthers() {
    assertThat(problems(steps("uses: " + BUILT_IN + "@v999")))
        .singleElement()
        .asString()
        .contains("is built in for", "not for v999");
    assertThat(problems(steps("uses: " + BUILT_IN + "@main"))).isEmpty();
  }

  @Test
  void looksIntoActionsOfTheRepository() {
    var missing = steps("uses: ./tools/act");
    assertThat(missing.problems()).isEmpty();
    assertThat(missing.warnings())
        .singleElement()
        .asString()
        .startsWith(FILE + ":6:15: ")
        .contains("no action.yml in ./tools/act");
    assertThat(problems(steps("uses: ./../act"))).singleElement().asString().contains("leads out");
    var wrong =
        check(
            "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: ./act}]}}\n",
            Map.of(
                "act/action.yml",
                """
                name: Act
                runs:
                  using: composite
                  steps:
                    - run: echo no shell
                    - uses: someone/something@v1
                    - uses: ./inner
                """,
                "inner/action.yaml",
                "runs: {using: docker, image: Dockerfile}"));
    assertThat(problems(wrong))
        .satisfiesExactlyInAnyOrder(p ->
            assertThat(p).startsWith("act/action.yml:5:7: Required property is missing: shell"));
    var inner =
        check(
            "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: ./act}]}}\n",
            Map.of(
                "act/action.yml",
                """
                runs:
                  using: composite
                  steps:
                    - uses: someone/something@v1
                    - uses: ./inner
                """,
                "inner/action.yaml",
                "runs: {using: docker, image: Dockerfile}"));
    assertThat(problems(inner))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("act/action.yml:4:13: ").contains("someone/something@v1"),
            p ->
                assertThat(p).startsWith("inner/action.yaml:1:7: ").contains("image of their own"));
  }

  @Test
  void refusesActionsInImages() {
    assertThat(problems(steps("uses: docker://alpine:3")))
        .singleElement()
        .asString()
        .contains("images");
    assertThat(problems(steps("uses: nothing"))).singleElement().asString().contains("nothing");
  }

  @Test
  void refusesLabelsThatNoRunnerHas() {
    String workflow =
        """
        on: push
        jobs:
          a:
            runs-on: [self-hosted, windows-latest]
            steps: [{run: x}]
          b:
            runs-on: macos-15
            steps: [{run: x}]
          c:
            runs-on: ${{ github.ref }}
            steps: [{run: x}]
        """;
    assertThat(problems(check(workflow)))
        .hasSize(2)
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .startsWith(FILE + ":4:28: ")
                    .contains("windows-latest", "labels here: "),
            two -> assertThat(two).startsWith(FILE + ":7:14: ").contains("macos-15"));
  }

  @Test
  void refusesContainersServicesAndStepsInTheBackground() {
    String workflow =
        """
        on: push
        jobs:
          a:
            runs-on: ubuntu-latest
            container: {image: alpine, options: --privileged, volumes: ["/:/x"]}
            services: {db: {image: postgres}}
            steps:
              - {run: x, id: one, background: true}
              - {wait: one}
        """;
    assertThat(problems(check(workflow)))
        .hasSize(4)
        .satisfiesExactly(
            p -> assertThat(p).startsWith(FILE + ":5:").contains("--privileged"),
            p -> assertThat(p).startsWith(FILE + ":6:").contains("\"services\""),
            p -> assertThat(p).startsWith(FILE + ":8:").contains("'background'"),
            p -> assertThat(p).startsWith(FILE + ":9:").contains("'wait'"));
  }

  private static List<String> warnings(WorkflowCheck.Findings findings) {
    return findings.warnings().stream().map(Problem::message).toList();
  }

  @Test
  void warnsWhenAnIdentityIsAskedForWithoutThePermission() {
    String uses = "uses: google-github-actions/auth@v2";
    assertThat(warnings(steps(uses)))
        .contains("the job asks for an identity without \"id-token: write\"");
    assertThat(
            warnings(
                check(
                    "on: push\npermissions: {id-token: write}\nconcurrency: x\njobs:\n  a:\n"
                        + "    runs-on: ubuntu-latest\n    steps:\n      - "
                        + uses
                        + "\n      - run: kubectl apply -k .\n")))
        .isEmpty();
  }

  @Test
  void warnsOfDeployingWithoutAnIdentityButNotOfLooking() {
    assertThat(warnings(steps("run: kubectl apply -k overlays")))
        .singleElement()
        .asString()
        .contains("no step before it authenticates");
    assertThat(warnings(steps("run: docker push registry/image")))
        .singleElement()
        .asString()
        .contains("no step before it authenticates");
    assertThat(warnings(steps("run: kubectl kustomize overlays/production"))).isEmpty();
    assertThat(warnings(steps("run: echo kubectl apply"))).isEmpty();
  }

  @Test
  void warnsOfWhatOutsidersCouldInject() {
    assertThat(warnings(steps("run: echo ${{ github.event.pull_request.title }}")))
        .singleElement()
        .asString()
        .contains("github.event.pull_request.title");
  }
}
