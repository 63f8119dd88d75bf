package dev.slipway.workflow.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixTest {
  @Test
  void vectorsMultiplyTheFirstVaryingSlowest() {
    assertThat(expand("{\"os\": [\"a\", \"b\"], \"node\": [18, 20]}"))
        .containsExactly("os=a node=18", "os=a node=20", "os=b node=18", "os=b node=20");
  }

  @Test
  void excludeRemovesWhatItMatchesInPart() {
    assertThat(
            expand(
                "{\"os\": [\"a\", \"b\"], \"node\": [18, 20], \"exclude\": [{\"os\": \"a\"},"
                    + " {\"os\": \"b\", \"node\": 18}]}"))
        .containsExactly("os=b node=20");
  }

  @Test
  void excludeMatchesInsideObjects() {
    assertThat(
            expand(
                "{\"os\": [{\"name\": \"a\", \"v\": 1}, {\"name\": \"b\", \"v\": 1}],"
                    + " \"exclude\": [{\"os\": {\"name\": \"a\"}}]}"))
        .containsExactly("os={\"name\":\"b\",\"v\":1}");
  }

  /** The example of GitHub's documentation, fact for fact. */
  @Test
  void includeExtendsCombinationsWhoseOwnValuesItKeeps() {
    assertThat(
            expand(
                "{\"fruit\": [\"apple\", \"pear\"], \"animal\": [\"cat\", \"dog\"], \"include\": ["
                    + "{\"color\": \"green\"}, {\"color\": \"pink\", \"animal\": \"cat\"},"
                    + "{\"fruit\": \"apple\", \"shape\": \"circle\"}, {\"fruit\": \"banana\"},"
                    + "{\"fruit\": \"banana\", \"animal\": \"cat\"}]}"))
        .containsExactly(
            "fruit=apple animal=cat color=pink shape=circle",
            "fruit=apple animal=dog color=green shape=circle",
            "fruit=pear animal=cat color=pink",
            "fruit=pear animal=dog color=green",
            "fruit=banana",
            "fruit=banana animal=cat");
  }

  @Test
  void includeDoesNotExtendWhatItMatchesOnlyInPart() {
    assertThat(
            expand(
                "{\"os\": [{\"name\": \"a\", \"v\": 1}], \"include\": [{\"os\": {\"name\": \"a\"},"
                    + " \"x\": 1}]}"))
        .containsExactly("os={\"name\":\"a\",\"v\":1}", "os={\"name\":\"a\"} x=1");
  }

  @Test
  void includeAloneMakesOneJobPerEntry() {
    assertThat(expand("{\"include\": [{\"site\": \"a\"}, {\"site\": \"b\", \"x\": true}]}"))
        .containsExactly("site=a", "site=b x=true");
  }

  @Test
  void moreThan256JobsAreRefused() {
    String many =
        IntStream.range(0, 257).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThat(expand("{\"n\": [" + many.substring(2) + "]}")).hasSize(256);
    assertThatThrownBy(() -> expand("{\"n\": [" + many + "]}"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("257 jobs, at most 256");
  }

  @Test
  void hugeProductsAreRefusedBeforeTheyAreMade() {
    String vector =
        IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThatThrownBy(() ->
            expand(
                "{\"a\": [%1$s], \"b\": [%1$s], \"c\": [%1$s], \"d\": [%1$s]}".formatted(vector)))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    for (String matrix :
        List.of(
            "\"x\"",
            "{\"a\": 1}",
            "{\"a\": []}",
            "{}",
            "{\"a\": [1], \"exclude\": [{\"a\": 1}]}",
            "{\"include\": [1]}")) {
      assertThatThrownBy(() -> expand(matrix)).as(matrix).isInstanceOf(PlanException.class);
    }
  }

  private static List<String> expand(String json) {
    return Matrix.expand(Runs.value(json)).stream()
        .map(combination ->
            combination.entrySet().stream()
                .map(e -> e.getKey() + "=" + print(e.getValue()))
                .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String print(dev.slipway.workflow.expression.Value value) {
    return value.primitive() ? value.text() : value.json().toString();
  }
}
