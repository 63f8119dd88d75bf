package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkflowReaderTest {
  private static final String JOBS = "jobs: {a: {runs-on: x, steps: [run: echo]}}\n";

  @Test
  void allProblemsAreReportedWithPositionAndHint() {
    assertThat(
            problems(
                """
                on: {push: {branch: main}}
                permission: read-all
                jobs:
                  build:
                    run-on: ubuntu-latest
                    needs: tests
                    steps: [{runs: make}]
                  test: {runs-on: x, timeout-minutes: 0, steps: [{run: a}]}
                """))
        .extracting(p -> p.line() + ":" + p.column() + " " + p.message())
        .containsExactly(
            "1:13 Unexpected value 'branch'",
            "2:1 Unexpected value 'permission'",
            "5:5 Unexpected value 'run-on'",
            "5:5 Required property is missing: runs-on",
            "6:12 Job 'build' depends on unknown job 'tests'.",
            "7:13 There's not enough info to determine what you meant. Add one of these properties:"
                + " parallel, run, shell, uses, with, working-directory",
            "7:14 Unexpected value 'runs'",
            "8:39 timeout-minutes must be greater than zero, not 0");
  }

  @Test
  void nearMissesAreGuessed() {
    assertThat(problems("on: push\npermission: read-all\n" + JOBS))
        .singleElement()
        .satisfies(p -> assertThat(p.hint()).startsWith("Did you mean 'permissions'? "));
    assertThat(problems("on: psuh\n" + JOBS))
        .singleElement()
        .satisfies(p -> assertThat(p.hint()).startsWith("Did you mean 'push'? "));
  }

  @Test
  void onIsAKeyAndYesIsText() {
    Workflow workflow =
        workflow("on: push\nenv: {A: yes, B: 0o14, C: 1.50, D: null, E: 'true'}\n" + JOBS);
    assertThat(workflow.trigger("push")).isPresent();
    Data env = workflow.env().orElseThrow();
    assertThat(Evaluation.texts(env, dev.slipway.workflow.expression.Scope.of(Map.of())))
        .isEqualTo(Map.of("A", "yes", "B", "12", "C", "1.5", "D", "", "E", "true"));
  }

  @Test
  void aliasesStandForTheirValues() {
    Workflow workflow =
        workflow(
            """
            on: push
            jobs:
              a: {runs-on: x, steps: &s [{run: one}, {run: two}]}
              b: {runs-on: x, steps: *s}
            """);
    Job.Steps steps = (Job.Steps) workflow.job("b").orElseThrow().work();
    assertThat(steps.steps()).hasSize(2);
  }

  @Test
  void mergeKeysRecursionBombsAndTagsAreRefusedByPosition() {
    assertThat(
            messages(
                "on: push\nenv: &e {A: b}\njobs: {a: {runs-on: x, env: {<<: *e}, steps: [run: a]}}"))
        .containsExactly("3:30 YAML merge keys (<<) are not supported in workflows");
    assertThat(messages("on: push\nenv: &e {A: *e}\n" + JOBS))
        .containsExactly("2:13 The alias *e stands inside its own anchor");
    String bomb =
        "on: push\nenv:\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
            + "  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
            + "  e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
            + JOBS;
    assertThat(messages(bomb)).singleElement().asString().contains("Aliases stand for more than");
    assertThat(messages("on: push\nname: !!binary aGk=\n" + JOBS))
        .containsExactly("2:7 Unexpected tag 'tag:yaml.org,2002:binary'");
  }

  @Test
  void whatIsNoYamlIsRefusedByPosition() {
    assertThat(messages("on: push\njobs: [a: {\n"))
        .singleElement()
        .asString()
        .contains("invalid YAML");
    assertThat(messages("")).containsExactly("1:1 The workflow is empty");
    assertThat(problems(new byte[] {'o', 'n', (byte) 0xff}))
        .singleElement()
        .extracting(Problem::message)
        .isEqualTo("The file is not UTF-8");
    assertThat(messages("on: push\n" + JOBS + "---\na: b\n"))
        .containsExactly("3:1 A workflow file holds one YAML document");
  }

  @Test
  void expressionsMayNameOnlyWhatExistsAtTheirPlace() {
    assertThat(
            messages(
                """
                on: push
                env: {A: "${{ secrets.X }}", B: "${{ env.A }}"}
                jobs:
                  a:
                    if: env.A == 'b'
                    runs-on: x
                    steps: [{run: "${{ secrets.X }}", if: secrets.X}, {uses: "${{ github.x }}"}]
                """))
        .containsExactly(
            "2:33 Unrecognized named-value: 'env'. Located at position 1 within expression: env.A",
            "5:9 Unrecognized named-value: 'env'. Located at position 1 within expression: env.A =="
                + " 'b'",
            "7:43 Unrecognized named-value: 'secrets'. Located at position 1 within expression:"
                + " secrets.X",
            "7:62 A template expression is not allowed in this context");
  }

  @Test
  void patternsThatNeverMatchAreRefused() {
    assertThat(messages("on: {push: {branches: ['!main']}}\n" + JOBS)).hasSize(1);
    assertThat(messages("on: {push: {branches: ['[']}}\n" + JOBS)).hasSize(1);
  }

  @Test
  void aQueueThatKeepsAllCannotCancel() {
    assertThat(
            messages(
                "on: push\nconcurrency: {group: g, queue: max, cancel-in-progress: true}\n" + JOBS))
        .containsExactly("2:14 queue: max cannot be combined with cancel-in-progress");
  }

  @Test
  void calledWorkflowsAreReadFromTheSameCommit() {
    Map<String, String> files =
        Map.of(
            ".github/workflows/b.yaml",
            "on: {workflow_call: {inputs: {v: {type: number, required: true}}}}\n" + JOBS,
            ".github/workflows/c.yaml",
            "on: push\n" + JOBS,
            ".github/workflows/loop.yaml",
            "on: workflow_call\njobs: {l: {uses: ./.github/workflows/loop.yaml}}\n");
    assertThat(messages(call("b.yaml\n    with: {v: 1}"), files)).isEmpty();
    assertThat(messages(call("b.yaml"), files))
        .containsExactly("4:11 Input v is required, but not provided while calling.");
    assertThat(messages(call("b.yaml\n    with: {v: x, w: 1}"), files))
        .containsExactly(
            "5:15 The input 'v' is a number, and 'x' is none",
            "5:21 Invalid input, w is not defined in the referenced workflow.");
    assertThat(messages(call("c.yaml"), files))
        .singleElement()
        .asString()
        .contains("cannot be called");
    assertThat(messages(call("d.yaml"), files))
        .singleElement()
        .asString()
        .contains("was not found");
    assertThat(messages(call("loop.yaml"), files))
        .singleElement()
        .asString()
        .contains("Nested reusable workflow depth exceeded 9.");
  }

  @Test
  void callsThatMultiplyAreBounded() {
    StringBuilder many = new StringBuilder("on: workflow_call\njobs:\n");
    for (int i = 0; i < 30; i++) {
      many.append("  j").append(i).append(": {uses: ./.github/workflows/many.yaml}\n");
    }
    assertThat(messages(call("many.yaml"), Map.of(".github/workflows/many.yaml", many.toString())))
        .anyMatch(m -> m.contains("More than 200 workflows are called"));
  }

  private static String call(String file) {
    return "on: push\njobs:\n  c:\n    uses: ./.github/workflows/" + file + "\n";
  }

  @Test
  void whatIsNotRunYetIsRefusedByName() {
    Workflow workflow =
        workflow(
            """
            on: push
            jobs:
              a:
                runs-on: x
                services: {db: {image: i, options: --cpus 1}}
                snapshot: image
                steps:
                  - uses: actions/checkout@v4
                  - uses: nobody/knows@v1
                  - uses: nonsense
                  - {run: a, background: true}
                  - parallel: [{run: b}]
            """);
    assertThat(Support.check(workflow, "actions/checkout@v4"::equals))
        .extracting(p -> p.line() + " " + p.message())
        .containsExactly(
            "6 'snapshot' is not supported here",
            "5 'services.db.options' is not supported here",
            "9 The action 'nobody/knows@v1' cannot be run here",
            "10 'nonsense' names no action",
            "11 Steps with 'background' cannot be run here yet",
            "12 Steps with 'parallel' cannot be run here yet");
  }

  @Test
  void outsidersTextInScriptsIsWarnedAbout() {
    Workflow workflow =
        workflow(
            """
            on: pull_request
            jobs:
              a:
                runs-on: x
                steps:
                  - run: echo ${{ github.event.pull_request.title }} ${{ github.sha }}
                  - run: echo ${{ github.head_ref }}
                  - run: echo ${{ github.event.pull_request.base.ref }} ${{ github.event.repository.name }}
                  - run: echo "$T"
                    env: {T: "${{ github.event.issue.body }}"}
                  - run: echo "::set-output name=a::b"
            """);
    assertThat(Lint.check(workflow)).extracting(Problem::line).containsExactly(6, 7, 11);
  }

  @Test
  void theLastJobThatDeploysIsWarnedOfBeingOvertaken() {
    Workflow workflow =
        workflow(
            """
            on: push
            permissions: {id-token: write}
            jobs:
              test:
                runs-on: x
                steps: [{run: make test}]
              cloud:
                runs-on: x
                steps: [{uses: google-github-actions/auth@v2}]
              named:
                runs-on: x
                environment: production
                steps: [{run: make deploy}]
              ordered:
                runs-on: x
                environment: production
                concurrency: production
                steps: [{run: make deploy}]
            """);
    assertThat(Lint.check(workflow))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .startsWith("The job 'named' deploys");
  }

  @Test
  void whatACalledWorkflowDeploysIsTheConcernOfItsCaller() {
    String called =
        """
        on: workflow_call
        jobs:
          deploy:
            runs-on: x
            steps: [{uses: google-github-actions/auth@v2}]
        """;
    String caller =
        """
        on: push
        permissions: {id-token: write}
        jobs: {ship: {uses: ./.github/workflows/deploy.yaml}}
        """;
    Map<String, String> files = Map.of(".github/workflows/deploy.yaml", called);

    assertThat(Lint.check(workflow(called))).isEmpty();
    assertThat(Lint.check(workflow(caller, files)))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .startsWith("The job 'ship' deploys");
    assertThat(Lint.check(workflow(caller + "concurrency: production\n", files))).isEmpty();
  }

  @Test
  void secretsAreFoundInExpressionsOnly() {
    Workflow workflow =
        workflow(
            """
            on: push
            jobs:
              a:
                runs-on: x
                env: {A: "${{ secrets.ONE }}", B: "${{ format('secrets.NO {0}', secrets['TWO']) }}"}
                steps: [{run: "echo secrets.NO ${{ toJSON(secrets) }} ${{ inputs.secrets }}"}]
            """);
    assertThat(
            Mentions.of(workflow.jobs().getFirst()).stream()
                .flatMap(d -> Mentions.secrets(d).stream()))
        .containsExactlyInAnyOrder("ONE", "TWO", "*");
  }

  private static Workflow workflow(String yaml) {
    return workflow(yaml, Map.of());
  }

  private static Workflow workflow(String yaml, Map<String, String> files) {
    return WorkflowReader.require(
        yaml.getBytes(StandardCharsets.UTF_8),
        "w.yaml",
        file -> Optional.ofNullable(files.get(file)).map(t -> t.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Problem> problems(String yaml) {
    return problems(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Problem> problems(byte[] yaml) {
    return problems(yaml, Map.of());
  }

  private static List<Problem> problems(byte[] yaml, Map<String, String> files) {
    return switch (WorkflowReader.read(
        yaml,
        "w.yaml",
        path ->
            Optional.ofNullable(files.get(path)).map(f -> f.getBytes(StandardCharsets.UTF_8)))) {
      case WorkflowReader.Accepted _ -> List.of();
      case WorkflowReader.Refused refused -> refused.problems();
    };
  }

  private static List<String> messages(String yaml) {
    return messages(yaml, Map.of());
  }

  private static List<String> messages(String yaml, Map<String, String> files) {
    return problems(yaml.getBytes(StandardCharsets.UTF_8), files).stream()
        .map(p -> p.line() + ":" + p.column() + " " + p.message())
        .toList();
  }
}
