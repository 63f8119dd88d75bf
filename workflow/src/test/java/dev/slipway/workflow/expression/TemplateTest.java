package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.workflow.expression.Value.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Names NAMES = Names.contexts("github", "matrix");
  private static final Scope SCOPE =
      Scope.of(
          Map.of(
              "github", ObjectValue.ofText(Map.of("ref", "refs/heads/main")),
              "matrix", ObjectValue.builder().put("n", Value.of(20)).build()));

  private static Template template(String text) {
    return Template.parse(text, NAMES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain|plain",
        "${{ github.ref }}|refs/heads/main",
        "${{github.ref}}|refs/heads/main",
        "a ${{ matrix.n }} b ${{ matrix.n }}|a 20 b 20",
        " ${{ matrix.n }}| 20",
        "${{ '}}' }}|}}",
        "${{ 'it''s }}' }}!|it's }}!",
        "${{ '${{' }}|${{",
        "$ {{ x }} $|$ {{ x }} $",
        "}} ${ {|}} ${ {",
        "${{ matrix }}-${{ null }}|Object-",
        "${{ 1 }}${{ 2 }}|12",
      })
  void expressionsAreReplaced(String text, String result) {
    assertThat(template(text).text(SCOPE)).isEqualTo(result);
  }

  @Test
  void onlyASingleExpressionKeepsItsKind() {
    assertThat(template("${{ matrix.n }}").evaluate(SCOPE).kind()).isEqualTo(Kind.NUMBER);
    assertThat(template("${{ matrix }}").evaluate(SCOPE).kind()).isEqualTo(Kind.OBJECT);
    assertThat(template("${{ matrix.n }} ").evaluate(SCOPE).kind()).isEqualTo(Kind.STRING);
    assertThat(template("20").evaluate(SCOPE).kind()).isEqualTo(Kind.STRING);
    assertThat(template("").evaluate(SCOPE).text()).isEmpty();
  }

  @Test
  void textWithoutExpressionsIsLiteral() {
    assertThat(template("x").literal()).isTrue();
    assertThat(template("").literal()).isTrue();
    assertThat(template("${{ 1 }}").literal()).isFalse();
    assertThat(template("${{ 1 }}").single()).map(Expression::source).hasValue("1");
    assertThat(template("x${{ 1 }}").single()).isEmpty();
  }

  @Test
  void namesOfAllPartsAreKnown() {
    var template = template("${{ github.ref }} ${{ toJSON(matrix) }}");
    assertThat(template.contexts()).containsExactly("github", "matrix");
    assertThat(template.functions()).containsExactly("toJSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "echo ${{ github.sha }} | format('echo {0}', github.sha)",
        "${{ github.sha }} | github.sha",
        "it's {x} ${{ 1 }}${{ 2 }} | format('it''s {{x}} {0}{1}', 1, 2)",
        "it's | 'it''s'",
      })
  void theWholeIsOneExpression(String text, String expression) {
    assertThat(template(text).asExpression()).isEqualTo(expression);
    assertThat(Expression.parse(expression, NAMES).evaluate(SCOPE).text())
        .isEqualTo(template(text).text(SCOPE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a ${{ github.ref | 2 | The expression is not closed.",
        "a ${{ 'x }} | 2 | The expression is not closed.",
        "a ${{ }} | 5 | An expression was expected",
        "${{}} | 3 | An expression was expected",
        "a ${{  secrets.x }} | 7 | Unrecognized named-value: 'secrets'. Located at position 1 within expression: secrets.x",
        "${{ 1 }} ${{ 1 < }} | 15 | Unexpected end of expression: '<'. Located at position 3 within expression: 1 <",
        "a ${{ insert }} | 6 | The directive 'insert' is not allowed in this context.",
      })
  void mistakesAreLocatedInTheText(String text, int offset, String message) {
    var error = catchThrowableOfType(ExpressionException.class, () -> template(text));
    assertThat(error).hasMessageStartingWith(message);
    assertThat(error.offset()).isEqualTo(offset);
  }

  @Test
  void allPartsShareOneLimit() {
    String part = "${{ format('" + "{0}".repeat(1_000) + "', '" + "x".repeat(200) + "') }}";
    assertThat(template(part + part).text(SCOPE)).hasSize(400_000);
    var tooMuch = template(part + part + part);
    assertThat(catchThrowableOfType(ExpressionException.class, () -> tooMuch.text(SCOPE)))
        .hasMessageContaining("memory");
  }
}
