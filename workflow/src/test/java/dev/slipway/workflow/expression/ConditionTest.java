package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Names NAMES =
      Names.contexts("github", "needs")
          .withFunction("success", Arity.atLeast(0))
          .withFunction("failure", Arity.atLeast(0))
          .withFunction("always", Arity.exactly(0))
          .withFunction("cancelled", Arity.exactly(0));

  private record Status(boolean success) implements Scope {
    @Override
    public Value context(String name) {
      return ObjectValue.builder().put("ref", "main").build();
    }

    @Override
    public Value call(String function, List<Value> arguments) {
      return Value.of(
          switch (function) {
            case "success" -> success;
            case "failure" -> !success;
            case "always" -> true;
            default -> false;
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "true|success() && (true)|true|false",
        "false|success() && (false)|false|false",
        "github.ref == 'main'|success() && (github.ref == 'main')|true|false",
        "${{ github.ref == 'x' }}|success() && (github.ref == 'x')|false|false",
        " ${{ github.ref }} |success() && (github.ref)|true|false",
        "always()|always()|true|true",
        "${{ FAILURE() }}|FAILURE()|false|true",
        "!cancelled() && github.ref == 'main'|!cancelled() && github.ref == 'main'|true|true",
        "'always()'|success() && ('always()')|true|false",
        "contains(needs.*.result, failure('a'))|contains(needs.*.result, failure('a'))|false|false",
      })
  void noStatusMeansSuccess(String text, String source, boolean good, boolean bad) {
    var condition = Condition.parse(text, NAMES);
    assertThat(condition.expression().source()).isEqualTo(source);
    assertThat(condition.holds(new Status(true))).isEqualTo(good);
    assertThat(condition.holds(new Status(false))).isEqualTo(bad);
    assertThat(condition.alwaysTrueText()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void blankMeansSuccess(String text) {
    assertThat(Condition.parse(text, NAMES).expression().source()).isEqualTo("success()");
    assertThat(Condition.parse(text, Names.NONE).holds(new Status(false))).isFalse();
  }

  @Test
  void textAroundAnExpressionIsAlwaysTrue() {
    var condition = Condition.parse("${{ github.ref }} == 'other'", NAMES);
    assertThat(condition.alwaysTrueText()).isTrue();
    assertThat(condition.expression().source())
        .isEqualTo("success() && (format('{0} == ''other''', github.ref))");
    assertThat(condition.holds(new Status(true))).isTrue();
  }

  @Test
  void statusFunctionsAreCalledAlthoughTheyAreNotListed() {
    var condition = Condition.parse("1", Names.NONE);
    assertThat(condition.expression().functions()).containsExactly("success");
    assertThat(condition.holds(new Status(false))).isFalse();
  }

  @Test
  void mistakesAreLocatedInTheText() {
    var bare = catchThrowableOfType(ExpressionException.class, () -> Condition.parse("  a", NAMES));
    assertThat(bare.offset()).isEqualTo(2);
    var wrapped =
        catchThrowableOfType(ExpressionException.class, () -> Condition.parse(" ${{ a }}", NAMES));
    assertThat(wrapped.offset()).isEqualTo(5);
  }
}
