package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.git.CommitId;
import dev.slipway.runner.Conclusion;
import dev.slipway.runner.action.ActionLock;
import dev.slipway.runner.job.TestJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions that repositories hold, used by real jobs. The repository itself is hosted. */
class ActionsIT {
  private static final String COMPOSITE =
      """
      name: Greet
      inputs:
        who: {default: world}
        Loud: {default: 'false'}
      outputs:
        words: {value: "${{ steps.say.outputs.words }}"}
      runs:
        using: composite
        steps:
          - id: say
            shell: bash
            run: |
              echo "words=hello ${{ inputs.who }} ${{ inputs.loud }}" >> "$GITHUB_OUTPUT"
              echo "GREETED=${{ inputs.who }}" >> "$GITHUB_ENV"
              echo "${{ github.action_path }}/bin" >> "$GITHUB_PATH"
              echo "path is $GITHUB_ACTION_PATH, level $LEVEL, pwd $PWD"
          - run: greet-tool && echo "known $GREETED ${{ env.GREETED }}, ${{ steps.say.outcome }}"
            shell: bash
          - name: May fail
            id: soft
            run: exit 3
            shell: bash
            continue-on-error: true
          - run: echo "soft was ${{ steps.soft.outcome }} and ${{ steps.soft.conclusion }}"
            shell: bash
          - if: failure()
            run: echo never
            shell: bash
      """;

  private static final String SCRIPT =
      """
      name: Note
      inputs:
        my text: {required: true}
        repository: {default: "${{ github.repository }}"}
      runs:
        using: node20
        pre: pre.js
        main: main.js
        post: post.js
        post-if: ${{ failure() }}
      """;

  private static final String PROGRAM =
      """
      const fs = require('fs');
      const say = t => console.log(t);
      say('main: ' + process.env['INPUT_MY_TEXT'] + ', ' + process.env.INPUT_REPOSITORY);
      say('pre left ' + process.env.STATE_pre + ', in ' + process.env.GITHUB_ACTION_PATH);
      say('of ' + process.env.GITHUB_ACTION_REPOSITORY + ' at ' + process.env.GITHUB_ACTION_REF);
      fs.appendFileSync(process.env.GITHUB_STATE, 'main=m\\n');
      fs.appendFileSync(process.env.GITHUB_OUTPUT, 'out<<E\\ntwo\\nlines\\nE\\n');
      say('::warning file=a.js,line=3::careful');
      say('token ' + (process.env.ACTIONS_RUNTIME_TOKEN ? 'there' : 'missing'));
      """;

  @TempDir Path dir;
  private TestRuns runs;

  @BeforeAll
  static void needsContainers() {
    TestJobs.assume();
  }

  @BeforeEach
  void open() throws IOException {
    runs = new TestRuns(dir, 2);
  }

  @AfterEach
  void close() {
    runs.close();
  }

  private RunView run(String workflow, Map<String, String> files) throws Exception {
    return runs.await(runs.push(Map.of("ci.yaml", workflow), files).runs().getFirst());
  }

  private static List<String> steps(RunView run) {
    return run.jobs().getFirst().steps().stream()
        .map(s -> s.name() + ": " + s.conclusion().map(Conclusion::text).orElse("none"))
        .toList();
  }

  @Test
  void stepsOfAHostedCompositeHaveTheirOwnInputsStepsAndPlace() throws Exception {
    RunView run =
        run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                defaults: {run: {working-directory: elsewhere}}
                steps:
                  - {id: say, run: 'echo words=outer >> $GITHUB_OUTPUT', working-directory: .}
                  - id: use
                    uses: local/app/greet@main
                    with: {WHO: you, extra: x}
                    env: {LEVEL: step}
                  - working-directory: .
                    run: echo "${{ steps.say.outputs.words }} ${{ steps.use.outputs.all }} [$LEVEL]"
            """,
            Map.of(
                "greet/action.yml",
                """
                inputs: {who: {default: world}, from: {default: '${{ github.actor }}'}}
                outputs: {all: {value: '${{ steps.say.outputs.words }}-${{ inputs.from }}'}}
                runs:
                  using: composite
                  steps:
                    - {id: say, shell: bash, run: 'echo words=inner >> $GITHUB_OUTPUT'}
                    - shell: bash
                      run: |
                        echo "${{ inputs.who }} [${{ steps.use.outcome }}] $LEVEL in $PWD"
                        cat "$GITHUB_ACTION_PATH/note" ${{ github.action_path }}/note
                        echo "${{ github.action_repository }} at $GITHUB_ACTION_REF"
                """,
                "greet/note",
                "a note\n"));
    assertThat(run.conclusion()).as(runs.log(run, "a")).contains(Conclusion.SUCCESS);
    assertThat(runs.log(run, "a"))
        .contains("you [] step in /home/runner/work/app/app\na note\na note\nlocal/app at main")
        .contains("Unexpected input 'extra': local/app/greet@main takes from, who")
        .contains("outer inner-admin []")
        .containsPattern("Action local/app/greet@main at [0-9a-f]{40}");
  }

  @Test
  void whatACompositeSetsReachesTheStepsAfterIt() throws Exception {
    RunView run =
        run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - run: |
                      mkdir -p act/bin
                      printf '#!/bin/sh\\necho tool ran\\n' > act/bin/greet-tool
                      chmod +x act/bin/greet-tool
                      cat > act/action.yml <<'EOF'
            %s
                      EOF
                  - {id: greet, uses: ./act, with: {who: you}}
                  - run: |
                      greet-tool
                      echo "after: ${{ steps.greet.outputs.words }} $GREETED"
                      echo "not seen: [${{ steps.soft.outcome }}] [${{ inputs.who }}]"
            """
                .formatted(
                    // The step that writes it must not evaluate what is in it.
                    COMPOSITE.replace("${{", "${{ '$' }}{{").indent(10).stripTrailing()),
            Map.of());
    assertThat(run.conclusion()).as(runs.log(run, "a")).contains(Conclusion.SUCCESS);
    assertThat(runs.log(run, "a"))
        .contains("path is /home/runner/work/app/app/act, level , pwd")
        .contains("tool ran\nknown you you, success")
        .contains("soft was failure and success")
        .contains("tool ran\nafter: hello you false you")
        .contains("not seen: [] []")
        .doesNotContain("never");
  }

  @Test
  void aFailureInsideFailsTheStepAndNamesItsPlace() throws Exception {
    String failing =
        """
        runs:
          using: composite
          steps:
            - {run: exit 4, shell: bash}
            - {run: echo not reached, shell: bash}
            - {run: echo cleaned, shell: bash, if: always()}
            - {uses: ./missing, if: failure()}
        """;
    RunView run =
        run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: outer, uses: local/app/middle@main}
                  - {name: next, run: exit 0}
                  - {name: seen, if: failure(), run: exit 0}
            """,
            Map.of(
                "middle/action.yml",
                "runs: {using: composite, steps: [{uses: local/app/failing@main}]}",
                "failing/action.yml",
                failing));
    assertThat(steps(run)).containsExactly("outer: failure", "next: skipped", "seen: success");
    assertThat(runs.log(run, "a"))
        .contains("Process completed with exit code 4.")
        .contains("cleaned")
        .contains("local/app/failing/action.yml@main:7:14: there is no action.yml in")
        .doesNotContain("not reached");
  }

  @Test
  void programsRunBeforeInAndAfterTheJob() throws Exception {
    assumeTrue(Command.exists("node"), "there is no Node.js on this machine");
    RunView run =
        run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: first, run: echo first}
                  - id: note
                    name: note
                    uses: local/app/note@main
                    with: {my text: 'two words'}
                  - {name: after, run: 'echo "out: ${{ join(steps.note.outputs.*) }}"; exit 1'}
            """,
            Map.of(
                "note/action.yml",
                SCRIPT,
                "note/pre.js",
                "console.log('pre'); require('fs').appendFileSync(process.env.GITHUB_STATE, 'pre=p\\n')",
                "note/main.js",
                PROGRAM,
                "note/post.js",
                "console.log('post ' + process.env.STATE_pre + process.env.STATE_main"
                    + " + ' ' + process.env['INPUT_MY_TEXT']); process.exit(2)"));
    assertThat(steps(run))
        .containsExactly(
            "Pre Run local/app/note@main: success",
            "first: success",
            "note: success",
            "after: failure",
            "Post local/app/note@main: failure");
    assertThat(runs.log(run, "a"))
        .containsSubsequence("pre\n", "first\n", "main: two words, local/app\n")
        .contains("pre left p, in /home/runner/work/_actions/local/app/main/note")
        .contains("of local/app at main")
        .contains("careful")
        .contains("token there")
        .contains("out: two\nlines")
        .contains("post pm two words")
        .contains("post.js ended with exit code 2");
  }

  @Test
  void programsOfActionsInsideACompositeRunBeforeTheJobToo() throws Exception {
    assumeTrue(Command.exists("node"), "there is no Node.js on this machine");
    RunView run =
        run(
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                steps:
                  - {name: first, run: echo first}
                  - {name: both, uses: local/app/outer@main, with: {word: inner}}
            """,
            Map.of(
                "outer/action.yml",
                """
                name: Outer
                inputs: {word: {default: none}}
                runs:
                  using: composite
                  steps:
                    - {uses: local/app/note@main, with: {text: "${{ inputs.word }} one"}}
                    - {uses: local/app/note@main, with: {text: "${{ inputs.word }} two"}}
                """,
                "note/action.yml",
                """
                name: Note
                inputs: {text: {default: nothing}}
                runs: {using: node24, pre: pre.js, main: main.js}
                """,
                "note/pre.js",
                "console.log('pre ' + process.env.INPUT_TEXT);"
                    + " require('fs').appendFileSync(process.env.GITHUB_STATE,"
                    + " 'kept=' + process.env.INPUT_TEXT + '\\n')",
                "note/main.js",
                "console.log('main ' + process.env.STATE_kept)"));

    assertThat(run.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(steps(run))
        .containsExactly(
            "Pre Run local/app/outer@main: success", "first: success", "both: success");
    assertThat(runs.log(run, "a"))
        .containsSubsequence(
            "pre inner one\n", "pre inner two\n", "first\n", "main inner one\n", "main inner two");
    int machine =
        Integer.parseInt(
            Command.of("node", "--version").run().stdout().replaceFirst("(?s)v(\\d+).*", "$1"));
    if (machine < 24) {
      assertThat(runs.log(run, "a"))
          .contains("The action asks for node24 and runs with this machine's Node.js " + machine)
          .contains("install Node.js 24 or newer on the host");
    }
  }

  @Test
  void anActionFromElsewhereIsFetchedAndKeepsToTheLock() throws Exception {
    CommitId commit =
        runs.publish(
            "elsewhere/hello",
            "v1",
            Map.of(
                "deep/action.yml",
                """
                name: Hello
                runs: {using: composite, steps: [{shell: bash, run: echo from elsewhere}]}
                """));
    String workflow =
        """
        on: push
        jobs:
          a: {runs-on: ubuntu-latest, steps: [{uses: elsewhere/hello/deep@v1}]}
        """;

    RunView good =
        run(workflow, Map.of(ActionLock.FILE, "elsewhere/hello@v1 " + commit.sha() + "\n"));
    assertThat(good.conclusion()).contains(Conclusion.SUCCESS);
    assertThat(runs.log(good, "a"))
        .contains("Action elsewhere/hello/deep@v1 at " + commit.sha())
        .contains("from elsewhere");

    String other = "0123456789".repeat(4);
    RunView moved = run(workflow, Map.of(ActionLock.FILE, "elsewhere/hello@v1 " + other + "\n"));
    assertThat(moved.conclusion()).contains(Conclusion.FAILURE);
    assertThat(moved.reason())
        .contains("elsewhere/hello@v1 is locked to " + other + " and is now " + commit.sha());
    assertThat(runs.log(moved, "a")).doesNotContain("from elsewhere");

    RunView unlocked = run(workflow, Map.of(ActionLock.FILE, "# nothing\n"));
    assertThat(unlocked.reason()).contains("elsewhere/hello/deep@v1 is not locked");
  }

  @Test
  void anActionThatUsesItselfEnds() throws Exception {
    RunView run =
        run(
            "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: local/app/self@main}]}}\n",
            Map.of(
                "self/action.yml",
                "runs: {using: composite, steps: [{uses: local/app/self@main}]}"));
    assertThat(run.conclusion()).contains(Conclusion.FAILURE);
    assertThat(runs.log(run, "a")).contains("more than 10 deep");
  }
}
