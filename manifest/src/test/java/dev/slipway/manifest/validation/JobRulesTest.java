package dev.slipway.manifest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Json;
import dev.slipway.manifest.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class JobRulesTest {
  private static List<String> problems(String field, String value) {
    String job =
        """
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a", "namespace": "b"},
         "spec": {"template": {"spec": {"restartPolicy": "Never",
           "containers": [{"name": "c", "image": "i", "terminationMessagePolicy": "File",
             "imagePullPolicy": "Always", "terminationMessagePath": "/x"}]}}}}
        """;
    var tree = (ObjectNode) Json.parse(job.getBytes(StandardCharsets.UTF_8), "job");
    if (!field.isEmpty()) {
      ((ObjectNode) tree.get("spec"))
          .set(field, Json.parse(value.getBytes(StandardCharsets.UTF_8), "value"));
    }
    return Validation.ofNew(KubeObject.of(tree)).stream()
        .filter(p -> p.field().matches("spec\\.[a-zA-Z]+[^.]*(\\.rules.*)?"))
        .map(p -> p.field() + ": " + p.message())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"backoffLimitPerIndex | 1", "maxFailedIndexes | 3"})
  void whatWouldEndItOtherwiseIsRefused(String field, String value) {
    assertThat(problems(field, value))
        .containsExactly("spec." + field + ": Forbidden: Jobs do not do this here yet");
  }

  @Test
  void policiesAreTakenWhereTheyMakeSense() {
    String byCode =
        "{\"rules\":[{\"action\":\"%s\",\"onExitCodes\":{\"operator\":\"In\",\"values\":[3]}}]}";
    assertThat(problems("podFailurePolicy", byCode.formatted("FailJob"))).isEmpty();
    assertThat(problems("podFailurePolicy", byCode.formatted("FailIndex")))
        .containsExactly(
            "spec.podFailurePolicy.rules[0].action: Unsupported value: \"FailIndex\": supported values: \"Count\", \"FailJob\", \"Ignore\"");
    assertThat(problems("podFailurePolicy", "{\"rules\":[{\"action\":\"Count\"}]}"))
        .singleElement()
        .asString()
        .endsWith("specifying one of OnExitCodes and OnPodConditions is required");
    assertThat(problems("successPolicy", "{\"rules\":[{\"succeededCount\":1}]}"))
        .singleElement()
        .asString()
        .endsWith("requires indexed completion mode");
  }

  @Test
  void anOrdinaryOneIsTaken() {
    assertThat(problems("", "")).isEmpty();
    assertThat(problems("backoffLimit", "2")).isEmpty();
  }
}
