package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in a file, it is read or refused with positions inside the file. */
class ReaderRobustnessTest {
  private static final String WORKFLOW =
      """
      name: CI
      on:
        push: {branches: [main, 'release/**'], paths-ignore: ['**.md']}
        workflow_dispatch: {inputs: {env: {type: choice, options: [a, b], default: a}}}
        schedule: [{cron: '30 5 * * 1-5', timezone: Europe/Berlin}]
      permissions: {contents: read, id-token: write}
      env: {A: "${{ secrets.A }}", B: 1.5}
      concurrency: {group: "ci-${{ github.ref }}", cancel-in-progress: true}
      jobs:
        test:
          strategy: {fail-fast: false, matrix: {node: [18, 20], include: [{node: 22, x: true}]}}
          runs-on: ${{ matrix.os || 'ubuntu-latest' }}
          timeout-minutes: 10
          outputs: {v: "${{ steps.s.outputs.v }}"}
          steps:
            - {uses: actions/checkout@v4, with: &with {fetch-depth: 0}}
            - {uses: actions/checkout@v4, with: *with}
            - id: s
              if: ${{ success() && github.actor != 'x' }}
              run: |
                echo one
                echo ${{ hashFiles('**/lock') }}
        deploy: {needs: [test], runs-on: [self-hosted], environment: prod, steps: [run: b]}
      """;

  private static final String ALPHABET = "abn:-,{}[]'\"&*!|>#%@`$ \n\t0~?\u00e9\u2028";

  @Test
  void theFileItselfIsRight() {
    assertThat(read(WORKFLOW)).isInstanceOf(WorkflowReader.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void changedFilesAreReadOrRefused(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      String changed = change(random);
      int lines = changed.split("[\n\u2028]", -1).length + 1;
      if (read(changed) instanceof WorkflowReader.Refused refused) {
        assertThat(refused.problems())
            .as("seed %d, file %d:%n%s", seed, i, changed)
            .isNotEmpty()
            .allMatch(p -> p.line() <= lines && !p.message().isBlank());
      }
    }
  }

  @Test
  void deepAndLongFilesAreRefused() {
    List<String> files =
        List.of(
            "on: " + "[".repeat(100_000),
            "a: " + "{a: ".repeat(50_000),
            "- ".repeat(20_000),
            "on: push\nname: " + "x".repeat(2_000_000),
            "on: push\nrun-name: ${{ " + "(".repeat(30_000));
    for (String file : files) {
      assertThat(read(file)).as(file.substring(0, 20)).isInstanceOf(WorkflowReader.Refused.class);
    }
  }

  private static String change(Random random) {
    StringBuilder text = new StringBuilder(WORKFLOW);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, other);
        case 1 -> text.insert(at, other);
        case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
        default -> {
          int end = Math.min(text.length(), at + random.nextInt(60));
          text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
      }
    }
    return text.toString();
  }

  private static WorkflowReader.Reading read(String yaml) {
    return WorkflowReader.read(
        yaml.getBytes(StandardCharsets.UTF_8), "w.yaml", _ -> Optional.empty());
  }
}
