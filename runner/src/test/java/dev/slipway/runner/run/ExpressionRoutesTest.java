package dev.slipway.runner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ExpressionRoutesTest {
  private static final Scope SCOPE =
      Scope.of(
          Map.of(
              "github", ObjectValue.ofText(Map.of("ref", "refs/heads/main", "actor", "ada")),
              "vars", ObjectValue.ofText(Map.of()),
              "inputs", ObjectValue.ofText(Map.of("dry-run", "true"))));

  @Test
  void showsTheValueAndWhatItIsMadeOf() {
    JsonNode answer =
        ExpressionRoutes.explain(
            "github.ref == 'refs/heads/main' && inputs.dry-run != 'github.actor'", SCOPE);
    assertThat(answer.path("kind").asString()).isEqualTo("boolean");
    assertThat(answer.path("true").asBoolean()).isTrue();
    assertThat(answer.path("values").valueStream().map(v -> v.path("of").asString()))
        .containsExactly("github.ref", "inputs.dry-run");
    JsonNode text = ExpressionRoutes.explain("by ${{ github.actor }}${{ vars.NONE }}", SCOPE);
    assertThat(text.path("text").asString()).isEqualTo("by ada");
    assertThat(text.path("values").path(1).path("value").isNull()).isTrue();
  }

  @Test
  void saysWhereAnExpressionIsWrong() {
    assertThatThrownBy(() -> ExpressionRoutes.explain("github.ref ==", SCOPE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Unexpected end of expression");
    assertThatThrownBy(() -> ExpressionRoutes.explain("secrets.KEY", SCOPE))
        .hasMessageContaining("secrets");
  }
}
