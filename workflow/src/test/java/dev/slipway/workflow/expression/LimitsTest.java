package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Value value(String expression) {
    return Expression.parse(expression, Names.NONE).evaluate(Scope.of(Map.of()));
  }

  @Test
  void longerThanTwentyOneThousandCharactersIsRefused() {
    String fits = " ".repeat(20_999) + "1";
    assertThat(value(fits).number()).isEqualTo(1);
    assertThatThrownBy(() -> value(fits + " "))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("Exceeded max expression length 21000");
  }

  @Test
  void bracketsCostNoDepth() {
    String nested = "(".repeat(10_000) + "1" + ")".repeat(10_000);
    assertThat(value(nested).number()).isEqualTo(1);
    assertThatThrownBy(() -> value("(".repeat(20_000))).hasMessageContaining("Unexpected end");
  }

  @Test
  void chainsCostNoDepth() {
    assertThat(value("1" + "&&1".repeat(5_000)).number()).isEqualTo(1);
    assertThat(value("0" + "||0".repeat(5_000)).number()).isZero();
    assertThatThrownBy(() -> value("1" + "<1".repeat(50)))
        .hasMessage("Exceeded max expression depth 50");
  }

  @Test
  void memoryIsBoundedWhileTextIsBuilt() {
    String eightTimes = "{0}{0}{0}{0}{0}{0}{0}{0}";
    String expression = "'12345678'";
    for (int i = 0; i < 10; i++) {
      expression = "format('" + eightTimes + "', " + expression + ")";
    }
    String growing = expression;
    assertThatThrownBy(() -> value(growing))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("The maximum allowed memory size was exceeded");
  }

  @Test
  void memoryOfWhatIsNoLongerNeededIsFree() {
    String large =
        "contains(format('" + "{0}".repeat(1_000) + "', '" + "x".repeat(300) + "'), 'x')";
    assertThat(value(large + " && " + large + " && " + large).truthy()).isTrue();
    assertThatThrownBy(() ->
            value(large + " && format('" + "{0}".repeat(2_000) + "', '" + "x".repeat(300) + "')"))
        .hasMessageContaining("memory");
  }

  @Test
  void parsedJsonCountsAsMemory() {
    String items = "1,".repeat(9_000);
    assertThat(value("fromJSON('[" + items + "1]')[3]").number()).isEqualTo(1);
    String repeated = "fromJSON(format('[{0}{0}{0}{0}{0}{0}{0}{0}1]', '" + items + "'))[3]";
    assertThatThrownBy(() -> value(repeated)).hasMessageContaining("memory");
  }
}
