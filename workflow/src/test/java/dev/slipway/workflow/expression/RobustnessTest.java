package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever text comes in, there is a value or an {@link ExpressionException}, nothing else. */
class RobustnessTest {
  private static final List<String> WORDS =
      List.of(
          "(",
          ")",
          "[",
          "]",
          ".",
          ",",
          "*",
          "!",
          "!=",
          "==",
          "<",
          "<=",
          ">",
          ">=",
          "&&",
          "||",
          "=",
          "'",
          "''",
          "'a'",
          "' {0} '",
          "'{\"a\":[1]}'",
          "1",
          "-1",
          "0x1F",
          "NaN",
          "Infinity",
          "null",
          "true",
          "false",
          "github",
          "GitHub",
          "env",
          "unknown",
          "a",
          "fromJSON(",
          "toJSON(",
          "format(",
          "join(",
          "case(",
          "contains(",
          "startsWith(",
          " ",
          "\n",
          "\t",
          "é",
          "😊",
          "\u0000",
          "\ud800",
          "${{",
          "}}",
          "@",
          "#",
          "\\",
          "\"");
  private static final Names NAMES = Names.contexts("github", "env");
  private static final Scope SCOPE =
      Scope.of(
          Map.of(
              "github",
              ObjectValue.of(
                  Map.of(
                      "a", new ArrayValue(List.of(Value.of(1), NullValue.NULL, Value.of("x")))))));

  private static String random(Random random, int words) {
    var text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  /** Well-formed more often than not, so that evaluating is tried as well. */
  private static String wellFormed(Random random, int depth) {
    if (depth == 0) {
      return List.of("github.a", "env", "1", "'x'", "null", "true", "'[1,{}]'", "NaN", "'{0}'")
          .get(random.nextInt(9));
    }
    String one = wellFormed(random, depth - 1);
    String other = wellFormed(random, depth - 1);
    return switch (random.nextInt(12)) {
      case 0 -> "(" + one + ")";
      case 1 -> "!" + one;
      case 2 -> one + " && " + other;
      case 3 -> one + " || " + other;
      case 4 -> one + " == " + other;
      case 5 -> one + " < " + other;
      case 6 -> "format(" + one + ", " + other + ")";
      case 7 -> "join(" + one + ", " + other + ")";
      case 8 -> "toJSON(" + one + ")";
      case 9 -> "(" + one + ")[" + other + "]";
      case 10 -> "(" + one + ").*";
      default -> "fromJSON(" + one + ")";
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingButExpressionErrors(long seed) {
    var random = new Random(seed);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      String text = i % 2 == 0 ? random(random, 1 + random.nextInt(12)) : wellFormed(random, 4);
      evaluate(text, values);
    }
    assertThat(values).hasSizeGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "!",
        "1<",
        "github[",
        "github.a",
        "''",
        "a.",
        "1 ",
        "format(",
        "&&",
        "\ud83d\ude0a"
      })
  void longTextsAreNoDanger(String word) {
    evaluate(word.repeat(21_000 / word.length()), new ArrayList<>());
  }

  @Test
  void manyPartsAreNoDanger() {
    var template = Template.parse("${{ 1 }}".repeat(20_000), NAMES);
    assertThat(template.text(SCOPE)).hasSize(20_000);
  }

  private static void evaluate(String text, List<Value> values) {
    try {
      values.add(Expression.parse(text, NAMES).evaluate(SCOPE));
    } catch (ExpressionException e) {
      assertThat(e.offset()).isBetween(0, text.length());
      assertThat(e.getMessage()).isNotEmpty();
    }
    try {
      Template.parse(text, NAMES).text(SCOPE);
      Condition.parse(text, NAMES).holds(SCOPE);
    } catch (ExpressionException e) {
      assertThat(e.offset()).isBetween(0, text.length());
    }
  }
}
