package dev.slipway.workflow.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.base.Json;
import dev.slipway.workflow.expression.ExpressionException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Names NAMES =
      Names.contexts("github", "env", "matrix").withFunction("hashFiles", Arity.atLeast(1));

  private static final Value GITHUB =
      json(
          """
          {"ref": "refs/heads/main", "run_id": 117904191, "labels": [{"name": "bug"}, {"x": 1}, {"name": null}],
           "nested": {"a": [1, 2], "b": [3], "c": 4}, "quote": "a\\"b\\\\c\\nd\\u0001\\u2028é"}\
          """);

  private static final Scope SCOPE =
      new Scope() {
        @Override
        public Value context(String name) {
          return name.equals("github") ? GITHUB : NullValue.NULL;
        }

        @Override
        public Value call(String function, List<Value> arguments) {
          return Value.of(function + arguments.stream().map(Value::text).toList());
        }
      };

  private static Value json(String text) {
    return Value.of(Json.parse(text.getBytes(StandardCharsets.UTF_8), "test"));
  }

  private static Value value(String expression) {
    return Expression.parse(expression, NAMES).evaluate(SCOPE);
  }

  private static String text(String expression) {
    return value(expression).text();
  }

  private static ExpressionException error(String expression) {
    var error = catchThrowableOfType(ExpressionException.class, () -> value(expression));
    assertThat(error).as(expression).isNotNull();
    return error;
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "0.1 | 0.1",
        "100000000000000 | 100000000000000",
        "999999999999999 | 999999999999999",
        "1e15 | 1E+15",
        "1234567890123456 | 1.23456789012346E+15",
        "0.00001 | 1E-05",
        "0.0001 | 0.0001",
        "0.30000000000000004 | 0.3",
        "-1.5e300 | -1.5E+300",
        "-0 | 0",
        "1. | 1",
        "0xffffffff | 4294967295",
        "0o17 | 15",
        "1e999 | Infinity",
      })
  void numbersPrintWithFifteenDigits(String expression, String printed) {
    assertThat(text("format('{0}', " + expression + ")")).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "1 + 2 | 1",
        "- 1 | 1",
        "-Infinity1 | 1",
        "1.2.3 | 1",
        "github.ref-#x | 1",
        "\"text\" | 1",
        "'open | 1",
        "true && $ | 9",
      })
  void unknownSymbolsAreFoundWhenReading(String expression, int position) {
    var error = error(expression);
    assertThat(error.kind()).isIn(Kind.LEXING, Kind.PARSING);
    if (error.kind() == Kind.LEXING) {
      assertThat(error).hasMessageContaining("Located at position " + (error.offset() + 1));
    }
    assertThat(error.offset()).isGreaterThanOrEqualTo(position - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "github. | Unexpected end of expression: '.'. Located at position 7 within expression:"
            + " github.",
        "github[ | Unexpected end of expression: '['. Located at position 7 within expression:"
            + " github[",
        "github[* | Unexpected end of expression: '*'. Located at position 8 within expression:"
            + " github[*",
        "github[* && 1] | Unexpected symbol: '&&'. Located at position 10 within expression:"
            + " github[* && 1]",
        "github[] | Unexpected symbol: ']'. Located at position 8 within expression: github[]",
        "github.ref) | Unexpected symbol: ')'. Located at position 11 within expression:"
            + " github.ref)",
        "github.ref] | Unexpected symbol: ']'. Located at position 11 within expression:"
            + " github.ref]",
        "(github] | Unexpected symbol: ']'. Located at position 8 within expression: (github]",
        "github[1) | Unexpected symbol: ')'. Located at position 9 within expression: github[1)",
        "() | Unexpected symbol: ')'. Located at position 2 within expression: ()",
        "join((), 1) | Unexpected symbol: ')'. Located at position 7 within expression: join((),"
            + " 1)",
        "join(1,) | Unexpected symbol: ')'. Located at position 8 within expression: join(1,)",
        "join(,1) | Unexpected symbol: ','. Located at position 6 within expression: join(,1)",
        "join(1 | Unexpected end of expression: '1'. Located at position 6 within expression:"
            + " join(1",
        "* | Unexpected symbol: '*'. Located at position 1 within expression: *",
        "github * 1 | Unexpected symbol: '*'. Located at position 8 within expression: github * 1",
        "github.1 | Unexpected symbol: '1'. Located at position 8 within expression: github.1",
        "github.ref(1) | Unexpected symbol: '('. Located at position 11 within expression:"
            + " github.ref(1)",
        "true(1) | Unexpected symbol: '('. Located at position 5 within expression: true(1)",
        "secrets.x | Unrecognized named-value: 'secrets'. Located at position 1 within expression:"
            + " secrets.x",
        "1 && success() | Unrecognized function: 'success'. Located at position 6 within"
            + " expression: 1 && success()",
        "hashFiles() | Too few parameters supplied: 'hashFiles'. Located at position 1 within"
            + " expression: hashFiles()",
        "1 || toJSON(1, 2) | Too many parameters supplied: 'toJSON'. Located at position 6 within"
            + " expression: 1 || toJSON(1, 2)",
      })
  void mistakesAreFoundWhenParsing(String expression, String message) {
    var error = error(expression);
    assertThat(error).hasMessage(message);
    assertThat(error.kind()).isEqualTo(Kind.PARSING);
    assertThat(message).contains("position " + (error.offset() + 1) + " ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "1 == 1 == true | true",
        "1 < 2 == true | true",
        "true == 1 < 2 | true",
        "!true == false | true",
        "!github.missing | true",
        "0 && 1 || 2 | 2",
        "1 || 0 && 0 | 1",
        "(1 || 0) && 0 | 0",
        "3 > 2 > 1 | false",
        "'1' == 1 | true",
        "github.REF == 'REFS/heads/MAIN' | true",
        "github == github | true",
        "fromJSON('[]') == fromJSON('[]') | false",
        "fromJSON('[]') >= fromJSON('[]') | false",
        "github >= github | true",
        "env == null | true",
        "'ſ' == 's' | false",
        "'straße' == 'STRASSE' | false",
        "'𐐨' == '𐐀' | true",
        "'ab' < 'abc' | true",
        "'B' > 'a' | true",
      })
  void operatorsBindAsDocumented(String expression, String result) {
    assertThat(text(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "contains('Hello world', 'LLO') | true",
        "contains(github.labels.*.name, 'BUG') | true",
        "contains(github.labels, 'bug') | false",
        "contains(github, 'ref') | false",
        "contains(fromJSON('[1,2]'), '2') | true",
        "contains('abc', github) | false",
        "contains(123, 2) | true",
        "startsWith(null, '') | true",
        "startsWith(github.ref, 'REFS/') | true",
        "endsWith(github.ref, '/main') | true",
        "endsWith(github, 'x') | false",
        "format('{1}{0}{1}', 'a', 2) | 2a2",
        "format('{{{0}}}', 'a') | {a}",
        "format('{{0}}') | {0}",
        "format(1) | 1",
        "join(github.nested.a, '') | 12",
        "toJSON(NaN) | NaN",
        "case(false, fromJSON('broken'), 1) | 1",
        "case(true, 1, fromJSON('broken')) | 1",
        "hashfiles('a', 1) | hashFiles[a, 1]",
        "false && fromJSON('broken') | false",
      })
  void functionsWorkAsDocumented(String expression, String result) {
    assertThat(text(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '"',
      value = {
        "github.labels.*.name | [\"\"bug\"\",null]",
        "github.nested.* | [[1,2],[3],4]",
        "github.nested.*[0] | [1,3]",
        "github.nested.*.* | [1,2,3]",
        "github.nested[*][1] | [2]",
        "github.missing.* | []",
        "github.nested.*.missing | []",
      })
  void filtersReachIntoEveryItem(String expression, String json) {
    assertThat(value(expression).json()).hasToString(json.replace("\"\"", "\""));
  }

  @Test
  void fractionsOfAPositionAreCutOff() {
    assertThat(text("github.nested.a[1.9]")).isEqualTo("2");
    assertThat(text("github.nested.a[-0.5]")).isEmpty();
  }

  @Test
  void jsonIsIndentedAndEscaped() {
    assertThat(text("toJSON(github.nested)"))
        .isEqualTo(
            """
            {
              "a": [
                1,
                2
              ],
              "b": [
                3
              ],
              "c": 4
            }\
            """);
    assertThat(text("toJSON(github.quote)")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001\\u2028é\"");
    assertThat(text("toJSON(fromJSON('{\"a\":{},\"b\":[]}'))"))
        .isEqualTo("{\n  \"a\": {},\n  \"b\": []\n}");
    assertThat(text("toJSON(github.run_id)")).isEqualTo("117904191");
  }

  @Test
  void keysThatDifferInCaseAreOne() {
    var object = json("{\"Key\": 1, \"b\": 2, \"kEY\": 3}");
    assertThat(object.json()).hasToString("{\"Key\":3,\"b\":2}");
  }

  @Test
  void exactKeysDifferInCase() {
    var object = ObjectValue.exact().put("PATH", "a").put("path", "b").build();
    assertThat(object.get("PATH")).map(Value::text).hasValue("a");
    assertThat(object.get("Path")).isEmpty();
    assertThat(object.entries()).containsOnlyKeys("PATH", "path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format('{')",
        "format('}')",
        "format('{}')",
        "format('{x}', 1)",
        "format('{0', 1)",
        "format('{-1}', 1)"
      })
  void badFormatsAreRefused(String expression) {
    assertThat(error(expression))
        .hasMessageStartingWith("The following format string is invalid: ")
        .extracting(ExpressionException::kind)
        .isEqualTo(Kind.EVALUATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"format('{0}')", "format('{1}', 1)", "format('{99999999999}', 1)"})
  void missingFormatArgumentsAreRefused(String expression) {
    assertThat(error(expression))
        .hasMessageStartingWith("The following format string references more arguments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s3cr3t", "{\"a\":s3cr3t}", "[1,]", "{\"a\":1} s3cr3t", "NaN"})
  void brokenJsonIsRefusedWithoutQuotingIt(String text) {
    assertThat(error("fromJSON('" + text + "')"))
        .hasMessageStartingWith("fromJSON: the text is")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void hugeNumbersInJsonAreNoProblem() {
    assertThat(text("fromJSON('1e400')")).isEqualTo("Infinity");
    assertThat(text("fromJSON('1" + "0".repeat(400) + "')")).isEqualTo("Infinity");
  }

  @Test
  void namesUsedAreKnownByTheirProperSpelling() {
    var expression =
        Expression.parse("GITHUB.ref && HASHFILES('x') || Contains(env.a, Env.b)", NAMES);
    assertThat(expression.contexts()).containsExactly("github", "env");
    assertThat(expression.functions()).containsExactly("hashFiles", "contains");
  }

  @Test
  void scopesOfFixedContextsCallNothing() {
    var expression = Expression.parse("hashFiles('x')", NAMES);
    assertThatThrownBy(() -> expression.evaluate(Scope.of(Map.of())))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("hashFiles");
  }
}
