package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionReaderTest {
  private static ActionReader.Reading read(String yaml) {
    return ActionReader.read(yaml.getBytes(StandardCharsets.UTF_8), "act/action.yml");
  }

  private static ActionFile accepted(String yaml) {
    ActionReader.Reading reading = read(yaml);
    assertThat(reading).isInstanceOf(ActionReader.Accepted.class);
    return ((ActionReader.Accepted) reading).action();
  }

  private static List<String> problems(String yaml) {
    return read(yaml) instanceof ActionReader.Refused refused
        ? refused.problems().stream().map(p -> p.at() + ": " + p.message()).toList()
        : List.of();
  }

  @Test
  void readsInputsOutputsAndPrograms() {
    ActionFile action =
        accepted(
            """
            name: Note
            description:
            author: somebody
            branding: {icon: box, color: blue}
            inputs:
              token: {description: a token, default: "${{ github.token }}"}
              count: {default: 3, required: "true"}
              plain:
              old: {deprecationMessage: use token, type: string}
            outputs:
              out: {description: what came of it}
            runs: {using: node24, main: dist/main.js, post: dist/post.js, post-if: success()}
            somebody-elses-key: 1
            """);
    assertThat(action.name()).isEqualTo("Note");
    assertThat(action.inputs())
        .extracting(ActionFile.Input::name)
        .containsExactly("token", "count", "plain", "old");
    assertThat(action.inputs().get(3).deprecation()).contains("use token");
    assertThat(action.outputs())
        .singleElement()
        .extracting(ActionFile.Output::name)
        .isEqualTo("out");
    ActionFile.JavaScript script = (ActionFile.JavaScript) action.runs();
    assertThat(script.main()).isEqualTo("dist/main.js");
    assertThat(script.pre()).isEmpty();
    assertThat(script.preIf().source()).isEqualTo("always()");
    assertThat(script.postIf().source()).isEqualTo("success()");
  }

  @Test
  void readsTheStepsOfAComposite() {
    ActionFile action =
        accepted(
            """
            runs:
              using: composite
              steps:
                - {run: "echo ${{ inputs.a }} ${{ steps.x.outputs.y }}", shell: bash}
                - {uses: actions/checkout@v4, with: {ref: main}, if: "failure() && inputs.a"}
            """);
    ActionFile.Composite composite = (ActionFile.Composite) action.runs();
    assertThat(composite.steps())
        .extracting(step -> step.common().id())
        .containsExactly("__run", "__actions_checkout");
    assertThat(action.name()).isEqualTo("act/action.yml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runs: {using: node20}|1:7: Required property is missing: main",
        "runs: {using: composite}|1:7: Required property is missing: steps",
        "runs: {using: perl}|1:15: 'perl' is no way to carry out an action",
        "runs: {using: composite, steps: [{run: x}]}|1:34: Required property is missing: shell",
        "runs: {using: node20, main: a, maine: b}|1:32: Unexpected value 'maine'",
        "name: x|1:1: Required property is missing: runs",
        "runs: {using: node20, main: a}\\ninputs: {a: {default: '${{ secrets.A }}'}}|secrets",
        "runs: {using: composite, steps: [{run: '${{ secrets.A }}', shell: sh}]}|secrets",
        "runs: {using: composite, steps: [{run: '${{ vars.A }}', shell: sh}]}|vars",
        "runs: {using: composite, steps: [{run: x, shell: sh, timeout-minutes: 3}]}|timeout-minutes",
        "runs: [|",
      })
  void namesWhatIsWrongWithItsPlace(String yaml, String expected) {
    List<String> problems = problems(yaml.replace("\\n", "\n"));
    assertThat(problems).isNotEmpty();
    assertThat(problems.getFirst()).startsWith("act/action.yml:");
    if (expected != null) {
      assertThat(problems).anyMatch(problem -> problem.contains(expected));
    }
  }
}
