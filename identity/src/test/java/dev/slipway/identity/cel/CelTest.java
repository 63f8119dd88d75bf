package dev.slipway.identity.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelTest {
  private static final CelNames NAMES = new CelNames(Set.of("assertion"), Set.of("attribute"));
  private static final Map<String, CelValue> VARIABLES =
      Map.of(
          "assertion",
          CelValue.of(
              Json.parse(
                  """
                  {"repository": "acme/doctor", "repository_id": "123456", "ref": "refs/heads/main",
                   "event_name": "push", "run": 7, "ratio": 0.5, "flag": true,
                   "list": ["a", "b"], "sub": "repo:acme/doctor:ref:refs/heads/main"}
                  """
                      .getBytes(StandardCharsets.UTF_8),
                  "claims")),
          "attribute",
          CelValue.of(Map.of("ref", "refs/heads/main")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "assertion.repository == 'acme/doctor' ~ true",
        "assertion.repository_id == 123456 ~ false",
        "assertion.repository_id == '123456' ~ true",
        "assertion.repository_id != 123456 ~ true",
        "assertion.run == 7 ~ true",
        "assertion.run == 7.0 ~ true",
        "assertion.run < 8 && assertion.run >= 7 ~ true",
        "assertion.ratio == 0.5 ~ true",
        "assertion.event_name in ['push', 'workflow_dispatch'] ~ true",
        "assertion.event_name in ['pull_request'] ~ false",
        "'b' in assertion.list && !('c' in assertion.list) ~ true",
        "'push' in {'push': 1} ~ true",
        "assertion.sub.startsWith('repo:acme/') ~ true",
        "assertion.sub.endsWith('main') ~ true",
        "assertion.sub.contains('doctor') ~ true",
        "assertion.ref.matches('heads/ma.n') ~ true",
        "assertion.ref.matches('^main$') ~ false",
        "assertion.sub.extract('repo:{r}:ref') == 'acme/doctor' ~ true",
        "assertion.sub.extract('nothing/{x}/') == '' ~ true",
        "assertion.ref.extract('refs/heads/{b}') == 'main' ~ true",
        "assertion.repository.split('/')[1] == 'doctor' ~ true",
        "assertion.repository.split('/', 1) == ['acme/doctor'] ~ true",
        "size(assertion.list) == 2 && assertion.ref.size() == 15 ~ true",
        "has(assertion.environment) ~ false",
        "has(assertion.ref) ? assertion.ref == 'x' : true ~ false",
        "assertion['repository'] == 'acme/doctor' ~ true",
        "assertion.environment == 'prod' || assertion.flag ~ true",
        "assertion.flag || assertion.environment == 'prod' ~ true",
        "assertion.environment == 'prod' && assertion.run == 8 ~ false",
        "!assertion.flag ~ false",
        "!!assertion.flag ~ true",
        "'a' + 'b' == \"ab\" ~ true",
        "-3 + 5 * 2 % 4 == -1 ~ true",
        "r'\\d' == '\\\\d' ~ true",
        "'\\x41\\u0042\\103' == 'ABC' ~ true",
        "'''it's''' == 'it\\'s' ~ true",
        "attribute.ref == assertion.ref ~ true",
        "null == null && [1, 2] == [1, 2.0] ~ true",
        "true ? false : true ? true : true ~ false"
      })
  void computesWhatGoogleWouldCompute(String source, boolean expected) {
    var expression = CelExpression.parseCondition(source, NAMES);
    assertThat(expression.evaluate(VARIABLES)).isEqualTo(new CelValue.Bool(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "assertion.environment == 'prod'",
        "assertion.run.startsWith('7')",
        "assertion.list[2] == 'c'",
        "assertion.run < 'a'",
        "assertion.environment == 'prod' || assertion.run == 8",
        "assertion.repository.environment == 'x'",
        "assertion.run / 0 == 1",
        "assertion.ref && true"
      })
  void failsClosedWhereThereIsNoAnswer(String source) {
    var expression = CelExpression.parseCondition(source, NAMES);
    assertThat(expression.accepts(VARIABLES)).isFalse();
    assertThatThrownBy(() -> expression.evaluate(VARIABLES)).isInstanceOf(CelException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "asertion.ref == 'x' ~ 0 ~ undeclared name 'asertion'",
        "assertion.ref = 'x' ~ 14 ~ equality is written ==",
        "assertion.ref == 'x ~ 17 ~ does not end",
        "assertion.ref == ~ 16 ~ expected a value",
        "'abc' ~ 0 ~ needs bool",
        "assertion.ref ? 1 : 2 ~ 0 ~ needs bool",
        "'a' == 1 ~ 0 ~ never equal",
        "attribute.ref == 1 ~ 0 ~ never equal",
        "assertion.ref.startWith('x') ~ 0 ~ unknown method .startWith()",
        "assertion.list.exists(x, x == 'a') ~ 0 ~ unknown method .exists()",
        "assertion.ref.matches('(') ~ 22 ~ not a regular expression",
        "assertion.ref.startsWith('a', 'b') ~ 0 ~ does not take 2 arguments",
        "has(assertion) ~ 0 ~ takes one field",
        "b'bytes' == b'bytes' ~ 0 ~ prefix 'b'",
        "1u == 1u ~ 0 ~ is not a number",
        "(true ~ 5 ~ expected ')'",
        "true && ~ 7 ~ expected a value",
        "assertion.if == 'x' ~ 10 ~ reserved word"
      })
  void refusesWhatCannotWorkWithItsPlace(String source, int offset, String message) {
    assertThatThrownBy(() -> CelExpression.parseCondition(source, NAMES))
        .isInstanceOfSatisfying(
            CelException.class,
            e -> {
              assertThat(e).hasMessageContaining(message);
              assertThat(e.offset()).isEqualTo(offset);
            });
  }

  @Test
  void nestingIsBounded() {
    String deep = "(".repeat(5_000) + "true" + ")".repeat(5_000);
    assertThatThrownBy(() -> CelExpression.parse(deep, NAMES))
        .isInstanceOf(CelException.class)
        .hasMessageContaining("nested too deeply");
    assertThatThrownBy(() -> CelExpression.parse("!".repeat(5_000) + "true", NAMES))
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void explainsWhatEachPartCameTo() {
    var condition =
        CelExpression.parseCondition(
            "assertion.repository_id == '123456' && assertion.ref == 'refs/heads/release'"
                + " && (assertion.environment == 'prod' || assertion.event_name in ['release'])",
            NAMES);
    assertThat(condition.explain(VARIABLES))
        .extracting(CelFinding::toString)
        .containsExactly(
            "assertion.repository_id == '123456' is true (assertion.repository_id was '123456')",
            "assertion.ref == 'refs/heads/release' is false (assertion.ref was 'refs/heads/main')",
            "assertion.environment == 'prod' is error (no such key: environment; the token has no"
                + " such claim, guard it with has())",
            "assertion.event_name in ['release'] is false (assertion.event_name was 'push')");
  }
}
